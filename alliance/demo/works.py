"""Demonstration data: projects, brands, pairings and deliberations.

The six brands are named in the sources; what is told of them is no more than those say. The
projects under way, their figures and everybody in them are invented.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alliance.demo.brands import BRANDS, UNDER_WAY, Told
from grids.models import Area, ServiceStation
from members.actions.organizations import found_organization
from members.actions.posts import add_thing
from members.models import Commando, MemberUnit, PartyOrganization, PioneerPost, User
from projects.actions import deliberations, pairings, work_steps, works
from projects.models import SIX_STEPS, Deliberation, Pairing, Project

BIG = "大连湾疏港路改造"
CONSTRUCTION = Told(
    BIG,
    "滨海港务集团",
    "210211013",
    "construction",
    "改造疏港路 3.2 公里，重车不再穿过居民区。支部建在项目上，党员上关键岗位，"
    "施工和邻里的事一起商量。",
    ["北方海上工程公司", "驻街单位甲", "海青社区居委会"],
)
PLANNED = Told(
    "校门口护学岗",
    "大连湾中心小学",
    "210211013001",
    "micro",
    "上学放学时，志愿者在校门口照看孩子过马路。",
    ["海青自来水公司", "蓝丝带志愿服务队"],
)
LIFT = "幸福里 3 幢加装电梯"
PARKING = "海青花园内部停车位怎么划"


@transaction.atomic
def stage(now: datetime) -> str:
    """Everything, when no project is there yet; a line that says how much."""
    if not Project.objects.exists():
        by, today = User.objects.get(username="district"), timezone.localdate(now)
        for number, told in enumerate(BRANDS):
            _brand(told, by, now, today - timedelta(days=200 - 20 * number))
        for told in UNDER_WAY:
            _run(told, by, now, today)
        _set_up(PLANNED, by, now, planned_until=today + timedelta(days=120))
        _build(by, now, today)
        _pair(by, now, today)
        _deliberate(by, now, today)
    counts = (Project.objects.count(), Pairing.objects.count(), Deliberation.objects.count())
    return "项目 {} 个，结对 {} 对，议事 {} 件".format(*counts)


def _unit(name: str) -> MemberUnit:
    return MemberUnit.objects.active().named(name).get()


def _area(code: str) -> Area:
    return Area.objects.current().get(code=code)


def _set_up(told: Told, by: User, now: datetime, **more: Any) -> Project:
    project = Project(
        name=told.name,
        lead=_unit(told.lead),
        area=_area(told.code),
        level=told.level,
        aim=told.aim,
        is_public=True,
        **more,
    )
    partners = [(_unit(name), "") for name in told.partners]
    return works.set_up(project, partners=partners, by=by, now=now)


def _brand(told: Told, by: User, now: datetime, since: date) -> None:
    project = _set_up(told, by, now)
    works.start(project, on=since - timedelta(days=30), by=by, now=now)
    works.name_brand(
        project,
        brand=told.brand or told.name,
        story=told.story,
        on=since,
        is_public=True,
        by=by,
        now=now,
    )


def _run(told: Told, by: User, now: datetime, today: date) -> None:
    """Under way: partners that promised, one that delivered, milestones of each kind, notes."""
    project = _set_up(told, by, now, planned_until=today + timedelta(days=60))
    works.start(project, on=today - timedelta(days=45), by=by, now=now)
    first, *_ = project.partners.order_by("pk")
    first.promised = told.promised
    first.save(update_fields=["promised"])
    facts: dict[str, Any] = {"by": by, "now": now}
    given = today - timedelta(days=12)
    work_steps.deliver(first, delivered=told.delivered, on=given, **facts)
    milestones = [
        work_steps.add_milestone(project, title=title, due_on=today + timedelta(days=days), by=by)
        for title, days in told.milestones
    ]
    work_steps.reach(milestones[0], on=today - timedelta(days=22), **facts)
    for text, days, is_public in told.notes:
        on = today - timedelta(days=days)
        work_steps.note(project, text=text, on=on, is_public=is_public, **facts)


def _build(by: User, now: datetime, today: date) -> None:
    """A construction project with its branch, two posts and a commando."""
    project = _set_up(CONSTRUCTION, by, now, planned_until=today + timedelta(days=300))
    works.start(project, on=today - timedelta(days=90), by=by, now=now)
    due = today + timedelta(days=40)
    work_steps.add_milestone(project, title="路基贯通", due_on=due, by=by)
    founded = today - timedelta(days=80)
    station = ServiceStation.objects.filter(area=project.area).first()
    branch = found_organization(
        by=by,
        now=now,
        kind=PartyOrganization.Kind.BRANCH,
        name=f"{BIG}项目党支部",
        area=project.area,
        project_key=project.uuid,
        is_composite=True,
        founded_on=founded,
        station=station,
    )
    of: dict[str, Any] = {"organization": branch, "project_key": project.uuid, "since": founded}
    for kind, name, duty, places in (
        ("post", "夜间施工安全先锋岗", "夜间值守，劝导绕行", 4),
        ("zone", "学校门前路段责任区", "上学放学时段停工让行", 2),
    ):
        facts = {"kind": kind, "name": name, "duty": duty, "places": places}
        add_thing(PioneerPost(area=project.area, **facts, **of), by=by, now=now)
    team = Commando(kind="commando", name="雨季抢排突击队", task="雨天抢排积水", people=15, **of)
    add_thing(team, by=by, now=now)


def _pair(by: User, now: datetime, today: date) -> None:
    """The community and a village."""
    current = PartyOrganization.objects.current().filter(unit=None)
    helper = current.filter(area__code="210211013001", kind="committee").first()
    helped = current.filter(area__code="210211013206").order_by("parent", "pk").first()
    if not helper or not helped:
        return
    pairing = pairings.agree(
        helper,
        helped,
        plan="每季度一次义诊、一次法律咨询；暑期为村里孩子开托管班。",
        since=today - timedelta(days=150),
        until=today + timedelta(days=215),
        by=by,
        now=now,
    )
    for days, text, people in ((120, "义诊，量血压、看报告。", 26), (35, "送法律咨询到村。", 14)):
        on = today - timedelta(days=days)
        pairings.visit(pairing, on=on, text=text, people=people, by=by, now=now)


def _deliberate(by: User, now: datetime, today: date) -> None:
    """One taken to its public notice, one that has just begun."""
    lift = Deliberation(
        title=LIFT,
        text="低楼层有顾虑，费用怎么分摊要商量。",
        area=_area("210211013001001"),
        begun_on=today - timedelta(days=60),
    )
    deliberations.begin(lift, SIX_STEPS, by=by, now=now)
    held = [
        (58, 6, "党小组提议，收到 18 户意见。", ""),
        (50, 21, "商量了三个分摊办法。", ""),
        (41, 9, "网格支部审议，同意提交表决。", ""),
        (30, 24, "24 户到场，22 户同意。", ""),
        (
            10,
            24,
            "张贴公示七天，没有异议。",
            "幸福里 3 幢加装电梯：24 户到场议事，22 户同意，费用按楼层分摊。"
            "公示七天，有意见请到社区党群服务站说。",
        ),
    ]
    for step, (days, people, outcome, notice) in zip(lift.steps.all(), held, strict=False):
        facts: dict[str, Any] = {"people": people, "outcome": outcome, "notice": notice}
        on = today - timedelta(days=days)
        then = now - timedelta(days=days)
        deliberations.hold_step(step, on=on, by=by, now=then, **facts)
    parking = Deliberation(
        title=PARKING, area=_area("210211013001002"), begun_on=today - timedelta(days=6)
    )
    deliberations.begin(parking, SIX_STEPS, by=by, now=now)
