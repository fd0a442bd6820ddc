"""What residents said was solved, for their home page: a count with its month, nobody's words."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from common.dates import midnight
from projects.models import Request
from projects.places import Place


def last_month(today: date) -> date:
    """The first day of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def solved_in(place: Place | None, today: date) -> int:
    """Requests of this place that their askers, last month, confirmed as solved: one query."""
    since, until = (midnight(day) for day in (last_month(today), today.replace(day=1)))
    where = Q(**{f"{place.kind}_id": place.pk}) if place else Q()
    said = Request.objects.filter(where, status=Request.Status.CONFIRMED, solved=True)
    return said.filter(closed_at__gte=since, closed_at__lt=until).count()
