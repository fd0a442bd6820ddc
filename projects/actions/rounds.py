"""The rounds 征集 of an alliance: call → merge → publish → claim → agreed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.races import first_come
from members.models import Alliance, User
from projects.models import Demand, Item, Resource, Round, Service

Status = Round.Status
MOST_CALL, MOST_OUTCOME = 500, 1000  # characters
LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)


class StillToReview(ValidationError):
    """Items handed in for the round wait for review: published now, it would leave them out."""


class AllianceEnded(ValidationError):
    """No round is held by an alliance that has ended."""


def half_year(day: date) -> str:
    """2026 年下半年征集."""
    return f"{day.year} 年{'上' if day.month <= 6 else '下'}半年征集"


@first_come()
def open_round(
    alliance: Alliance,
    *,
    title: str,
    submit_by: date,
    claim_by: date,
    call_text: str = "",
    by: User,
    now: datetime,
) -> Round:
    """Call the units of the alliance; one round at a time."""
    if alliance.ended_on:
        raise AllianceEnded("这个联合体已终止，不能发起征集。")
    if submit_by < timezone.localdate(now):
        raise ValidationError({"submit_by": "提交截止不能早于今天。"})
    made = Round(alliance=alliance, opened_by=by, opened_at=now, title=title, call_text=call_text)
    made.submit_by, made.claim_by = submit_by, claim_by
    made.full_clean()
    if len(call_text) > MOST_CALL:  # a model does not hold a long text to its length
        raise ValidationError({"call_text": f"最多 {MOST_CALL} 字。"})
    with audit.disable_auditlog():
        made.save()
    audit.record(made, "create", by=by)
    return made


@transaction.atomic
def set_dates(round_: Round, *, submit_by: date, claim_by: date, by: User) -> None:
    """Give the units more time, or less; a round that is agreed stays as it was."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if held.status == Status.AGREED:
        raise ValidationError("这一轮已议定，不能再改日期。")
    facts: dict[str, Any] = {"submit_by": submit_by, "claim_by": claim_by}
    changes = {name: [getattr(held, name), day] for name, day in facts.items()}
    for name, day in facts.items():
        setattr(held, name, day)
    held.full_clean()
    Round.objects.filter(pk=held.pk).update(**facts)
    audit.record(held, "change", by=by, changes=changes)


def waiting(round_: Round) -> int:
    """How many items handed in for the round wait for review."""
    return sum(
        kind.objects.filter(round=round_, status=Item.Status.SUBMITTED).count() for kind in LISTS
    )


def to_merge(round_: Round, *, by: User) -> None:
    """Stop the call. What is registered from here on is for the next round."""
    move(round_, Status.MERGE, by=by)


def to_publish(round_: Round, *, by: User, now: datetime) -> None:
    """Everything handed in was looked at: the round's lists are what is published of it."""
    if left := waiting(round_):
        raise StillToReview(f"本轮还有 {left} 项待审核。请先发布、合并或退回，再公布清单。")
    move(round_, Status.PUBLISH, by=by, published_at=now)


def to_claim(round_: Round, *, by: User) -> None:
    move(round_, Status.CLAIM, by=by)


def agree(round_: Round, *, outcome: str, by: User, now: datetime) -> None:
    """The joint meeting agreed: what, in words. The round is over."""
    if not outcome.strip():
        raise ValidationError({"outcome": "请写明议定了什么。"})
    if len(outcome.strip()) > MOST_OUTCOME:
        raise ValidationError({"outcome": f"最多 {MOST_OUTCOME} 字。"})
    move(round_, Status.AGREED, by=by, agreed_at=now, outcome=outcome.strip())
