"""Units that support an area (包联) or have people in a service team (组团)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from common import audit
from common.races import first_come
from grids.models import Area, ServiceTeam
from members.actions.errors import LinkEnded, UnitHasLeft, WrongDay
from members.models import MemberUnit, SupportLink, User


@first_come()
def add_support(
    unit: MemberUnit,
    *,
    area: Area | None = None,
    team: ServiceTeam | None = None,
    since: date,
    by: User | None,
    now: datetime,
) -> SupportLink:
    """The unit supports the area, or serves in the team, from that day; one of the two.

    Raises UnitHasLeft, WrongDay, or ValidationError where the link stands already.
    """
    if MemberUnit.objects.select_for_update(no_key=True).get(pk=unit.pk).left_on:
        raise UnitHasLeft
    check_first_day(since, now)
    link = SupportLink(unit=unit, area=area, team=team, since=since)
    link.full_clean()
    with audit.disable_auditlog():
        link.save()
    audit.record(link, "create", by=by)
    return link


def check_first_day(since: date, now: datetime) -> None:
    if since > timezone.localdate(now):
        raise WrongDay({"since": "开始日期不能晚于今天。"})


@transaction.atomic
def end_support(link: SupportLink, *, on: date, by: User | None, now: datetime) -> None:
    """End it on `on`, the first day without it. Raises LinkEnded on a second try."""
    if on > timezone.localdate(now):
        raise WrongDay({"on": "结束日期不能晚于今天。"})
    if on < link.since:
        raise WrongDay({"on": f"结束日期不能早于开始日期（{link.since}）。"})
    if not SupportLink.objects.current().filter(pk=link.pk).update(until=on):
        raise LinkEnded
    link.until = on
    audit.record(link, "end", by=by, changes={"until": [None, on]})


def end_support_of(links: QuerySet[SupportLink], *, on: date) -> int:
    """End all that still run among `links`; what ended their unit or team has its own row."""
    last = Greatest("since", Value(on, DateField()))
    return links.filter(until=None).update(until=last)
