"""Opening hours: what a clerk may write, what it means, and whether it is open now."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids.calendar import Calendar, OutsideCalendar
from grids.hours import (
    DAY,
    LONGEST,
    UnreadableHours,
    hours_lines,
    hours_text,
    open_at,
    parse_hours,
    spans_on,
)
from tests.conftest import at

MORNING, AFTERNOON = [510, 690], [810, 1020]
OFFICE = [[day, *span] for day in range(1, 6) for span in (MORNING, AFTERNOON)]
WRITTEN = "周一至周五 8:30–11:30、13:30–17:00"


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        "周一至周五 8：30－11：30，13：30－17：00",
        "星期一到星期五8:30~11:30 13:30~17:00",
        "工作日：8:30-11:30、13:30-17:00。",
        "周一至五 上午8:30至11:30，下午1:30至5:00",
        "周一 – 周五 8点半–11点30分 和 13点30–17点",
        "周一至周五 8:30–11:30；13:30–17:00",
        "周一、二、三、四、五 8:30-11:30；周一至周五 13:30-17:00",
        "周一至周五 8:30–11:30、13:30–17:00；周末休息",
        "周一 周二 周三 周四 周五 08:30—11:30\n13:30—17:00",
    ],
)
def test_one_week_written_in_many_ways(text):
    assert parse_hours(text) == OFFICE


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("周日休息", []),
        ("每天 全天", [[day, 0, DAY] for day in range(1, 8)]),
        ("周末 24小时", [[6, 0, DAY], [7, 0, DAY]]),
        ("周天 9:00–24:00", [[7, 540, DAY]]),
        ("周六至周一 9:00–10:00", [[1, 540, 600], [6, 540, 600], [7, 540, 600]]),
        ("周三 8:00–12:00、12:00–17:00", [[3, 480, 1020]]),
        ("周三 下午2:00–晚上9:00", [[3, 840, 1260]]),
        ("周三 上午9:00–下午5:00", [[3, 540, 1020]]),
        ("周一 8:30-17:00，周六 9:00-12:00", [[1, 510, 1020], [6, 540, 720]]),
        ("周一 8:30-17:00 周六9:00-12:00", [[1, 510, 1020], [6, 540, 720]]),
        ("周一8点半到17点、周末9:00-12:00", [[1, 510, 1020], [6, 540, 720], [7, 540, 720]]),
        ("周一 休息，周六 9:00-12:00", [[6, 540, 720]]),
        (
            "周一、周三 8:30-9:00，10:00-11:00。星期六 9:00-12:00",
            [[1, 510, 540], [1, 600, 660], [3, 510, 540], [3, 600, 660], [6, 540, 720]],
        ),
        ("周三，周六 9:00-12:00", [[3, 540, 720], [6, 540, 720]]),
        ("全天开放", [[day, 0, DAY] for day in range(1, 8)]),
        ("24小时", [[day, 0, DAY] for day in range(1, 8)]),
    ],
)
def test_what_else_may_be_written(text, rows):
    assert parse_hours(text) == rows


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("周一至周五", "“周一至周五”没有写几点到几点。"),
        ("8:30–17:00", "“8:30-17:00”没有写星期几。"),
        ("节日 8:30–17:00", "看不懂“节日”是星期几。"),
        ("周一 8:30–17:00左右", "看不懂“左右”是几点到几点。"),
        ("周一 8:30", "看不懂“8:30”是几点到几点。"),
        ("周一 17:00–8:30", "“17:00-8:30”的关门时间要晚于开门时间，过零点的请分成两天写。"),
        ("周一 8:60–9:30", "没有 8:60 这个时间。"),
        ("周一 8:30–24:30", "没有 24:30 这个时间。"),
        ("周一 8:00–12:00、11:00–17:00", "周一的时间有重叠。"),
        ("每天 8:00–9:00；周日 8:30–10:00", "周日的时间有重叠。"),
        ("周一 8:00–9:00 " * 50, f"开放时间最多 {LONGEST} 个字。"),
    ],
)
def test_what_cannot_be_read_is_said_with_an_example(text, wrong):
    with pytest.raises(UnreadableHours) as refused:
        parse_hours(text)
    [message] = refused.value.messages
    assert message.replace("–", "-").startswith(wrong.replace("–", "-"))
    assert message.endswith("请写成这样：周一至周五 8:30–11:30、13:30–17:00；周六 9:00–12:00。")


def _spans(marks: list[int]) -> list[tuple[int, int]]:
    """Sorted, distinct minutes as spans that do not touch."""
    return list(zip(marks[0::2], marks[1::2], strict=False))


days = st.sets(st.integers(0, DAY), max_size=6).map(sorted).map(_spans)
weeks = st.dictionaries(st.integers(1, 7), days).map(
    lambda week: [[day, *span] for day in sorted(week) for span in week[day]]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(weeks)
def test_what_is_written_reads_back(hours):
    text = hours_text(hours)
    if len(text) <= LONGEST:
        assert parse_hours(text) == hours


def test_text_of_some_weeks():
    assert hours_text(OFFICE) == WRITTEN
    assert hours_text([]) == ""
    assert hours_text(parse_hours("每天 全天")) == "每天 全天"
    assert hours_text(parse_hours("周一、三、五 9:00-12:00；周六日 9:00-11:00")) == (
        "周一、周三、周五 9:00–12:00；周六、周日 9:00–11:00"
    )
    assert hours_lines(OFFICE) == [("周一至周五", "8:30–11:30、13:30–17:00")]


# --- open now: Sunday 22 November 2026 and around ------------------------------------------------

SUNDAY = date(2026, 11, 22)


def calendar(**named: bool) -> Calendar:
    """A plain calendar from 1 November, but for days given as d23=True (worked) or False."""
    days = {date(2026, 11, int(key[1:])): worked for key, worked in named.items()}
    return Calendar(date(2026, 11, 1), date(2027, 2, 1), days)


@pytest.mark.parametrize(
    ("day", "clock", "is_open", "words"),
    [
        ("2026-11-23", "08:29", False, "现在未开放，今天 8:30 开门"),
        ("2026-11-23", "08:30", True, "现在开放，11:30 关门"),
        ("2026-11-23", "11:29", True, "现在开放，11:30 关门"),
        ("2026-11-23", "11:30", False, "现在未开放，今天 13:30 开门"),
        ("2026-11-23", "17:00", False, "现在未开放，明天 8:30 开门"),
        ("2026-11-27", "17:00", False, "现在未开放，11 月 30 日（周一）8:30 开门"),
        ("2026-11-22", "10:00", False, "现在未开放，明天 8:30 开门"),
    ],
)
def test_open_now(day, clock, is_open, words):
    found = open_at(OFFICE, at(day, clock), calendar())
    assert (found.is_open, found.words) == (is_open, words)


def test_the_moment_is_read_in_local_time():
    found = open_at(OFFICE, at("2026-11-23", "08:30").astimezone(), calendar())
    assert found.is_open


def test_a_holiday_is_closed_unless_the_place_says_otherwise():
    feast = calendar(d23=False, d24=False)
    moment = at("2026-11-23", "10:00")
    closed = open_at(OFFICE, moment, feast)
    assert closed.words == "节假日休息，11 月 25 日（周三）8:30 开门"
    assert open_at(OFFICE, moment, feast, open_on_holidays=True).is_open


def test_a_plain_weekend_is_no_holiday():
    saturdays = parse_hours("周六 9:00–12:00")
    assert open_at(saturdays, at("2026-11-21", "10:00"), calendar()).is_open
    assert not open_at(saturdays, at("2026-11-21", "10:00"), calendar(d21=False)).is_open


def test_a_make_up_saturday_has_its_own_hours_else_those_of_monday():
    saturday, worked = date(2026, 11, 21), calendar(d21=True)
    own = [*OFFICE, [6, 540, 720]]
    assert spans_on(own, saturday, worked, open_on_holidays=False) == [(540, 720)]
    office = [tuple(MORNING), tuple(AFTERNOON)]
    assert spans_on(OFFICE, saturday, worked, open_on_holidays=False) == office
    assert spans_on(OFFICE, saturday, calendar(), open_on_holidays=False) == []
    wednesdays = parse_hours("周三 9:00–12:00")
    assert spans_on(wednesdays, saturday, worked, open_on_holidays=False) == []


def test_a_night_is_followed_to_its_end():
    late = parse_hours("周五 18:00–24:00；周六 0:00–2:00")
    assert open_at(late, at("2026-11-27", "23:00"), calendar()).words == "现在开放，明天 2:00 关门"
    assert open_at(late, at("2026-11-28", "01:59"), calendar()).words == "现在开放，2:00 关门"
    till = parse_hours("周五 18:00–24:00")
    assert open_at(till, at("2026-11-27", "23:00"), calendar()).words == "现在开放，24:00 关门"


def test_always_open_never_and_unknown():
    always = parse_hours("每天 全天")
    assert open_at(always, at("2026-11-23", "03:00"), calendar()).words == "现在开放，全天不关门"
    assert open_at([], at("2026-11-23"), calendar()).words == "开放时间还没有登记"
    feasts = Calendar(
        SUNDAY, date(2027, 2, 1), {SUNDAY + timedelta(days=n): False for n in range(60)}
    )
    assert open_at(OFFICE, at("2026-11-22"), feasts).words == "现在未开放，近期不开门"


def test_a_calendar_that_is_too_short_is_a_fault_not_a_guess():
    with pytest.raises(OutsideCalendar):
        open_at(OFFICE, at("2026-11-23"), Calendar(SUNDAY, date(2026, 11, 30), {}))
