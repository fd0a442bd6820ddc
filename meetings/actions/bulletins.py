"""Bulletins: generated as a draft, edited, issued once with a number, read by every unit."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from common import audit
from common.insert import insert_missing
from common.lifecycle import IllegalMove, move
from common.stamps import Stale
from meetings.actions.papers import number_for
from meetings.bulletins.checks import trouble_of
from meetings.bulletins.scope import Issuer, Period
from meetings.bulletins.sources import prefilled, sources_of
from meetings.models import Bulletin, DocumentNumber, Receipt
from meetings.numbering import next_number
from members.models import User
from notices.actions import drop_about

Status = Bulletin.Status
EARLIEST = 2000  # year
SECOND_TAP = timedelta(minutes=1)  # the same draft by the same hand within it is no other one


class WrongPeriod(ValidationError):
    """The period ends before it begins, lies ahead, or is longer than a year."""


class NotToBeIssued(ValidationError):
    """What stands in it must not leave the house so."""


class EditedMeanwhile(Stale):
    """Somebody else saved or issued the bulletin after the page was opened."""


@transaction.atomic
def draft(issuer: Issuer, period: Period, *, is_public: bool, by: User, now: datetime) -> Bulletin:
    """A draft with the sentences of the period; a second tap makes no second one.

    Raises WrongPeriod.
    """
    _check(period, timezone.localdate(now))
    facts = {**issuer._asdict(), **period._asdict(), "is_public": is_public, "created_by": by}
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a second tap waits for the first
    known = Bulletin.objects.filter(status=Status.DRAFT, created_at__gt=now - SECOND_TAP, **facts)
    sources = sources_of(issuer, period)
    if (same := known.first()) and same.sources == sources:
        return same
    made = Bulletin(
        **facts,
        development=prefilled(sources, "development", public=is_public)[:6000],
        works=prefilled(sources, "works", public=is_public)[:6000],
        sources=sources,
        created_at=now,
    )
    with audit.disable_auditlog():
        made.save()
    audit.record(made, "create", by=by)
    return made


def _check(period: Period, today: date) -> None:
    if period.until < period.since:
        raise WrongPeriod({"until": "结束日期不能早于开始日期。"})
    if period.since.year < EARLIEST:
        raise WrongPeriod({"since": "开始日期太早，请核对年份。"})
    if period.since > today:
        raise WrongPeriod({"since": "开始日期不能晚于今天。"})
    if (period.until - period.since).days > 366:
        raise WrongPeriod({"since": "一期通报最多写一年。"})


@transaction.atomic
def edit(
    bulletin: Bulletin, texts: Mapping[str, str], *, is_public: bool, by: User, seen: str = ""
) -> None:
    """Save the draft's texts. Raises EditedMeanwhile for a stale page, IllegalMove once issued."""
    held = _draft(bulletin)
    if seen not in ("", held.seen):
        raise EditedMeanwhile("通报刚被他人改过，请核对后再保存一次，您刚才写的都还在。")
    changes = {**texts, "is_public": is_public}
    Bulletin.objects.filter(pk=held.pk).update(**changes)
    audit.record(held, "edit", by=by)


def _draft(bulletin: Bulletin) -> Bulletin:
    """The row, locked, as long as it may change."""
    rows = Bulletin.objects.select_for_update(of=("self",)).select_related("alliance", "area")
    held: Bulletin | None = rows.filter(pk=bulletin.pk).first()
    if held is None or not held.is_draft:
        raise IllegalMove("通报已经发出，不能再改。")
    return held


@transaction.atomic
def issue(bulletin: Bulletin, *, by: User, now: datetime, seen: str = "") -> int:
    """Give it its number and send it to every unit; returns to how many.

    Raises EditedMeanwhile, IllegalMove, or NotToBeIssued with every reason.
    """
    year = timezone.localdate(now).year
    number = _number(bulletin, year, by, now)  # locks the issuer before its bulletin
    held = _draft(bulletin)
    if seen not in ("", held.seen):
        raise EditedMeanwhile("通报刚被他人改过，请看过现在的内容再发出。")
    if trouble := trouble_of(held):
        raise NotToBeIssued(trouble)
    facts: dict[str, Any] = {"year": year, "number": number, "issued_at": now, "issued_by": by}
    move(held, Status.ISSUED, by=by, **facts)
    for name, value in {**facts, "status": held.status}.items():
        setattr(bulletin, name, value)
    units = Issuer(held.alliance, held.area).members().annotate(unit=F("pk")).order_by()
    return insert_missing(Receipt, units, ["unit"], bulletin=held.pk)


def _number(bulletin: Bulletin, year: int, by: User, now: datetime) -> int:
    """Of an alliance among its official papers; a district counts its own."""
    if bulletin.alliance is None:
        return next_number(bulletin.area, year)
    kind, on = DocumentNumber.Kind.BULLETIN, timezone.localdate(now)
    return number_for(bulletin.alliance, kind, year, of=bulletin, on=on, by=by).number


@transaction.atomic
def discard(bulletin: Bulletin, *, by: User) -> None:
    """Throw a draft away; it never had a number. Raises IllegalMove once issued."""
    held = _draft(bulletin)
    audit.record(held, "discard", by=by)
    with audit.disable_auditlog():
        held.delete()


@transaction.atomic
def read(receipt: Receipt, *, by: User, now: datetime) -> bool:
    """The unit's officer has opened it; only the first time counts. Returns whether this was it."""
    first = Receipt.objects.filter(pk=receipt.pk, read_at=None).update(read_at=now, read_by=by)
    if first:
        drop_about(["bulletin_issued"], [receipt.pk])
        audit.record(receipt, "read", by=by)
    return bool(first)
