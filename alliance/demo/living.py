"""Members where they live, in the demonstration district: a composite branch and its roster.

Also who checked in, posts, a pledge, a commando, a compact, household contacts and the units that
support the community. All of it goes through the actions of the pages; a branch that is there
already is left as it is.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from grids.models import Area
from members.actions.check_ins import confirm, report_member, report_organization, revoke
from members.actions.composites import FEWEST, Founder, found_composite
from members.actions.contacts import add_contact
from members.actions.posts import add_thing
from members.actions.rosters import change_entry, enrol
from members.actions.support import add_support
from members.models import (
    CheckIn,
    Commando,
    Compact,
    MemberUnit,
    PartyOrganization,
    PioneerPost,
    Pledge,
    User,
)
from members.models.rosters import Availability, Category

COMMUNITY = "210211013001"
BRANCH = "幸福里小区兼合式党支部"
SINCE = date(2026, 3, 1)
ROSTER = [  # name, category, home organisation, when free, skills
    ("王建军", Category.ISLAND, "东极镇庙子湖村党支部", Availability.EVENINGS, "船舶维修"),
    ("宋海燕", Category.ISLAND, "嵊山镇渔业队党支部", Availability.WEEKENDS, "急救"),
    ("张桂兰", Category.RESIDENT, "海青社区第1党支部", Availability.DAYTIME, "调解"),
    ("刘振华", Category.RETIRED, "区教育局离退休党支部", Availability.DAYTIME, "书法、辅导功课"),
    ("陈立新", Category.EMPLOYED, "区财政局机关党支部", Availability.WEEKENDS, "法律"),
    ("何玉梅", Category.EMPLOYED, "海青小学党支部", Availability.EVENINGS, "心理疏导"),
    ("马国强", Category.PROPERTY, "安居物业党支部", Availability.ANY, "电工、水暖"),
    ("徐小龙", Category.EMERGING, "快递物流行业党支部", "", "骑手"),
]
POSTS = [("楼道照明岗", "每周查看楼道灯，报修", 4), ("助老陪诊岗", "陪独居老人看病取药", 2)]
REPORTED = [  # name, skills, when free; the first is confirmed, the last revoked
    ("孟庆东", "电工", Availability.WEEKENDS),
    ("唐晓云", "护理", Availability.EVENINGS),
    ("罗志刚", "法律", Availability.WEEKENDS),
    ("曹静", "摄影", Availability.ON_CALL),
]
SUPPORTERS = ("大连湾供电所", "区第二人民医院")
COMPACT = "邻里有事先到场\n楼道有难先搭手\n说话办事讲公道\n家风门风做表率"


@transaction.atomic
def settle(now: datetime) -> str:
    """Everything of the branch, when it is not there yet; a line that says how much."""
    community = Area.objects.current().get(code=COMMUNITY)
    branch = PartyOrganization.objects.current().filter(name=BRANCH, area=community).first()
    if branch is None:
        branch = _found(community, now)
        _enrol(branch, now)
        posts = _posts(branch, now)
        _check_in(community, posts, now)
        _keep(branch, now)
        _contact(branch, now)
        _support(community, now)
    return f"兼合式党支部名册 {branch.roster.count()} 人，双报到 {CheckIn.objects.count()} 条"


def _found(community: Area, now: datetime) -> PartyOrganization:
    """By three members of the roster, under the community's committee."""
    founders = [
        Founder(name, _phone(7100 + number), home, category)
        for number, (name, category, home, _, _) in enumerate(ROSTER[:FEWEST])
    ]
    known = PartyOrganization.objects.current()
    parent = known.filter(area=community, kind=PartyOrganization.Kind.COMMITTEE, unit=None).first()
    facts: dict[str, Any] = {"on": SINCE, "by": None, "now": now, "parent": parent}
    return found_composite(BRANCH, community, founders, homes=known.public(), **facts)


def _phone(number: int) -> str:
    return f"1380000{number:04d}"


def _home(name: str) -> Any:
    return PartyOrganization.objects.public().filter(name=name).first() or name


