"""The rotation of an alliance for a quarter: proposed, looked at, changed by hand, confirmed.

What is proposed is stored nowhere: it follows from the records, and the page carries a stamp of
them. Only what staff confirm is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import Stale, stamp
from meetings.models import Assignment, Tutor, Visit
from meetings.models.assignments import period_text
from meetings.periods import QUARTER, add_months, first_of_period
from meetings.training.rotation import Candidate, Plan, Rules, problem, rotate
from members.models import Alliance, AllianceMembership, MemberUnit, User

MONTHS = 3
CHANGED = "辅导员改派"


class PeriodOver(ValidationError):
    """A quarter that is over, or too far ahead, is not planned."""

    def __init__(self) -> None:
        super().__init__("只能安排本季度和下一季度。")


class PoolChanged(Stale):
    """Members, tutors, absences or assignments changed after the page was opened."""

    def __init__(self) -> None:
        super().__init__("单位、辅导员或安排刚刚有变化。请看过新的方案再确认。")


class NotAllowed(ValidationError):
    """A pair that a rule forbids; an error for each unit, under `unit-<key>`."""


@dataclass(frozen=True)
class Pool:
    """Everything that a rotation goes by. `taken`: units that another alliance has seen to."""

    alliance: Alliance
    period: date
    rules: Rules
    tutors: dict[int, Tutor]
    units: dict[int, MemberUnit]
    kept: dict[int, int]
    taken: dict[int, Assignment]
    last_been: dict[tuple[int, int], date]

    @property
    def seen(self) -> str:
        rules = self.rules
        return stamp(
            *(list(rules.tutors.values()), rules.units, sorted(self.kept.items())),
            *(sorted(rules.been.items()), sorted(self.taken)),
        )

    def plan(self) -> Plan:
        return rotate(self.rules, self.kept)


def periods(today: date) -> list[date]:
    """The first days of this quarter and the next."""
    first = first_of_period(QUARTER, today)
    return [first, add_months(first, MONTHS)]


def pool_of(alliance: Alliance, period: date, today: date) -> Pool:
    """Whom there is to send, to whom, and the past. Raises PeriodOver; constant queries."""
    if period not in periods(today):
        raise PeriodOver
    member = AllianceMembership.objects.current().filter(alliance=alliance).values("unit")
    members = MemberUnit.objects.active().filter(pk__in=member).order_by("area__code", "pk")
    units = {unit.pk: unit for unit in members.select_related("area")}
    tutors = _tutors(units)
    standing = Assignment.objects.standing().filter(period=period, unit__in=units)
    made = list(standing.select_related("alliance", "tutor__person", "tutor__unit"))
    taken = {one.unit_id: one for one in made if one.alliance_id != alliance.pk}
    kept = {one.unit_id: one.tutor_id for one in made if one.alliance_id == alliance.pk}
    been = _been(tutors, period)
    days = (max(period, today), add_months(period, MONTHS))
    candidates = [Candidate(one.pk, one.unit_id, is_away(one, *days)) for one in tutors.values()]
    rules = Rules(candidates, [key for key in units if key not in taken], [row[:2] for row in been])
    last = {(tutor, unit): when for tutor, unit, when in been}
    return Pool(alliance, period, rules, tutors, units, kept, taken, last)


def _tutors(units: Iterable[int]) -> dict[int, Tutor]:
    found = Tutor.objects.approved().filter(unit__in=units).select_related("person__user", "unit")
    return {one.pk: one for one in found.prefetch_related("absences").order_by("pk")}


def _been(tutors: Iterable[int], period: date) -> list[tuple[int, int, date]]:
    """(tutor, unit, period) of other quarters; what was ended before a visit was no turn."""
    came = Exists(Visit.objects.filter(assignment=OuterRef("pk")))
    rows = Assignment.objects.filter(Q(ended_on=None) | came, tutor__in=tutors)
    rows = rows.filter(period__lt=period).order_by("period", "pk")
    return list(rows.values_list("tutor", "unit", "period"))


def is_away(tutor: Tutor, first: date, end: date) -> bool:
    """Portal rule: away is who cannot come on more than half of the days from `first` to `end`."""
    away = sum(
        max(0, (min(one.last + timedelta(days=1), end) - max(one.first, first)).days)
        for one in tutor.absences.all()
    )
    return 2 * away > (end - first).days


def spread(pairs: Mapping[int, int], rules: Rules) -> int:
    """Most minus fewest units of a tutor who can come."""
    loads = {key: 0 for key, one in rules.tutors.items() if not one.away}
    for tutor in pairs.values():
        loads[tutor] = loads.get(tutor, 0) + 1
    return max(loads.values(), default=0) - min(loads.values(), default=0)


def check(pool: Pool, pairs: Mapping[int, int]) -> dict[str, str]:
    """What a rule forbids in `pairs` (unit → tutor), under `unit-<key>`; what stands may stay."""
    planned = pool.plan().pairs
    found = {}
    for unit, tutor in pairs.items():
        if unit not in pool.rules.units or tutor not in pool.rules.tutors:
            raise PoolChanged
        if tutor in (planned.get(unit), pool.kept.get(unit)):
            continue
        if why := problem(pool.rules, pairs, unit):
            name, whom = pool.units[unit].label, pool.tutors[tutor].person
            found[f"unit-{unit}"] = f"{name}：{whom}{why}。"
    return found


def uneven(pool: Pool, pairs: Mapping[int, int]) -> str:
    """A warning where the load is less even than it could be; "" otherwise."""
    now, could = spread(pairs, pool.rules), spread(pool.plan().pairs, pool.rules)
    if now <= max(1, could):
        return ""
    return f"负担不均：最多的和最少的相差 {now} 家，系统方案相差 {could} 家。"


@first_come()
def confirm(
    alliance: Alliance,
    period: date,
    pairs: Mapping[int, int],
    *,
    seen: str,
    by: User | None,
    now: datetime,
) -> int:
    """Write `pairs` (unit → tutor); what changed is told. Returns how many are new.

    Of two who confirm at once the second meets PoolChanged. Raises NotAllowed, PeriodOver.
    """
    Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
    today = timezone.localdate(now)
    pool = pool_of(alliance, period, today)
    if seen != pool.seen:
        raise PoolChanged
    if wrong := check(pool, pairs):
        raise NotAllowed({name: [said] for name, said in wrong.items()})
    stale = [unit for unit, tutor in pool.kept.items() if pairs.get(unit) != tutor]
    _end(pool, stale, by, today)
    fresh = {unit: tutor for unit, tutor in pairs.items() if pool.kept.get(unit) != tutor}
    made = [_assignment(pool, unit, tutor, now) for unit, tutor in sorted(fresh.items())]
    Assignment.objects.bulk_create(made)
    audit.record_many(made, "create", by=by)
    return len(made)


def _end(pool: Pool, units: list[int], by: User | None, today: date) -> None:
    rows = Assignment.objects.standing().filter(
        alliance=pool.alliance, period=pool.period, unit__in=units
    )
    old = list(rows.order_by("pk"))
    rows.update(ended_on=today, end_reason=CHANGED)
    audit.record_many(old, "end", by=by, reason=CHANGED)


def _assignment(pool: Pool, unit: int, tutor: int, now: datetime) -> Assignment:
    return Assignment(
        alliance=pool.alliance,
        tutor=pool.tutors[tutor],
        unit=pool.units[unit],
        own_unit_id=pool.tutors[tutor].unit_id,
        period=pool.period,
        since=max(pool.period, timezone.localdate(now)),
        until=add_months(pool.period, MONTHS),
        made_at=now,
    )


@dataclass(frozen=True)
class Line:
    """One unit of the page: whom it gets, why, whom it has now."""

    unit: MemberUnit
    tutor: int | None
    why: str
    before: str


def lines_of(pool: Pool, plan: Plan) -> list[Line]:
    """The proposal as people read it, in the order of the units."""
    return [
        Line(unit, plan.pairs.get(key), _why(pool, plan, key), _before(pool, key))
        for key, unit in pool.units.items()
        if key not in pool.taken
    ]


def _before(pool: Pool, unit: int) -> str:
    tutor = pool.tutors.get(pool.kept.get(unit, 0))
    return str(tutor.person) if tutor else ""


def _why(pool: Pool, plan: Plan, unit: int) -> str:
    if unit in plan.unplaced:
        return f"排不出：{plan.unplaced[unit]}"
    tutor = plan.pairs[unit]
    if unit in plan.early:
        return "提前重复：轮到的辅导员都不能来"
    if pool.kept.get(unit) == tutor:
        return "沿用现在的安排"
    last = pool.last_been.get((tutor, unit))
    return f"上次是{period_text(last)}，这一轮已走遍" if last else "还没有来过"


@dataclass(frozen=True)
class Summary:
    """An alliance on the page where one is chosen: (first day, words, how many assigned)."""

    alliance: Alliance
    units: int
    tutors: int
    quarters: list[tuple[str, str, int]]

    @property
    def made(self) -> int:
        return sum(count for _, _, count in self.quarters)


def summaries(alliances: Iterable[Alliance], quarters: list[date]) -> list[Summary]:
    """Units, tutors and assigned units of each alliance; three queries for all of them."""
    found = list(alliances)
    current = AllianceMembership.objects.current().filter(alliance__in=found)
    member = current.filter(unit__left_on=None).order_by()
    units = dict(member.values_list("alliance").annotate(count=Count("unit")))
    approved = member.filter(unit__tutors__status=Tutor.Status.APPROVED)
    tutors = dict(approved.values_list("alliance").annotate(count=Count("unit__tutors")))
    rows = Assignment.objects.standing().filter(alliance__in=found, period__in=quarters).order_by()
    made = {
        (alliance, period): count
        for alliance, period, count in rows.values_list("alliance", "period").annotate(
            count=Count("pk")
        )
    }
    return [
        Summary(
            one,
            units.get(one.pk, 0),
            tutors.get(one.pk, 0),
            [(day.isoformat(), period_text(day), made.get((one.pk, day), 0)) for day in quarters],
        )
        for one in found
    ]
