"""Reminders: milestones due and overdue, who leads or joined a project, pairings that expire."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from common.dates import day_text, full_day_text
from members.models import Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from projects.items.owners import officer_of
from projects.models import Milestone, Pairing, Partner, Project
from projects.models.pairings import PairingQuerySet

AHEAD = timedelta(days=3)
LATE_FOR = timedelta(days=60)  # older ones are no longer chased
EXPIRES_AHEAD = timedelta(days=30)
COMMUNITY, STREET = Posting.Role.COMMUNITY, Posting.Role.STREET


# --- milestones, to the officer of the lead ---------------------------------------------------


def _to_lead(first: date, last: date, slot: str) -> QuerySet[Any]:
    rows = Milestone.objects.open().filter(due_on__range=(first, last))
    return rows.annotate(
        recipient=officer_of("project__lead"),
        subject=F("pk"),
        slot=Concat(Value(f"{slot} "), Cast("due_on", CharField())),  # again when it is postponed
    ).order_by()


@source("milestone_due")
def milestone_ahead(now: datetime) -> QuerySet[Any]:
    today = timezone.localdate(now)
    return _to_lead(today, today + AHEAD, "T-3")


@source("milestone_due")
def milestone_over(now: datetime) -> QuerySet[Any]:
    today = timezone.localdate(now)
    return _to_lead(today - LATE_FOR, today - timedelta(days=1), "overdue")


def _open_milestones(now: datetime) -> QuerySet[Any]:
    return Milestone.objects.open()


@renders("milestone_due", stands=_open_milestones)
def render_milestone(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the lead's officer now."""
    rows = Milestone.objects.open().select_related("project")
    found = rows.annotate(officer=officer_of("project__lead"))
    known = found.in_bulk([notice.subject for notice in notices])
    today = timezone.localdate(now)
    return {
        notice.pk: Text(
            f"“{one.project}”的节点“{one}”{_when(one.due_on, today)}",
            "完成了请点“登记完成”；要改日期，请告诉街道社区。",
            one.project.phone_url,
        )
        for notice in notices
        if (one := known.get(notice.subject)) and one.officer == notice.recipient_id
    }


def _when(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 0:
        return f"已逾期 {-days} 天"
    return f"还有 {days} 天到期" if days else "今天到期"


# --- milestones overdue, to the staff of where the project works ------------------------------


def _to_staff(now: datetime, level: str, role: str, **of: Any) -> QuerySet[Any]:
    """Overdue ones, to everybody who holds that role in the project's area of that level."""
    today = timezone.localdate(now)
    late = Milestone.objects.late(today).filter(due_on__gte=today - LATE_FOR, **of)
    posted = f"project__{level}__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": role, f"{posted}since__lte": today}
    return late.filter(held, **staff).annotate(
        recipient=F(f"{posted}user"),
        subject=F("pk"),
        slot=Concat(Value("late "), Cast("due_on", CharField())),
    )


@source("milestone_late")
def late_in_community(now: datetime) -> QuerySet[Any]:
    return _to_staff(now, "community", COMMUNITY).order_by()


@source("milestone_late")
def late_in_street(now: datetime) -> QuerySet[Any]:
    """Of projects of the whole street."""
    return _to_staff(now, "street", STREET, project__community=None).order_by()


