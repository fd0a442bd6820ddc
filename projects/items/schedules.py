"""Opening times of resources and services: read from what a clerk writes, and asked of a moment.

Weekly hours are those of `grids.hours`; here come monthly ones (每月第一个周六 9:00–11:00) and days
that differ (10 月 1 日至 7 日 休息). Statutory holidays are plain weekdays here, unless a day that
differs says otherwise. Nothing here asks the database.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from common.dates import WEEKDAYS, day_text
from grids.hours import DAY, Opening, Spans, UnreadableHours, clock_text, hours_lines, parse_hours

SLOT = 30  # minutes
AHEAD = 370  # days looked ahead for the next opening: a fifth Saturday is 91 days away at most
LAST = -1
LONGEST = 500  # characters that are read; what the lists keep is shorter
NUMBERS = "一二三四五"
EXAMPLE = "周一至周五 8:30–11:30；每月第一个周六 9:00–11:00"

SPACES = re.compile(r"(?<=[午晚上])\s+(?=\d)|(?<=\d)\s+(?=点)|(?<=点)\s+(?=\d|半)")
EVERY_WEEK = re.compile(r"每(?:个)?(周|星期|礼拜)\s*")
# Each is read in one way only: where two would fit, a long text would be tried in every one.
AN_NTH = rf"(?:第\s*)?[{NUMBERS}1-5]"
ONE_OF = rf"{AN_NTH}\s*个"  # without 个 it may be a day: 每月 1 日
THE_LAST = r"最后(?:\s*一)?+(?:\s*个)?"
MONTHLY = re.compile(
    rf"每(?:个)?月的?\s*((?:(?:{AN_NTH}(?:\s*个)?|{THE_LAST})[\s、,和及]*)*(?:{ONE_OF}|{THE_LAST}))\s*"
)
ONE_NTH = re.compile(rf"第?\s*([{NUMBERS}1-5])\s*个?|(最后)\s*一?\s*个?")
PARTS = re.compile(r"[;\n]|[,、。\s]*(?=每(?:个)?月)")


class Rule(NamedTuple):
    """Open on a weekday (1 is Monday), in minutes after midnight.

    `nth` 0 is every week, 1–5 the first to fifth such weekday of a month, -1 its last.
    """

    nth: int
    weekday: int
    opens: int
    closes: int


# --- text to rules ------------------------------------------------------------------------------


def parse_rules(text: str) -> list[Rule]:
    """The openings that the text says, in order; none for an empty text. Raises UnreadableHours."""
    if len(text) > LONGEST:
        raise UnreadableHours(f"开放时间最多 {LONGEST} 个字。")
    plain = EVERY_WEEK.sub(r"\1", plain_text(text))
    parts: dict[int, list[str]] = defaultdict(list)
    nths = [0]
    for part in filter(None, (one.strip(" ,、。") for one in PARTS.split(plain))):
        monthly = MONTHLY.match(part)
        if monthly:
            nths, part = _nths(monthly[1]), part[monthly.end() :]
        elif re.match(rf"[{WEEKDAYS}周星礼每天工平双全]", part):
            nths = [0]
        for nth in nths:
            parts[nth].append(part)
    return sorted(
        Rule(nth, *row) for nth, own in parts.items() for row in parse_hours("；".join(own))
    )


def plain_text(text: str) -> str:
    """Half width, and 上午 9 点 without its spaces, as the reader of hours wants it."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text))


def _nths(text: str) -> list[int]:
    """第一、第三个 is [1, 3], 最后一个 is [-1]."""
    found = [LAST if match[2] else _number(match[1]) for match in ONE_NTH.finditer(text)]
    return list(dict.fromkeys(found))


def _number(sign: str) -> int:
    return int(sign) if sign.isdigit() else NUMBERS.index(sign) + 1


def understood(text: str) -> str:
    """The text as the portal reads it, in its own writing; "" when it cannot be read."""
    try:
        return rules_text(parse_rules(text))
    except UnreadableHours:
        return ""


# --- rules to text ------------------------------------------------------------------------------


