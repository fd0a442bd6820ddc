"""The phone home: what is due, for the liaison officer, the grid worker and the tutor alike."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from alliance.today import TOPICS
from grids.models import Area, GridPost
from meetings.models import Invitation, LiaisonReport, Meeting
from members.models import Posting, SupportLink, User
from projects.models import Demand, Item, Resource, Service

LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)
CONFIRM_AHEAD = timedelta(days=14)
REPORTED = 6


def of(user: User, now: datetime) -> dict[str, Any]:
    """Everything the page shows, in a constant number of queries."""
    today = timezone.localdate(now)
    reports = LiaisonReport.objects.of_liaison(user).waiting_for_unit().for_list()
    due = [(report, *_how_long(report, today)) for report in reports.order_by("due_on")]
    confirm = [item for model in LISTS for item in _to_confirm(model, user, today)]
    errands = [card for topic in TOPICS for card in topic.phone(user, today)]
    to_answer = _to_answer(user, now)
    ahead = Meeting.objects.of_officer(user).ahead(now)
    asked = [one.meeting_id for one in to_answer]
    areas = _own_areas(user)
    return {
        "to_answer": to_answer,
        "errands": errands,
        "due": due,
        "confirm": confirm,
        "count": len(due) + len(confirm) + len(errands) + len(to_answer),
        "meetings": ahead.exclude(pk__in=asked).for_list()[:3],
        "reported": _reported(user),
        "areas": areas,
        "contacts": _contacts(areas, today),
        "is_liaison": user.is_liaison,
        "support": _support(user),
    }


def _how_long(report: LiaisonReport, today: date) -> tuple[str, str]:
    """The words and tone of the tag: 还有 8 天, 今天截止, 逾期 2 天, 请修改."""
    if report.status == report.Status.RETURNED:
        return "请修改", "late"
    days = (report.due_on - today).days
    if days < 0:
        return f"逾期 {-days} 天", "late"
    return (f"还有 {days} 天" if days else "今天截止"), "soon"


def _to_answer(user: User, now: datetime) -> list[Invitation]:
    """Calls to meetings that the unit has not answered, the next first.

    Those of today stand among the errands, as places to be at; their page still takes an answer.
    """
    rows = Invitation.objects.of_liaison(user).to_answer(now)
    rows = rows.exclude(meeting__starts_at__date=timezone.localdate(now))
    return list(rows.select_related("meeting__rule__alliance"))


def _to_confirm(model: type[Item], user: User, today: date) -> list[Item]:
    """Items of the officer's unit that lapsed, or will within two weeks."""
    lapsing = Q(status=Item.Status.PUBLISHED, valid_until__lte=today + CONFIRM_AHEAD)
    own = model.objects.to_confirm().of_units_of(user)
    own = own.filter(lapsing | Q(status=Item.Status.LAPSED))
    return list(own.order_by("valid_until", "pk"))


def _reported(user: User) -> list[Item]:
    """The latest of what the unit put into the lists."""
    rows = [item for m in LISTS for item in m.objects.of_units_of(user).order_by("-pk")[:REPORTED]]
    return sorted(rows, key=lambda item: item.created_at, reverse=True)[:REPORTED]


def _support(user: User) -> list[SupportLink]:
    """What the unit the user speaks for supports now (我单位包联)."""
    own = SupportLink.objects.current().filter(
        unit__liaisons__person__user=user, unit__liaisons__until=None
    )
    return list(own.select_related("area__community", "team").order_by("since", "pk"))


def _own_areas(user: User) -> list[Area]:
    """The grids a grid worker looks after, or the area a tutor belongs to."""
    held = [p.area_id for p in user.current_postings if p.role in Posting.PHONE]
    return list(Area.objects.filter(pk__in=held).select_related("community", "street"))


def _contacts(areas: list[Area], today: date) -> list[GridPost]:
    """Who is responsible around there: posts of these areas and of those above."""
    keys = {k for a in areas for k in (a.pk, a.community_id, a.street_id, a.district_id) if k}
    posts = GridPost.objects.on(today).filter(area__in=keys)
    return list(posts.select_related("area").order_by("-area__level", "role", "pk"))