def _enrol(branch: PartyOrganization, now: datetime) -> None:
    """The founders say when they are free and what they can; the others come to the roster."""
    founders = {entry.person.name: entry for entry in branch.roster.select_related("person")}
    for number, (name, category, home, availability, skills) in enumerate(ROSTER):
        facts = {"category": category, "availability": availability, "skills": skills}
        if name in founders:
            change_entry(founders[name], home="", by=None, **facts)
            continue
        enrol(
            branch,
            name=name,
            phone=_phone(7100 + number),
            home=_home(home),
            since=SINCE,
            by=None,
            now=now,
            **facts,
        )


def _posts(branch: PartyOrganization, now: datetime) -> list[PioneerPost]:
    facts: dict[str, Any] = {"organization": branch, "area": branch.area, "since": SINCE}
    posts = [
        PioneerPost(kind="service", name=name, duty=duty, places=places, **facts)
        for name, duty, places in POSTS
    ]
    zone = PioneerPost(kind="zone", name="3 幢党员责任区", duty="巡查、提醒、上报", **facts)
    for post in [*posts, zone]:
        add_thing(post, by=None, now=now)
    return posts


def _check_in(community: Area, posts: list[PioneerPost], now: datetime) -> None:
    """One of each state from members, one confirmed and one waiting from units."""
    made = [
        report_member(
            community,
            name=name,
            phone=_phone(7200 + number),
            home_name="区直机关党支部",
            category=Category.EMPLOYED,
            skills=skills,
            availability=availability,
            posts=posts[:1],
            by=None,
            now=now,
        )
        for number, (name, skills, availability) in enumerate(REPORTED)
    ]
    if made[0] and made[-1]:
        confirm(made[0], by=None, now=now)
        revoke(made[-1], reason="已搬离本社区", by=None, now=now)
    for username, is_confirmed in (("liaison2", True), ("liaison3", False)):
        _check_in_unit(username, community, now, is_confirmed)


def _check_in_unit(username: str, community: Area, now: datetime, is_confirmed: bool) -> None:
    """The first organisation of the unit for which that officer speaks."""
    officer = User.objects.get(username=username)
    unit = officer.current_liaison and officer.current_liaison.unit
    organization = PartyOrganization.objects.current().filter(unit=unit).first() if unit else None
    if organization is None:
        return
    facts: dict[str, Any] = {
        "offer": "每月一次上门检修",
        "skills": "水电",
        "availability": Availability.WEEKENDS,
    }
    check_in = report_organization(organization, community, by=officer, now=now, **facts)
    if is_confirmed:
        confirm(check_in, by=None, now=now)


def _keep(branch: PartyOrganization, now: datetime) -> None:
    facts: dict[str, Any] = {"organization": branch, "since": SINCE}
    pledge = Pledge(text="每周六上午在 3 幢值守两小时，帮老人搬重物", **facts)
    add_thing(pledge, who=("马国强", ""), by=None, now=now)
    team = Commando(name="防汛突击队", task="台风天转移低洼住户", people=12, **facts)
    add_thing(team, who=("王建军", ""), by=None, now=now)
    add_thing(Compact(organization=branch, text=COMPACT, adopted_on=SINCE), by=None, now=now)


def _contact(branch: PartyOrganization, now: datetime) -> None:
    grid = Area.objects.current().get(code=f"{COMMUNITY}001")
    facts: dict[str, Any] = {"area": grid, "since": SINCE, "by": None, "now": now}
    group: dict[str, Any] = {"households": 20, "residents": None}
    add_contact(branch, doors="幸福里 3 幢 1–20 号", **group, **facts)
    add_contact(branch, doors="幸福里 3 幢 18–40 号", **group | {"households": 23}, **facts)
    for name, doors, residents in (("张桂兰", "1–3 号", 7), ("马国强", "4–9 号", 11)):
        counts: dict[str, Any] = {"households": None, "residents": residents}
        add_contact(branch, name=name, doors=f"幸福里 3 幢 {doors}", **counts, **facts)


def _support(community: Area, now: datetime) -> None:
    for unit in MemberUnit.objects.filter(name__in=SUPPORTERS):
        add_support(unit, area=community, since=SINCE, by=None, now=now)
