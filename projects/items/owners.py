"""Whose task an item is: its unit's liaison officer, or the staff where nobody speaks for it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.models import Liaison
from projects.models.about import KINDS

OWNER_DAYS = 7  # portal rule: what an officer leaves alone for so long is looked into by staff


def officer_of(unit: str) -> Subquery:
    """The account of the unit's liaison officer, or null; `unit` is the field of the outer row."""
    held = Liaison.objects.current().filter(unit=OuterRef(unit))
    return Subquery(held.values("person__user")[:1])


def officer_about() -> Coalesce:
    """The same for a row that is about one item of any list."""
    return Coalesce(*[officer_of(f"{kind}__unit") for kind in KINDS])


def left_to_staff(flags: Any, today: date) -> QuerySet[Any]:
    """Open ones of units that nobody speaks for, and those that are OWNER_DAYS old."""
    begun = timezone.make_aware(datetime.combine(today - timedelta(days=OWNER_DAYS - 1), time.min))
    spoken = [
        Exists(Liaison.objects.current().filter(unit=OuterRef(f"{kind}__unit"))) for kind in KINDS
    ]
    rows: QuerySet[Any] = flags.open().filter(Q(raised_at__lt=begun) | ~Q(*spoken, _connector=Q.OR))
    return rows
