"""Demonstration data: meetings at every stage of the street's alliance, and their agenda.

The officers, topics and words are invented.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.files import Checked
from grids.calendar import next_workday
from meetings.actions import agenda, attendance, stages
from meetings.models import Meeting, MeetingRule, Topic
from members.models import Alliance, MemberUnit, User

STREET = "210211013"
RULES = {"place": "街道办事处三楼会议室"}
TOPICS = [
    ("liaison", "幸福里小区充电桩不够，想请几家单位一起想办法", "晚上排队，有飞线充电。"),
    ("liaison2", "年底慰问困难家庭，建议统一安排", ""),
]
ITEMS = [("学习传达上级精神", 15, "街道党工委"), ("本季度三张清单办理情况通报", 20, "党建办公室")]


@transaction.atomic
def stage(now: datetime) -> str:
    """One called to, and those the job has moved on; a line that says how many."""
    alliance = Alliance.objects.active().get(area__code=STREET, kind=Alliance.Kind.REGIONAL)
    by = User.objects.get(username="street")
    if not Topic.objects.exists():
        MeetingRule.objects.filter(alliance=alliance, place="").update(**RULES)
        Meeting.objects.filter(rule__alliance=alliance, place="").update(**RULES)
        _collecting(alliance, now)
        _called(alliance, by, now)
        _own(alliance, by, now)
    shown = Meeting.objects.filter(rule__alliance=alliance).exclude(status="planned").count()
    return f"大连湾街道联合体办到半途和已开的会议 {shown} 场"


def _unit(username: str) -> MemberUnit:
    return MemberUnit.objects.get(liaisons__person__user__username=username, liaisons__until=None)


def _meeting(rule: MeetingRule, period: date, starts_at: datetime, by: User) -> Meeting:
    """One whose agenda is open; its moment on the full half hour."""
    at = timezone.localtime(starts_at).replace(hour=14, minute=30, second=0, microsecond=0)
    facts: dict[str, Any] = {"starts_at": at, "place": RULES["place"], "moved_by_hand": True}
    made, _ = Meeting.objects.update_or_create(rule=rule, period=period, defaults=facts)
    if made.status in (Meeting.Status.PLANNED, Meeting.Status.TOPICS):
        stages.begin_agenda(made, by=by)
    return made


def _collecting(alliance: Alliance, now: datetime) -> None:
    """Topics for the first meeting that takes them now."""
    open_ones = Meeting.objects.filter(rule__alliance=alliance, status=Meeting.Status.TOPICS)
    meeting = open_ones.ahead(now).first()
    if meeting is None:
        return
    for username, title, text in TOPICS:
        by = User.objects.get(username=username)
        unit = _unit(username)
        if meeting.takes_topics(now):
            agenda.propose(meeting, unit=unit, title=title, text=text, by=by, now=now)


def _called(alliance: Alliance, by: User, now: datetime) -> None:
    """A meeting of the alliance's own next week, which units have begun to answer."""
    rule = _own_rule(alliance, "安全生产例会", by, now)
    day = _workday(now + timedelta(days=6))
    meeting = _meeting(rule, _first(day), day, by)
    first, *_ = [
        agenda.add(meeting, title=title, minutes=minutes, presenter=presenter, by=by)
        for title, minutes, presenter in ITEMS
    ]
    pdf = Checked("学习材料.pdf", "pdf", PDF)
    agenda.attach(first, pdf, by=by, now=now)
    stages.notify(meeting, by=by, now=now)
    replies: list[tuple[str, dict[str, Any]]] = [
        ("liaison2", {"reply": "self"}),
        ("liaison3", {"reply": "leave", "reason": "检修"}),
    ]
    for username, facts in replies:
        one = meeting.invitations.filter(unit=_unit(username)).first()
        if one:
            user = User.objects.get(username=username)
            attendance.answer(one, by=user, now=now, **facts)


def _own(alliance: Alliance, by: User, now: datetime) -> None:
    """One of today, to which units are called: its code can be shown."""
    rule = _own_rule(alliance, "党建联盟碰头会", by, now)
    meeting = _meeting(rule, _first(now), now, by)
    agenda.add(meeting, title="本周工作安排", minutes=20, presenter="", by=by)
    stages.notify(meeting, by=by, now=now - timedelta(days=5))


def _own_rule(alliance: Alliance, name: str, by: User, now: datetime) -> MeetingRule:
    """Switched off: the demonstration has its meetings, and wants no more of them."""
    facts = {"months": 1, "week": 1, "weekday": 0, "is_on": False}
    rule, _ = MeetingRule.objects.get_or_create(
        alliance=alliance, kind=MeetingRule.Kind.OWN, name=name, defaults=facts
    )
    return rule


def _workday(moment: datetime) -> datetime:
    """That moment, or the same time of the next workday."""
    day = timezone.localdate(moment)
    return moment + (next_workday(day) - day)


def _first(moment: datetime) -> date:
    """The first day of its month."""
    return timezone.localdate(moment).replace(day=1)


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
