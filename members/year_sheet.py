"""A unit's year on one or two pages: what it gave and got, told by records, never by points.

Each room adds its sections from its own `year_sheet.py`, which its app config imports.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from common.dates import full_day_text
from members.models import (
    AllianceMembership,
    CheckIn,
    Liaison,
    MemberUnit,
    PartyOrganization,
    SupportLink,
)

MOST = 8  # organisations founded and ended that are named: a sheet has two pages


@dataclass(frozen=True)
class Line:
    """One record: its day (or none), what it is, more about it, and where staff open it."""

    day: date | None
    text: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    counts: str  # how its lines are chosen: the definition of the figure
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Period:
    """A calendar year up to `today`; `last` is the last day that the sheet tells of."""

    year: int
    today: date

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return min(date(self.year, 12, 31), self.today)

    def overlaps(self) -> Q:
        """Rows with `since` and `until` that ran on any day of the period."""
        ended = Q(until=None) | Q(until__gt=self.first)
        return ended & Q(since__lte=self.last)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


Filler = Callable[[MemberUnit, Period, Any], list[Line]]
_sections: dict[str, tuple[int, str, Filler]] = {}


def year_section(title: str, *, order: int, counts: str) -> Callable[[Filler], Filler]:
    """Register `filler(unit, period, user)` as a section; `counts` says how lines are chosen.

    The reader may read the unit (the view saw to it). At most three queries each.
    """

    def register(filler: Filler) -> Filler:
        _sections[title] = (order, counts, filler)
        return filler

    return register


def sections_of(unit: MemberUnit, period: Period, user: Any) -> list[Section]:
    """All sections, in their order."""
    ordered = sorted(_sections.items(), key=lambda entry: entry[1][0])
    return [
        Section(title, counts, filler(unit, period, user)) for title, (_, counts, filler) in ordered
    ]


def place_of(unit: MemberUnit, period: Period) -> str:
    """The name that the unit's area had on the last day of the period."""
    return unit.area.as_of(period.last).name


@year_section("联络员", order=50, counts="本年内任职的联络员，及交接日期")
def liaisons(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    held = Liaison.objects.filter(period.overlaps(), unit=unit).select_related("person")
    return [
        Line(one.since, one.person.name, _until(one.until, "现任", "交接"))
        for one in held.order_by("since", "pk")
    ]


def _until(until: date | None, running: str, ended: str) -> str:
    return f"{full_day_text(until)}{ended}" if until else running


@year_section(
    "党组织和党员",
    order=60,
    counts="期末在册的党组织按类型合计，党员数为现在登记的直属党员数；另列本年成立和撤销的",
)
def organizations(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    all_of_unit = PartyOrganization.objects.filter(unit=unit).select_related("unit")
    rows = list(all_of_unit.order_by("founded_on", "pk"))
    held = [one for one in rows if one.founded_on <= period.last and not _over(one, period)]
    if not rows:
        return []
    kinds = Counter(one.get_kind_display() for one in held)
    total = sum(one.member_count for one in held)
    words = [*(f"{kind} {count} 个" for kind, count in kinds.items()), f"党员 {total} 人"]
    changed = [
        Line(day, one.label, word, one.get_absolute_url())
        for one in rows
        for day, word in ((one.founded_on, "成立"), (one.ended_on, "撤销"))
        if period.holds(day)
    ]
    changed.sort(key=lambda line: str(line.day))
    more = len(changed) - MOST
    rest = [Line(None, f"另有 {more} 项成立、撤销", "见党组织名册")] if more > 0 else []
    return [Line(None, "，".join(words)), *changed[:MOST], *rest]


def _over(one: PartyOrganization, period: Period) -> bool:
    return one.ended_on is not None and one.ended_on <= period.last


@year_section("联合体", order=70, counts="本年内所属的联合体")
def alliances(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    rows = AllianceMembership.objects.filter(period.overlaps(), unit=unit)
    return [
        Line(one.since, one.alliance.name, _until(one.until, one.part, "退出"))
        for one in rows.select_related("alliance").order_by("since", "pk")
    ]


@year_section("包联、组团和报到", order=80, counts="本年内的包联区域、服务组团，及党组织报到的社区")
def support(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    links = SupportLink.objects.filter(period.overlaps(), unit=unit)
    links = links.select_related("area", "team").order_by("since", "pk")
    lines = [
        Line(one.since, f"{one.kind}　{one.target}", _until(one.until, "", "结束")) for one in links
    ]
    after = period.last + timedelta(days=1)
    reported = CheckIn.objects.filter(organization__unit=unit, reported_at__date__lt=after)
    reported = reported.filter(Q(revoked_at=None) | Q(revoked_at__date__gt=period.first))
    for one in reported.select_related("area").order_by("reported_at", "pk"):
        text = f"党组织向{one.area}报到"
        day = timezone.localdate(one.reported_at)
        lines.append(Line(day, text, one.get_status_display()))
    return lines
