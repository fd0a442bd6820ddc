"""Days on which something is closed or open at other hours, as a clerk writes them.

10 月 1 日至 7 日 休息；10 月 8 日 9:00–12:00（值班）. Nothing here asks the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.core.exceptions import ValidationError

from common.dates import day_text
from grids.hours import TO, Spans, UnreadableHours, parse_hours
from projects.items.schedules import plain_text, spans_text

EXAMPLE = "10 月 1 日至 7 日 休息；10 月 8 日 9:00–12:00"
LONGEST = 62  # days of one range
DATE = r"(?:(\d{4})\s*[年./]\s*)?(\d{1,2})\s*[月./]\s*(\d{1,2})(?!\s*[:点\d])\s*[日号]?"
RANGE = re.compile(rf"{DATE}(?:{TO}(?:{DATE}|(\d{{1,2}})\s*[日号]))?[\s、,和及]*")
NOTE = re.compile(r"\s*\(([^()]*)\)\s*$")
NOTE_LENGTH = 60


class UnreadableDays(ValidationError):
    """The text names no days; says what is wrong, with an example."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text}请写成这样：{EXAMPLE}。")


class Different(NamedTuple):
    """A day that differs: open in one span, or closed (both None)."""

    on: date
    opens: int | None
    closes: int | None
    note: str = ""

    @property
    def spans(self) -> Spans:
        shut = self.opens is None or self.closes is None
        return [] if shut else [(self.opens or 0, self.closes or 0)]

    @property
    def words(self) -> str:
        return spans_text(self.spans)


def parse_days(text: str, today: date) -> list[Different]:
    """The days that the text names, in order; a later part overrides. Raises UnreadableDays.

    A date without a year is the next one from `today` on.
    """
    plain = plain_text(text)
    found: dict[date, Different] = {}
    for part in filter(None, (one.strip(" ,。") for one in re.split(r"[;\n]", plain))):
        found |= {one.on: one for one in _part(part, today)}
    if not found:
        raise UnreadableDays("没有写哪一天。")
    return sorted(found.values())


def _part(part: str, today: date) -> Iterator[Different]:
    note = NOTE.search(part)
    rest = part[: note.start()] if note else part
    days: list[date] = []
    while match := RANGE.match(rest):
        days += _range(match, today)
        rest = rest[match.end() :]
    if not days:
        raise UnreadableDays(f"“{part}”没有写哪一天。")
    opens, closes = _span(rest.strip(), part)
    for day in days:
        yield Different(day, opens, closes, note[1].strip()[:NOTE_LENGTH] if note else "")


def _range(match: re.Match[str], today: date) -> list[date]:
    year, month, number = match.groups()[:3]
    first = _date(year, month, number, today)
    last = first
    if match[7]:
        last = _date(str(first.year), str(first.month), match[7], first)
    elif match[5]:
        last = _date(match[4], match[5], match[6], first)
    if last < first:
        raise UnreadableDays(f"“{match[0].strip()}”的结束早于开始。")
    if (last - first).days >= LONGEST:
        raise UnreadableDays(f"“{match[0].strip()}”太长，一次最多 {LONGEST} 天。")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _date(year: str | None, month: str, number: str, since: date) -> date:
    """The day named; without a year the first one that is not before `since`."""
    for one in [int(year)] if year else range(since.year, since.year + 9):  # 29 February
        try:
            found = date(one, int(month), int(number))
        except ValueError:
            continue
        if year or found >= since:
            return found
    raise UnreadableDays(f"没有 {month} 月 {number} 日这一天。")


def _span(text: str, part: str) -> tuple[int | None, int | None]:
    if not text:
        raise UnreadableDays(f"“{part}”没有写休息还是几点到几点。")
    try:
        spans = [row[1:] for row in parse_hours(f"周一 {text}")]
    except UnreadableHours:
        raise UnreadableDays(f"看不懂“{text}”。") from None
    if len(spans) > 1:
        raise UnreadableDays(f"“{part}”写了几段时间，例外的一天只能写一段。")
    return (spans[0][0], spans[0][1]) if spans else (None, None)


def days_lines(days: list[Different]) -> list[str]:
    """Runs of days alike in a line each: 10 月 1 日（周四）至 10 月 7 日（周三）休息（国庆）."""
    runs: list[list[Different]] = [[days[0]]] if days else []
    for before, day in pairwise(days):
        goes_on = day.on - before.on == timedelta(days=1) and day[1:] == before[1:]
        if goes_on:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [_line(run[0], run[-1]) for run in runs]


def _line(first: Different, last: Different) -> str:
    when = day_text(first.on) + (f"至 {day_text(last.on)}" if last.on != first.on else "")
    return f"{when}{first.words}" + (f"（{first.note}）" if first.note else "")
