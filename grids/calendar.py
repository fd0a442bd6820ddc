"""The work calendar: which days are worked in mainland China, weekends made up for included.

A year is official once the State Council's notice for it is in: it comes in the November before.
Until then the statutory days are computed by rule and make-up workdays are unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from grids.models import WorkDay, WorkYear

SATURDAY = 5
LONGEST_BREAK = 31  # days; no run of free or of worked days comes near it
MAKE_UP = "调休上班"
SOURCE = "开源节假日数据（holidays {version}）"


class OutsideCalendar(LookupError):
    """A day was asked for that the calendar was not loaded for."""


@dataclass(frozen=True)
class Calendar:
    """The work calendar from `first` to the day before `end`, read in one query.

    `exceptions` holds the days that depart from “Monday to Friday are worked”.
    """

    first: date
    end: date
    exceptions: Mapping[date, bool]

    def is_workday(self, day: date) -> bool:
        """Raises OutsideCalendar for a day outside the span, rather than guess."""
        if not self.first <= day < self.end:
            raise OutsideCalendar(f"{day} is not in {self.first} … {self.end}")
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_holiday(self, day: date) -> bool:
        """Whether the calendar names the day as free: a plain weekend is no holiday."""
        return not self.is_workday(day) and day in self.exceptions

    def next_workday(self, day: date) -> date:
        """`day` itself if it is worked, else the first workday after it."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day: date) -> date:
        """`day` itself if it is worked, else the last workday before it."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def workdays(self) -> int:
        """How many days of the span are worked."""
        days = (self.first + timedelta(days=n) for n in range((self.end - self.first).days))
        return sum(map(self.is_workday, days))


def load_calendar(first: date, end: date) -> Calendar:
    """The calendar from `first` to the day before `end`: one query."""
    days = WorkDay.objects.filter(date__gte=first, date__lt=end)
    return Calendar(first, end, dict(days.values_list("date", "is_workday")))


def _around(day: date) -> Calendar:
    span = timedelta(days=LONGEST_BREAK)
    return load_calendar(day - span, day + span)


def is_workday(day: date) -> bool:
    return load_calendar(day, day + timedelta(days=1)).is_workday(day)


def next_workday(day: date) -> date:
    """`day` itself if it is worked, else the first workday after it."""
    return _around(day).next_workday(day)


def previous_workday(day: date) -> date:
    """`day` itself if it is worked, else the last workday before it."""
    return _around(day).previous_workday(day)


def years_in_use(now: datetime) -> list[int]:
    """The years in which meetings are planned at `now`: those of this quarter and the next."""
    today = timezone.localdate(now)
    return [today.year] if today.month < 10 else [today.year, today.year + 1]


def unofficial_years_in_use(now: datetime) -> list[int]:
    """Years in use for which the State Council's notice is not in yet: one query."""
    years = years_in_use(now)
    official = WorkYear.objects.filter(year__in=years, official=True)
    known = set(official.values_list("year", flat=True))
    return [year for year in years if year not in known]


def ensure_years(years: Iterable[int], *, now: datetime) -> list[int]:
    """Seed the years that are missing; returns those written.

    A year that is not official is looked up again, so that a newer library makes it official.
    """
    official = WorkYear.objects.filter(year__in=years, official=True)
    known = set(official.values_list("year", flat=True))
    return seed_years([year for year in years if year not in known], now=now)


def seed_years(years: Iterable[int], *, now: datetime) -> list[int]:
    """Write these years as the `holidays` library has them, if that says anything new.

    A year is official if the library knows a make-up workday in it: those stand in the notice
    alone. A year that became official in the portal is left as it is.
    """
    return [year for year in years if _seed(year, now)]


def _seed(year: int, now: datetime) -> bool:
    from holidays import __version__ as version  # noqa: PLC0415 - only a worker that seeds carries it

    days = _library_days(year)
    official = any(day.is_workday for day in days)
    known = WorkYear.objects.filter(year=year).first()
    if known and (known.official or not official):
        return False
    set_year(year, days, official=official, source=SOURCE.format(version=version), now=now)
    return True


def _library_days(year: int) -> list[WorkDay]:
    from holidays import country_holidays  # noqa: PLC0415 - only a worker that seeds carries it

    holidays = country_holidays("CN", years=year, language="zh_CN")
    free = [WorkDay(date=day, is_workday=False, name=name[:40]) for day, name in holidays.items()]
    made_up = [day for day in holidays.weekend_workdays if day.year == year]
    return free + [WorkDay(date=day, is_workday=True, name=MAKE_UP) for day in made_up]


@transaction.atomic
def set_year(
    year: int, days: Iterable[WorkDay], *, official: bool, source: str, now: datetime
) -> WorkYear:
    """Replace a year's days. `days` need no year of their own; those of another year stay out."""
    work_year, _ = WorkYear.objects.update_or_create(
        year=year, defaults={"official": official, "source": source, "changed_at": now}
    )
    work_year.days.all().delete()
    own = [day for day in days if day.date.year == year]
    for day in own:
        day.year = work_year
    WorkDay.objects.bulk_create(own)
    return work_year
