"""Opening hours: read from what a clerk writes, written back as text, and whether it is open now.

Hours are rows of [weekday 1–7 (1 is Monday), opens, closes] in minutes after midnight, in order,
without overlap; 1440 is the end of the day. Nothing here asks the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

from common.dates import WEEKDAYS, day_text

if TYPE_CHECKING:
    from grids.calendar import Calendar

Hours = list[list[int]]
Spans = list[tuple[int, int]]  # (opens, closes) of one day

EXAMPLE = "周一至周五 8:30–11:30、13:30–17:00；周六 9:00–12:00"
LONGEST = 200  # characters
DAY = 24 * 60
AHEAD = 31  # days looked ahead for the next opening; no run of free days comes near it

TO = r"\s*[-–—−~至到]\s*"
NAME = "(?:周|星期|礼拜)"
SETS = {
    **dict.fromkeys(("每天", "每日", "天天", "全周"), range(1, 8)),
    **dict.fromkeys(("工作日", "平日"), range(1, 6)),
    **dict.fromkeys(("周末", "双休日"), range(6, 8)),
}
DAYS = re.compile(rf"({'|'.join(SETS)})|{NAME}?([{WEEKDAYS}天])(?:{TO}{NAME}?([{WEEKDAYS}天]))?")
HALF = "上午|下午|晚上"
CLOCK = rf"({HALF})?(\d{{1,2}})(?::(\d{{2}})|点(半|\d{{1,2}}分?)?)"
WHOLE, FREE = r"全天(?:开放)?|24\s*小时(?:开放|营业)?", "休息|不开放|闭馆|关闭"
SPANS = re.compile(rf"({WHOLE})|({FREE})|{CLOCK}{TO}{CLOCK}")
FIRST = re.compile(rf"\d|{HALF}|{WHOLE}|{FREE}")
BETWEEN = " 、,和及:\t"
# Also a comma, behind a time and before the days of the next.
PARTS = re.compile(
    rf"[;\n]|(?<=[\d点半分时息放馆闭天])[,、。\s]+(?=(?:{'|'.join(SETS)}|双休|{NAME}[{WEEKDAYS}天]))"
)


class UnreadableHours(ValidationError):
    """The text is no opening hours; says what is wrong, with an example."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text}请写成这样：{EXAMPLE}。")


# --- text to rows -------------------------------------------------------------------------------


def parse_hours(text: str) -> Hours:
    """The rows that the text says; an empty text has none. Raises UnreadableHours.

    Full-width and ASCII signs alike; 每天, 工作日, 周末, 全天, 休息, 下午 1:30. A part
    without a day goes on with the days of the part before; 全天 alone is every day.
    """
    if len(text) > LONGEST:
        raise UnreadableHours(f"开放时间最多 {LONGEST} 个字。")
    plain = unicodedata.normalize("NFKC", text).strip()
    rows: Hours = []
    days: list[int] = []
    for part in filter(None, (part.strip(" 。") for part in PARTS.split(plain))):
        found = FIRST.search(part)
        if found is None:
            raise UnreadableHours(f"“{part}”没有写几点到几点。")
        days = _days(part[: found.start()]) or days
        if not days and re.fullmatch(WHOLE, part):
            days = list(range(1, 8))
        if not days:
            raise UnreadableHours(f"“{part}”没有写星期几。")
        rows += [[day, *span] for span in _spans(part[found.start() :]) for day in days]
    return _joined(sorted(rows))


def _tokens(text: str, pattern: re.Pattern[str], what: str) -> Iterator[re.Match[str]]:
    """What `pattern` finds, one after the other. Raises UnreadableHours at anything else."""
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        if match is None:
            raise UnreadableHours(f"看不懂“{text[place:]}”是{what}。")
        yield match
        place = match.end()
        while place < len(text) and text[place] in BETWEEN:
            place += 1


def _days(text: str) -> list[int]:
    """周三 is [3], 周一至周五 is 1 to 5, 周六至周一 goes over the week's end."""
    days: list[int] = []
    for match in _tokens(text.strip(BETWEEN), DAYS, "星期几"):
        if match[1]:
            days += SETS[match[1]]
            continue
        signs = (match[2], match[3] or match[2])
        first, last = (WEEKDAYS.index(sign.replace("天", "日")) for sign in signs)
        days += [(first + step) % 7 + 1 for step in range((last - first) % 7 + 1)]
    return list(dict.fromkeys(days))


def _spans(text: str) -> Spans:
    found = list(_tokens(text, SPANS, "几点到几点"))
    return [(0, DAY) if match[1] else _span(match) for match in found if not match[2]]


def _span(match: re.Match[str]) -> tuple[int, int]:
    first, last = match.groups()[2:6], match.groups()[6:10]
    opens, closes = _minutes(*first), _minutes(last[0] or first[0], *last[1:])
    if closes <= opens:
        raise UnreadableHours(f"“{match[0]}”的关门时间要晚于开门时间，过零点的请分成两天写。")
    return opens, closes


def _minutes(half: str | None, hour: str, minute: str | None, spoken: str | None) -> int:
    """8, 30 is 510; 8 点半 too; 下午 1:30 is 13:30."""
    past = 30 if spoken == "半" else int(minute or (spoken or "0").rstrip("分"))
    late = half in ("下午", "晚上") and int(hour) < 12
    found = (int(hour) + 12 * late) * 60 + past
    if past > 59 or found > DAY:
        raise UnreadableHours(f"没有 {hour}:{past:02} 这个时间。")
    return found


