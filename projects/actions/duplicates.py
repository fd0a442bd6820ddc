"""Duplicates of an item: one stays, the others are withdrawn and lead to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.lifecycle import move
from members.models import User
from projects.actions.items import let_go
from projects.models import Demand, Engagement, Item, Request

Status = Item.Status
MERGEABLE = frozenset({Status.SUBMITTED, Status.PUBLISHED, Status.LAPSED})


class NotMergeable(ValidationError):
    """One of them is a draft, withdrawn, of another list or being met, or what stays is not out."""


@transaction.atomic
def merge(stays: Item, others: Sequence[Item], *, by: User, now: datetime, reason: str) -> None:
    """Withdraw `others` as duplicates of `stays`: all of them or none.

    Both addresses lead to the one that stays from now on, and so does whatever was merged into
    one of the others before. A submitted one goes back to its unit first: the lifecycle knows no
    other way, and the unit's page then says why. What units are at is not merged away under their
    hands; what residents asked goes along.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么合并，单位会看到。"})
    kind, keys = type(stays), {item.pk for item in others} - {stays.pk}
    if not keys or any(type(item) is not kind for item in others):
        raise NotMergeable("请勾选同一张清单里至少两项，再选留下哪一项。")
    held = kind.objects.select_for_update(of=("self",)).filter(pk__in=[stays.pk, *keys])
    rows = {item.pk: item for item in held.select_related("unit").order_by("pk")}
    if any(item.status not in MERGEABLE for item in rows.values()):
        raise NotMergeable("只能合并待审核、已发布或待确认的条目，其中有的已被处理，请刷新后再选。")
    gone = [rows[key] for key in sorted(keys)]
    if any(item.is_standing for item in gone) and not rows[stays.pk].is_standing:
        raise NotMergeable("留下的一项还没有发布，合并后居民和单位就查不到了。请先审核它。")
    _nobody_is_at(gone)
    for item in gone:
        _merge_one(item, rows[stays.pk], by=by, now=now, reason=reason.strip())


def _nobody_is_at(items: Sequence[Item]) -> None:
    """Raises NotMergeable when a (locked) demand that is to go has a live engagement."""
    demands = [item for item in items if isinstance(item, Demand)]
    one = Engagement.objects.live().filter(demand__in=demands).select_related("demand").first()
    if one:
        raise NotMergeable(f"“{one.demand}”正在对接，不能并入别的需求。请留下它，或先结束对接。")


def _merge_one(item: Item, stays: Item, *, by: User, now: datetime, reason: str) -> None:
    why = f"与“{stays}”重复，已合并：{reason}"[:200]
    if item.status == Status.SUBMITTED:
        move(item, Status.RETURNED, by=by, reason=why, return_note=why)
    move(item, Status.WITHDRAWN, by=by, reason=why, merged_into=stays)
    kind: Any = type(item)  # that a model of its own hangs on itself is too much for mypy
    kind.objects.filter(merged_into=item).update(merged_into=stays)
    if isinstance(stays, Demand):
        Request.objects.filter(demand=item.pk).update(demand=stays)
    let_go(item, by=by, now=now, reason=why)