def rules_text(rules: Iterable[Rule]) -> str:
    """周一至周五 8:30–11:30；每月第一、第三个周六 9:00–11:00. Reads back as the same rules."""
    by_nth: dict[int, list[list[int]]] = defaultdict(list)
    for rule in sorted(rules):
        by_nth[rule.nth].append(list(rule[1:]))
    lines = [f"{days} {spans}" for days, spans in hours_lines(by_nth.pop(0, []))]
    alike: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
    for nth in sorted(by_nth, key=lambda nth: nth % 10):  # the last comes after the fifth
        alike[tuple(hours_lines(by_nth[nth]))].append(nth)
    for hours, nths in alike.items():
        lines += [f"每月{_nths_text(nths)}{days} {spans}" for days, spans in hours]
    return "；".join(lines)


def _nths_text(nths: list[int]) -> str:
    """第一、第三个; 最后一个."""
    return "、".join(f"第{NUMBERS[n - 1]}" if n > 0 else "最后一" for n in nths) + "个"


# --- at a moment --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """When something is open: its rules, and the days that differ (no spans: closed)."""

    rules: tuple[Rule, ...] = ()
    days: Mapping[date, Spans] = field(default_factory=dict)

    def spans_on(self, day: date) -> Spans:
        """(opens, closes) of that day, in order, without overlap."""
        if day in self.days:
            return self.days[day]
        own, weekday = nths_of(day), day.isoweekday()
        rules = (r for r in self.rules if r.weekday == weekday and r.nth in own)
        return joined((rule.opens, rule.closes) for rule in rules)

    def holds(self, day: date, opens: int, closes: int) -> bool:
        """Is it open on that day from `opens` to `closes`, without a break?"""
        return any(first <= opens and closes <= last for first, last in self.spans_on(day))

    def at(self, moment: datetime) -> Opening:
        """现在开放，到 11:30 · 现在不开放，下次 周六 9:00."""
        today, minute = split(moment)
        until = next((c for o, c in self.spans_on(today) if o <= minute < c), None)
        if until is not None:
            return Opening(is_open=True, state="现在开放", after=self._closing(today, until))
        return Opening(is_open=False, state="现在不开放", after=self._next(today, minute))

    def _closing(self, today: date, until: int) -> str:
        """Until when; what runs on past midnight is followed to where it ends."""
        day = today
        while until == DAY and (day - today).days < 8:
            after = self.spans_on(day + timedelta(days=1))
            if not after or after[0][0] != 0:
                break
            day, until = day + timedelta(days=1), after[0][1]
        if (day - today).days >= 8:
            return "全天不关门"
        return f"到 {_when(day, until, today).removeprefix('今天 ')}"

    def _next(self, today: date, minute: int) -> str:
        for ahead in range(AHEAD):
            day = today + timedelta(days=ahead)
            for opens, _ in self.spans_on(day):
                if ahead or opens > minute:
                    return f"下次 {_when(day, opens, today)}"
        return "近期不开放"


def nths_of(day: date) -> frozenset[int]:
    """Every week; which such weekday of its month the day is; and whether it is the last."""
    last = day.day + 7 > monthrange(day.year, day.month)[1]
    return frozenset({0, (day.day - 1) // 7 + 1, LAST if last else 0})


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """In order; those that overlap or touch become one."""
    found: Spans = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return found


def split(moment: datetime) -> tuple[date, int]:
    """The local day, and the minutes after its midnight."""
    local = timezone.localtime(moment)
    return local.date(), local.hour * 60 + local.minute


def moment_of(day: date, minutes: int) -> datetime:
    """That minute of that day; 1440 is the next midnight."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return timezone.make_aware(local)


def span_text(opens: int, closes: int) -> str:
    return f"{clock_text(opens)}–{clock_text(closes)}"


def spans_text(spans: Spans) -> str:
    """8:30–11:30、13:30–17:00; 休息 for none."""
    return "、".join(span_text(*span) for span in spans) or "休息"


def _when(day: date, minute: int, today: date) -> str:
    """今天 13:30, 明天 9:00, 周六 9:00; from a week ahead on with its date."""
    ahead = (day - today).days
    near = ("今天", "明天")[ahead] if ahead < 2 else f"周{WEEKDAYS[day.weekday()]}"
    return f"{near} {clock_text(minute)}" if ahead < 7 else f"{day_text(day)}{clock_text(minute)}"
