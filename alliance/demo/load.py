"""The demonstration district, loaded through the importers and jobs that everybody uses.

So the first start of the portal is itself a run from end to end: areas, posts, units, officers and
lists from workbooks, alliances founded, meetings planned, reports opened, one handed in and seen,
reminders raised and delivered. A second run changes nothing.
"""

from datetime import date, datetime, time
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from alliance.demo import (
    bookings,
    bulletins,
    engagements,
    letterheads,
    lists,
    meetings,
    requests,
    resolutions,
    tutoring,
    works,
)
from alliance.demo.accounts import open_accounts
from alliance.demo.committees import found_committees
from alliance.demo.living import settle
from alliance.jobs import find_gaps
from common.sheets import Importer
from common.sheets.batches import import_workbook
from common.tasks import check_trees
from grids.actions.outlines import store
from grids.importers import AreaImport, FiguresImport, PostImport, StationImport, TeamImport
from grids.models import Area
from grids.outlines.checking import check
from meetings.actions import reports
from meetings.actions.planning import give_default_rules
from meetings.jobs import open_reports, plan_meetings
from meetings.models import LiaisonReport, MeetingRule
from members.actions.alliances import found_regional
from members.importers import LiaisonImport, OrganizationImport, UnitImport
from members.models import Alliance, MemberUnit, User
from notices.jobs import deliver_notices, raise_notices
from projects.actions import items
from projects.importers.lists import IMPORTERS
from projects.jobs import lapse_items, match_needs
from projects.memory import forget
from projects.models import Category, Demand, Resource, Service

BOOKS = Path(__file__).resolve().parent / "books"
DISTRICT = "210211"
OUTLINED = "210211013"  # 大连湾街道
FOUNDED = date(2026, 1, 1)
IMPORTS: list[tuple[str, type[Importer]]] = [
    ("areas", AreaImport),
    ("figures", FiguresImport),
    ("posts", PostImport),
    ("stations", StationImport),
    ("teams", TeamImport),
    ("units", UnitImport),
    ("liaisons", LiaisonImport),
    ("organizations", OrganizationImport),
    ("resources", IMPORTERS[Resource]),
    ("services", IMPORTERS[Service]),
    ("demands", IMPORTERS[Demand]),
]
TOPICS = (
    lists,
    bookings,
    engagements,
    requests,
    works,
    letterheads,
    meetings,
    resolutions,
    tutoring,
    bulletins,
)


def load(*, password: str, now: datetime) -> list[str]:
    """Load what is missing; returns one line for each step."""
    lines = [f"{name}.xlsx：{_import(name, importer, now)}" for name, importer in IMPORTS]
    lines.append(_outline(now))
    district = Area.objects.current().get(code=DISTRICT)
    founded = found_regional(Area.objects.under(district), on=FOUNDED, by=None)
    lines.append(f"成立联合体 {len(founded)} 个")
    lines.append(found_committees(now))
    open_accounts(make_password(password), now=now)
    lines.append(settle(now))
    _spread_meetings()
    lines += [plan_meetings(at=now.isoformat()), open_reports(at=now.isoformat())]
    lines += filter(None, (topic.stage(now) for topic in TOPICS))
    lines.append(_hand_in(now))
    lines += [job(at=now.isoformat()) for job in (raise_notices, deliver_notices)]
    lines += [job(at=now.isoformat()) for job in (lapse_items, match_needs, find_gaps, check_trees)]
    forget()
    return lines


def _import(name: str, importer: type[Importer], now: datetime) -> str:
    data = (BOOKS / f"{name}.xlsx").read_bytes()
    written = import_workbook(importer, data, by=None, now=now)
    return f"新增 {written.created}，更新 {written.updated}，无变化 {written.unchanged}"


def _outline(now: datetime) -> str:
    """The invented outlines of one street, through the same check as an upload."""
    street = Area.objects.current().get(code=OUTLINED)
    checked = check((BOOKS / "outlines.geojson").read_bytes(), street)
    store(checked, source="演示数据，轮廓为虚构", by=None, now=now)
    counts = (checked.created, checked.replaced, checked.unchanged)
    return "outlines.geojson：新增 {}，更新 {}，无变化 {}".format(*counts)


TEXTS = {
    "practice": "周六组织党员服务队为幸福里小区检查老旧线路 23 户。",
    "problems": "",
    "plans": "入冬前完成独居老人家庭用电检查。",
    "advice": "",
}


def _spread_meetings() -> None:
    """Communities meet in the morning, industries on Wednesdays: their units sit in several."""
    give_default_rules()
    fresh = MeetingRule.objects.filter(meetings=None)
    communities = Alliance.objects.filter(area__kind=Area.Kind.COMMUNITY)
    fresh.filter(alliance__in=communities).update(starts=time(9, 30))
    industries = Alliance.objects.filter(kind=Alliance.Kind.FUNCTIONAL)
    fresh.filter(alliance__in=industries).update(weekday=MeetingRule.Weekday.WEDNESDAY)


@transaction.atomic
def _hand_in(now: datetime) -> str:
    """Two officers hand in this month's report, one offers a room: the street has work to do."""
    month = timezone.localdate(now).replace(day=1)
    done = 0
    for username, texts, no_change in [
        ("liaison2", TEXTS, False),
        ("liaison3", dict.fromkeys(TEXTS, ""), True),
    ]:
        user = User.objects.get(username=username)
        waiting = LiaisonReport.objects.of_liaison(user).filter(month=month, status="open")
        for report in waiting:
            reports.submit(report, texts, no_change=no_change, by=user, now=now)
            done += 1
    return f"提交月报 {done} 份，提交资源 {_offer_room(now)} 项"


def _offer_room(now: datetime) -> int:
    user = User.objects.get(username="liaison2")
    unit = MemberUnit.objects.get(liaisons__person__user=user, liaisons__until=None)
    title = "供电所多功能厅周末开放"
    if Resource.objects.filter(unit=unit, title=title).exists():
        return 0
    room = Resource(
        unit=unit,
        area=unit.area,
        title=title,
        category=Category.objects.get(code="meeting-room"),
        form=Resource.Form.VENUE,
        capacity=80,
        opening="周末 9:00–16:00",
        contact="综合办公室",
        phone="0411-87610300",
        is_public=True,
    )
    items.draft(room, by=user, now=now)
    items.submit(room, by=user, now=now)
    return 1
