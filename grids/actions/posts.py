"""Taking up and leaving a post in an area."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from common import audit
from common.races import first_come
from grids.actions.edits import check_end, held, save_changes
from grids.models import GridPost

if TYPE_CHECKING:
    from members.models import User


class PostEnded(ValidationError):
    """The post was given up already."""


class HeadInOffice(ValidationError):
    """The area has a head up to a later day."""


FIELDS = ("stand_in", "duty_phone", "availability", "consent_on", "term_ends_on")


@first_come()
def take_post(post: GridPost, *, by: User | None) -> GridPost:
    """Write a new post. Raises HeadInOffice, or ValidationError when the area has a head."""
    post.full_clean()
    if post.role == GridPost.Role.HEAD:
        _check_no_head(post)
    with audit.disable_auditlog():  # the action writes its own row
        post.save(force_insert=True)
    audit.record(post, "create", by=by, changes={"area": ["", str(post.area)]})
    return post


def _check_no_head(post: GridPost) -> None:
    """One whose end is known already still holds the post until then."""
    heads = GridPost.objects.filter(area=post.area_id, role=post.role, until__gt=post.since)
    last = heads.filter(until__gt=F("since")).order_by("-until").first()
    if last:
        text = f"{last.name}任网格长到 {last.until}，任职自不能早于这一天。"
        raise HeadInOffice({"since": text})


@first_come()
def change_post(
    post: GridPost, *, by: User | None, seen: str | None = None, **changes: Any
) -> list[str]:
    """Write `changes` (keywords: FIELDS); returns the names of what differs.

    `seen` is the stamp of the page that asks. Raises AlreadyEnded, ChangedMeanwhile.
    """
    differing = save_changes(post, held(post, FIELDS, seen), changes)
    if differing:
        audit.record(post, "change", by=by, changes=differing)
    return [*differing]


@transaction.atomic
def end_post(post: GridPost, *, on: date, by: User | None, today: date) -> None:
    """End the post on `on`, the first day without holder. Raises WrongDay, PostEnded.

    Portal rule: on `today` at the latest, or with the term: the day after its last day.
    """
    term = post.term_ends_on
    latest = max(today, term + timedelta(days=1)) if term and term < date.max else today
    check_end(post, on, latest, "任职")
    if not GridPost.objects.filter(pk=post.pk, until=None).update(until=on):
        raise PostEnded("该任职已经结束。")
    post.until = on
    audit.record(post, "end", by=by, changes={"until": [None, on]})
