"""Taking up and leaving a post in an area."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from common.races import first_come
from grids.models import GridPost

if TYPE_CHECKING:
    from members.models import User


class PostEnded(ValidationError):
    """The post was given up already."""


@first_come()
def take_post(post: GridPost, *, by: User | None) -> GridPost:
    """Write a new post. Raises ValidationError when the area already has a head."""
    post.full_clean()
    with audit.disable_auditlog():  # the action writes its own row
        post.save(force_insert=True)
    audit.record(post, "create", by=by, changes={"area": ["", str(post.area)]})
    return post


@transaction.atomic
def end_post(post: GridPost, *, on: date, by: User | None) -> None:
    """End the post on `on`, the first day without holder. Raises PostEnded on a second try."""
    if on < post.since:
        raise ValidationError(f"结束日期不能早于任职日期 {post.since}。")
    if not GridPost.objects.filter(pk=post.pk, until=None).update(until=on):
        raise PostEnded("该任职已经结束。")
    post.until = on
    audit.record(post, "end", by=by, changes={"until": [None, on]})