def _joined(rows: Hours) -> Hours:
    """Rows in order; those that touch become one. Raises UnreadableHours where two overlap."""
    joined: Hours = []
    for day, opens, closes in rows:
        last = joined[-1] if joined and joined[-1][0] == day else None
        if last and opens < last[2]:
            raise UnreadableHours(f"周{WEEKDAYS[day - 1]}的时间有重叠。")
        if last and opens == last[2]:
            last[2] = closes
        else:
            joined.append([day, opens, closes])
    return joined


# --- rows to text -------------------------------------------------------------------------------


def hours_text(hours: Hours) -> str:
    """周一至周五 8:30–11:30、13:30–17:00；周六 9:00–12:00. Reads back as the same rows."""
    return "；".join(f"{days} {spans}" for days, spans in hours_lines(hours))


def hours_lines(hours: Hours) -> list[tuple[str, str]]:
    """(days, spans) for each set of days with the same hours: ("周六", "9:00–12:00")."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in range(1, 8):
        spans = tuple(_of_weekday(hours, day))
        if spans:
            alike.setdefault(spans, []).append(day)
    return [
        (_days_text(days), "、".join(_span_text(*span) for span in spans))
        for spans, days in alike.items()
    ]


def _of_weekday(hours: Hours, weekday: int) -> Spans:
    return [(opens, closes) for day, opens, closes in hours if day == weekday]


def _days_text(days: list[int]) -> str:
    if len(days) == 7:
        return "每天"
    runs = [
        [day for _, day in run]
        for _, run in groupby(enumerate(days), key=lambda placed: placed[1] - placed[0])
    ]
    return "、".join(map(_run_text, runs))


def _run_text(run: list[int]) -> str:
    names = [f"周{WEEKDAYS[day - 1]}" for day in run]
    return "、".join(names) if len(names) < 3 else f"{names[0]}至{names[-1]}"


def _span_text(opens: int, closes: int) -> str:
    return "全天" if (opens, closes) == (0, DAY) else f"{clock_text(opens)}–{clock_text(closes)}"


def clock_text(minutes: int) -> str:
    """510 → 8:30; 1440 → 24:00."""
    return f"{minutes // 60}:{minutes % 60:02}"


# --- open now -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """Whether it is open at a moment: `state` in a word or two, and what comes `after` that."""

    is_open: bool
    state: str
    after: str = ""

    @property
    def words(self) -> str:
        """现在开放，17:00 关门."""
        return "，".join(filter(None, (self.state, self.after)))

    @property
    def tone(self) -> str:
        return "ok" if self.is_open else "plain"


def spans_on(hours: Hours, day: date, calendar: Calendar, *, open_on_holidays: bool) -> Spans:
    """When it is open on `day`. Portal rule:

    closed on the holidays that the calendar names, unless `open_on_holidays`; on a make-up workday
    the hours of that weekday if it has any, else those of Monday if it is open on all five days
    from Monday to Friday. Raises OutsideCalendar.
    """
    if calendar.is_holiday(day) and not open_on_holidays:
        return []
    own = _of_weekday(hours, day.isoweekday())
    if own or not calendar.is_workday(day):
        return own
    always = all(_of_weekday(hours, weekday) for weekday in range(1, 6))
    return _of_weekday(hours, 1) if always else []


def open_at(
    hours: Hours, moment: datetime, calendar: Calendar, *, open_on_holidays: bool = False
) -> Opening:
    """Whether it is open at `moment`; the calendar must reach from that day AHEAD days on."""
    if not hours:
        return Opening(is_open=False, state="开放时间还没有登记")
    local = timezone.localtime(moment)
    today, minute = local.date(), local.hour * 60 + local.minute
    week = {
        day: spans_on(hours, day, calendar, open_on_holidays=open_on_holidays)
        for day in (today + timedelta(days=n) for n in range(AHEAD))
    }
    until = next((closes for opens, closes in week[today] if opens <= minute < closes), None)
    if until is not None:
        return Opening(is_open=True, state="现在开放", after=_closing(week, today, until))
    free = calendar.is_holiday(today) and _of_weekday(hours, today.isoweekday()) and not week[today]
    state = "节假日休息" if free else "现在未开放"
    return Opening(is_open=False, state=state, after=_next_opening(week, today, minute))


def _closing(week: Mapping[date, Spans], today: date, until: int) -> str:
    """Until when; what runs on past midnight is followed to where it ends."""
    day = today
    while until == DAY:
        after = week.get(day + timedelta(days=1))
        if after is None:
            return "全天不关门"
        if not after or after[0][0] != 0:
            break
        day, until = day + timedelta(days=1), after[0][1]
    return f"{_when(day, until, today).removeprefix('今天 ')} 关门"


def _next_opening(week: Mapping[date, Spans], today: date, minute: int) -> str:
    for day, spans in week.items():
        for opens, _ in spans:
            if day > today or opens > minute:
                return f"{_when(day, opens, today)} 开门"
    return "近期不开门"


def _when(day: date, minute: int, today: date) -> str:
    near = {0: "今天 ", 1: "明天 "}.get((day - today).days)
    return f"{near or day_text(day)}{clock_text(minute)}"