@renders("milestone_late", stands=_open_milestones)
def render_late(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the staff there now."""
    today = timezone.localdate(now)
    rows = Milestone.objects.late(today).select_related("project__lead")
    known = rows.in_bulk([notice.subject for notice in notices])
    staff = _staff(today, [_place(one.project) for one in known.values()])
    return {
        notice.pk: Text(
            f"“{one.project}”的节点“{one}”{_when(one.due_on, today)}",
            f"牵头单位：{one.project.lead.label}。请了解情况，需要时调整日期。",
            one.project.get_absolute_url(),
        )
        for notice in notices
        if (one := known.get(notice.subject))
        and (notice.recipient_id, _place(one.project)) in staff
    }


def _place(project: Project) -> int:
    """Where its staff are: the community, else the street."""
    return project.community_id or project.street_id or project.area_id


def _staff(today: date, places: Sequence[int]) -> set[tuple[int, int]]:
    """(account, area) of the staff of these communities and streets now."""
    posts = Posting.objects.on(today).filter(area__in=places, role__in=[COMMUNITY, STREET])
    return set(posts.values_list("user", "area"))


# --- a unit leads a project, or takes part in one ---------------------------------------------


@source("project_led")
def project_led(now: datetime) -> QuerySet[Any]:
    rows = Project.objects.filter(status__in=Project.RUNNING)
    return rows.annotate(
        recipient=officer_of("lead"), subject=F("pk"), slot=Value("led"), due_on=NO_DATE
    ).order_by()


def _running(now: datetime) -> QuerySet[Any]:
    return Project.objects.filter(status__in=Project.RUNNING)


@renders("project_led", stands=_running)
def render_led(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    rows = _running(now).annotate(officer=officer_of("lead"))
    known = rows.in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: Text(
            f"贵单位牵头项目“{one}”",
            "进展、节点和投入都可以在手机上记录，街道社区能看到。",
            one.phone_url,
        )
        for notice in notices
        if (one := known.get(notice.subject)) and one.officer == notice.recipient_id
    }


def _partners(now: datetime) -> QuerySet[Any]:
    return Partner.objects.filter(project__status__in=Project.RUNNING)


@source("project_joined")
def project_joined(now: datetime) -> QuerySet[Any]:
    return (
        _partners(now)
        .annotate(
            recipient=officer_of("unit"), subject=F("pk"), slot=Value("joined"), due_on=NO_DATE
        )
        .order_by()
    )


@renders("project_joined", stands=_partners)
def render_joined(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    rows = _partners(now).select_related("project__lead").annotate(officer=officer_of("unit"))
    known = rows.in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: Text(
            f"贵单位参与项目“{one.project}”",
            f"牵头单位：{one.project.lead.label}。承诺：{one.promised or '还没写'}。",
            one.project.phone_url,
        )
        for notice in notices
        if (one := known.get(notice.subject)) and one.officer == notice.recipient_id
    }


# --- pairings that expire, to the staff of both sides -----------------------------------------


def _expiring(now: datetime) -> PairingQuerySet:
    last = timezone.localdate(now) + EXPIRES_AHEAD
    return Pairing.objects.current().filter(until__lte=last)


def _to_side(now: datetime, side: str, level: str, role: str, **of: Any) -> QuerySet[Any]:
    today = timezone.localdate(now)
    posted = f"{side}__{level}__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": role, f"{posted}since__lte": today}
    rows = _expiring(now).filter(held, **staff, **of)
    return rows.annotate(
        recipient=F(f"{posted}user"),
        subject=F("pk"),
        slot=Concat(Value("until "), Cast("until", CharField())),
        due_on=Cast("until", DateField()),
    ).order_by()


@source("pairing_expires")
def helper_community(now: datetime) -> QuerySet[Any]:
    return _to_side(now, "helper", "community", COMMUNITY)


@source("pairing_expires")
def helper_street(now: datetime) -> QuerySet[Any]:
    return _to_side(now, "helper", "street", STREET, helper__community=None)


@source("pairing_expires")
def helped_community(now: datetime) -> QuerySet[Any]:
    return _to_side(now, "helped", "community", COMMUNITY)


@source("pairing_expires")
def helped_street(now: datetime) -> QuerySet[Any]:
    return _to_side(now, "helped", "street", STREET, helped__community=None)


@renders("pairing_expires", stands=_expiring)
def render_pairing(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    today = timezone.localdate(now)
    known = _expiring(now).for_list().in_bulk([notice.subject for notice in notices])
    staff = _staff(today, [area for one in known.values() for area in _sides(one)])
    return {
        notice.pk: Text(
            f"结对帮扶 {full_day_text(one.until)}期满",
            f"{one}。继续的请修改期限，不再继续的请结束并写明成效。（{day_text(one.until)}）",
            one.get_absolute_url(),
        )
        for notice in notices
        if (one := known.get(notice.subject))
        and any((notice.recipient_id, area) in staff for area in _sides(one))
    }


def _sides(pairing: Pairing) -> list[int]:
    sides = (pairing.helper, pairing.helped)
    return [one.community_id or one.street_id or one.area_id for one in sides]
