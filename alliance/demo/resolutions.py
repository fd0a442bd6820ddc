"""Demonstration data: last quarter's joint meeting with its minutes, resolutions and annual plan.

And a liaison meeting whose minutes are being taken. What is said and resolved is invented.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from common.dates import midnight
from grids.models import Area
from meetings.actions import minutes, plans, resolutions
from meetings.actions.projects import found_project
from meetings.models import (
    AgendaItem,
    AnnualPlan,
    Invitation,
    Meeting,
    MeetingRule,
    Minutes,
    Outcome,
    PlanItem,
    Resolution,
    StageGoal,
)
from meetings.periods import QUARTER, add_months, first_of_period
from members.models import Alliance, MemberUnit, User
from projects.models import Project

STREET = "210211013"
LIGHTS = "给幸福里小区换楼道灯"
TRUST = "暑期托管班开班"
MADE = [  # item, title, lead, helpers, days until it is due, requirement
    ("老旧小区用电安全", LIGHTS, "大连湾供电所", ["海青自来水公司"], 5, "18 个楼道，入冬前换完。"),
    ("老旧小区用电安全", "入户检查独居老人家的线路", "大连湾供电所", [], -6, ""),
    ("义诊进社区", "每月第一个周六到社区义诊", "区第二人民医院", ["大连湾中心小学"], 40, ""),
    ("暑期托管", TRUST, "大连湾中心小学", ["区第二人民医院"], 20, "两个班，每班 30 人。"),
    ("暑期托管", "给托管班装净水机", "海青自来水公司", [], 12, ""),
]
SAID = {
    "老旧小区用电安全": "供电所通报了摸排情况：18 个楼道的灯坏了，23 户线路老化。",
    "义诊进社区": "医院愿意每月来一次，社区出场地。",
    "暑期托管": "小学腾出两间教室，家长最关心午饭和接送。",
}
GOALS = [  # title, key task, lead, month and day, state, what the last meeting found
    ("老旧小区用电安全全覆盖", "先查独居老人家", "大连湾供电所", (6, 30), "done", "23 户都查完了"),
    ("每月一次义诊", "排出全年日程", "区第二人民医院", (12, 31), "under_way", "已办 8 次"),
    ("暑期托管开两个班", "场地、师资、午餐", "大连湾中心小学", (9, 30), "under_way", "差午餐"),
    ("联合体单位共享会议室", "登记到共享资源清单", None, (12, 31), "waiting", ""),
]


@transaction.atomic
def stage(now: datetime) -> str:
    """Everything, when no minutes are there yet; a line that says how much."""
    if not Minutes.objects.exists():
        street = Area.objects.current().get(code=STREET)
        alliance = Alliance.objects.active().get(area=street, kind=Alliance.Kind.REGIONAL)
        by = User.objects.get(username="street")
        period = add_months(first_of_period(QUARTER, timezone.localdate(now)), -3)
        _plan(alliance, by, now, period.year)
        _joint(alliance, by, now, period)
        _take(alliance, by, now)
    counts = (Minutes.objects.count(), Resolution.objects.count(), AnnualPlan.objects.count())
    return "会议纪要 {} 份，决议 {} 项，年度计划 {} 份".format(*counts)


def _unit(name: str) -> MemberUnit:
    return MemberUnit.objects.active().named(name).get()


def _meeting(alliance: Alliance, kind: str, period: date, day: date, by: User) -> Meeting:
    """One of a period that is over; the rules plan only what is to come."""
    rule = MeetingRule.objects.get(alliance=alliance, kind=kind)
    starts = midnight(day) + timedelta(hours=14, minutes=30)
    facts = {
        "starts_at": starts,
        "place": "街道三楼会议室",
        "status": Meeting.Status.HELD,
        "notified_at": starts - timedelta(days=6),
        "held_at": starts,
    }
    meeting, _ = Meeting.objects.get_or_create(rule=rule, period=period, defaults=facts)
    members = MemberUnit.objects.active().filter(
        memberships__alliance=alliance, memberships__until=None
    )
    for number, unit in enumerate(members.order_by("pk")):
        came = {"attended_at": starts, "attended_how": "list", "reply": "self"}
        came |= {"replied_at": starts - timedelta(days=4), "replied_by": by}
        came = came if number % 5 else {}
        Invitation.objects.get_or_create(meeting=meeting, unit=unit, defaults=came)
    return meeting


def _plan(alliance: Alliance, by: User, now: datetime, year: int) -> None:
    text = "围绕居民身边的小事，办好用电安全、义诊、托管三件实事，把各单位的场地和人才用起来。"
    plan = plans.draft(alliance, year, text, by=by, now=now - timedelta(days=90))
    for title, task, lead, (month, day), _, _ in GOALS:
        due, unit = date(year, month, day), _unit(lead) if lead else None
        plans.set_goal(plan, StageGoal(title=title, task=task, lead=unit, due_on=due), by=by)


def _joint(alliance: Alliance, by: User, now: datetime, period: date) -> None:
    """Held, its minutes issued and corrected once, its resolutions in each of their states."""
    day = add_months(period, 2) + timedelta(days=17)
    then = midnight(day) + timedelta(hours=15)
    meeting = _meeting(alliance, MeetingRule.Kind.JOINT, period, day, by)
    for order, title in enumerate(SAID, start=1):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title)
    draft = minutes.begin(meeting, by=by, now=then)
    for item in meeting.agenda.filter(title__in=SAID):
        facts = {"said": SAID[item.title]}
        minutes.write(draft, item, facts, by=by, seen=Outcome().seen)
    place = PlanItem.objects.filter(meeting=meeting).select_related("plan", "item").first()
    if place and place.item:
        facts_of_plan = {"said": "各单位没有意见。", "kind": "decision", "agreed": True}
        minutes.write(draft, place.item, facts_of_plan, by=by, seen=Outcome().seen)
    _resolve(meeting, by, now, then)
    minutes.issue(draft, by=by, now=then + timedelta(days=1))
    _follow(by, now)
    if place:
        _look(place.plan)
    again = minutes.correct(meeting, reason="参加单位写漏一家", by=by, now=then + timedelta(days=3))
    written = again.outcomes.get(item__title="义诊进社区")
    words = {"said": f"{written.said}中心小学也愿意出场地。"}
    minutes.write(again, written.item, words, by=by, seen=written.seen)
    minutes.issue(again, by=by, now=then + timedelta(days=3))


def _resolve(meeting: Meeting, by: User, now: datetime, then: datetime) -> None:
    today = timezone.localdate(now)
    for item, title, lead, helpers, days, text in MADE:
        resolutions.make(
            meeting.agenda.get(title=item),
            title=title,
            lead=_unit(lead),
            helpers=[_unit(name) for name in helpers],
            due_on=today + timedelta(days=days),
            text=text,
            by=by,
            now=then,
        )


def _follow(by: User, now: datetime) -> None:
    """One with progress, one reported, one accepted, one given back; one is overdue."""
    known = {one.title: one for one in Resolution.objects.for_list()}
    lights, clinic, trust, water = (
        known[title] for title in (LIGHTS, MADE[2][1], TRUST, MADE[4][1])
    )
    officer = User.objects.get(username="liaison2")
    for days, words in ((30, "灯具到货，先换 1–3 幢。"), (9, "换完 12 个楼道，还剩 6 个。")):
        at = now - timedelta(days=days)
        resolutions.note(lights, text=words, unit=lights.lead, by=officer, now=at)
    helper = lights.helpers[0]
    at = now - timedelta(days=8)
    resolutions.note(lights, text="配合停水两小时。", unit=helper, by=officer, now=at)
    doctor, plumber = (User.objects.get(username=name) for name in ("liaison", "liaison3"))
    at = now - timedelta(days=2)
    resolutions.report(water, outcome="装好两台，水质检过了。", by=plumber, now=at)
    resolutions.report(clinic, outcome="办了两次，来了 64 人。", by=doctor, now=at)
    resolutions.give_back(clinic, missing="请把全年的日子排出来", by=by, now=now)
    project = Project(
        name="楼道亮灯行动", lead=lights.lead, area=lights.lead.area, level="micro",
        aim=lights.text, alliance=lights.alliance,
    )  # fmt: skip
    found_project(lights, project, by=by, now=now - timedelta(days=40))
    resolutions.report(trust, outcome="两个班都开了，58 个孩子。", by=by, now=at)
    resolutions.accept(trust, by=by, now=now - timedelta(days=1))


def _look(plan: AnnualPlan) -> None:
    """As the year stands."""
    for title, _, _, _, state, note in GOALS:
        StageGoal.objects.filter(plan=plan, title=title).update(state=state, note=note)


def _take(alliance: Alliance, by: User, now: datetime) -> None:
    """Yesterday's liaison meeting: its minutes are begun; two resolutions were carried into it.

    Where the rules have that month's meeting still to come, it is the late one of the month before.
    """
    kind, yesterday = MeetingRule.Kind.LIAISON, timezone.localdate(now) - timedelta(days=1)
    period = yesterday.replace(day=1)
    planned = Meeting.objects.filter(rule__alliance=alliance, rule__kind=kind, period=period)
    if planned.exists():
        period = add_months(period, -1)
    meeting = _meeting(alliance, kind, period, yesterday, by)
    carried = Resolution.objects.unfinished().filter(title__in=[MADE[1][1], MADE[4][1]])
    for order, one in enumerate(carried, start=1):
        AgendaItem.objects.create(meeting=meeting, order=order, title=one.title, resolution=one)
    item = AgendaItem.objects.create(
        meeting=meeting, order=3, title="下月义诊安排", minutes=15, presenter="区第二人民医院"
    )
    draft = minutes.begin(meeting, by=by, now=now)
    facts = {"said": "下月 6 日上午 9 点，海青社区党群服务站。", "kind": "information"}
    minutes.write(draft, item, facts, by=by, seen=Outcome().seen)
