"""Resolutions and minutes that wait for the reader: to accept, to issue, to do."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from meetings.models import Meeting, Minutes, Resolution, Undertaking
from meetings.resolutions.page import how_long
from members.models import Liaison, User

AHEAD = timedelta(days=14)
MOST = 5
Status = Resolution.Status


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """What waits for the convener, and minutes of meetings that were not issued; two queries."""
    mine = Resolution.objects.writable_by(user).announced()
    counts = mine.aggregate(
        late=Count("pk", filter=Q(status=Status.OPEN, due_on__lt=today)),
        reported=Count("pk", filter=Q(status=Status.REPORTED)),
    )
    url = reverse("meetings:resolutions")
    lines = []
    if counts["late"]:
        more = "催一催牵头单位，需要时调整期限"
        what = f"逾期没有办完的决议 {counts['late']} 项"
        lines.append(Todo(what, more, f"{url}?late=late", "已逾期", "late"))
    if counts["reported"]:
        what, more = f"验收决议 {counts['reported']} 项", "牵头单位报告已经办完"
        lines.append(Todo(what, more, f"{url}?status=reported", "待验收", "soon"))
    return [*lines, *_drafts(user)]


def _drafts(user: User) -> list[Todo]:
    areas = user.writable_areas().values("pk")
    rows = Minutes.objects.drafts().filter(meeting__rule__alliance__area__in=areas)
    rows = rows.exclude(meeting__status=Meeting.Status.CANCELLED)  # begun, and nothing came of it
    found = rows.select_related("meeting__rule__alliance").order_by("begun_at", "pk")[:MOST]
    return [
        Todo(
            f"印发纪要：{one.meeting.title}",
            str(one.meeting.rule.alliance),
            reverse("meetings:minutes", args=[one.meeting.uuid]),
            "记录中",
            "soon",
        )
        for one in found
    ]


def phone(user: User, today: date) -> list[Errand]:
    """What the officer's unit leads: given back, overdue, or due within AHEAD; one query."""
    own = Liaison.objects.current().filter(person__user=user.pk).values("unit")
    led = Undertaking.objects.filter(unit__in=own, role=Undertaking.Role.LEAD)
    near = Q(due_on__lte=today + AHEAD) | Q(returned_at__isnull=False)
    rows = Resolution.objects.announced().filter(near, status=Status.OPEN)
    found = rows.filter(pk__in=led.values("resolution")).order_by("due_on", "pk")
    return [_card(one, today) for one in found[:MOST]]


def _card(one: Resolution, today: date) -> Errand:
    words, tone = how_long(one, today)
    if one.is_sent_back:
        return Errand(one.title, f"还差：{one.missing}", one.phone_url, "接着办", "已退回", "late")
    return Errand(
        one.title, "会议决议，由您单位牵头。", one.phone_url, "记进展、报告完成", words, tone
    )
