"""Opening times: what clerks write, read to the minute; checked against a plain walk over days."""

from calendar import monthrange
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids.hours import DAY, UnreadableHours
from projects.items.different_days import UnreadableDays, days_lines, parse_days
from projects.items.schedules import (
    Plan,
    Rule,
    joined,
    moment_of,
    nths_of,
    parse_rules,
    rules_text,
    understood,
)
from tests.conftest import at

NINE, ELEVEN, TEN = 540, 660, 600


# --- text to rules -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", []),
        ("每周四 9:00–11:00", [(0, 4, NINE, ELEVEN)]),
        ("每个星期日上午 9 点到 11 点", [(0, 7, NINE, ELEVEN)]),
        ("每周 二、四 9:00-11:00", [(0, 2, NINE, ELEVEN), (0, 4, NINE, ELEVEN)]),
        ("每月第一个周六 9:00–11:00", [(1, 6, NINE, ELEVEN)]),
        ("每月第3个星期六9：00—11：00", [(3, 6, NINE, ELEVEN)]),
        ("每个月的最后一个周三 9:00–11:00", [(-1, 3, NINE, ELEVEN)]),
        ("每月最后周三 9:00–11:00", [(-1, 3, NINE, ELEVEN)]),
        ("每月第一、三个周六 9:00–11:00", [(1, 6, NINE, ELEVEN), (3, 6, NINE, ELEVEN)]),
        ("每月第二个和第五个周日 9:00–11:00", [(2, 7, NINE, ELEVEN), (5, 7, NINE, ELEVEN)]),
        ("每月第一个周六、周日 9:00–10:00", [(1, 6, NINE, TEN), (1, 7, NINE, TEN)]),
        (
            "周一 9:00–10:00，每月第一个周六 9:00–10:00；10:30–11:00；周二 9:00–10:00",
            [(0, 1, NINE, TEN), (0, 2, NINE, TEN), (1, 6, NINE, TEN), (1, 6, 630, ELEVEN)],
        ),
        ("每月第一个周六 全天", [(1, 6, 0, DAY)]),
    ],
)
def test_what_clerks_write_is_read(text, rules):
    assert parse_rules(text) == rules


@pytest.mark.parametrize(
    "text",
    [
        "周末",
        "工作日",
        "每周一次",
        "提前两周约定",
        "每月 1 日、15 日 9:00–11:30",
        "每月 1 日 9:00–11:30",
        "每月 10 日 19:00",
        "每季度末月 20 日 9:00–12:00",
        "每月一期，每期五天",
        "每月第六个周六 9:00–10:00",
        "每月第一个周六 9:00–11:00；每月第一个周六 10:00–12:00",
        "周一至周五 8:30–11:30（法定节假日除外）",
    ],
)
def test_what_says_no_hours_is_not_guessed_at(text):
    with pytest.raises(UnreadableHours):
        parse_rules(text)
    assert understood(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "每月" + "1  " * 9 + "x",
        "每月" + "最后一" * 32 + "x",
        "每月" + "最后 一 个 " * 14 + "x",
        "每月" + " ,、" * 2_000,
    ],
)
def test_whatever_is_sent_is_read_in_no_time(text):
    """The form reads it before it has counted its characters."""
    began = process_time()
    assert understood(text) == ""
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("工作日 8:30-11:30，13:30-17:00", "周一至周五 8:30–11:30、13:30–17:00"),
        ("每月第一、三个周六 9:00-11:00", "每月第一、第三个周六 9:00–11:00"),
        (
            "每月最后一个周三 14:00–16:00；周日 9:00–10:00",
            "周日 9:00–10:00；每月最后一个周三 14:00–16:00",
        ),
        ("每月第五、最后一个周六 全天", "每月第五、最后一个周六 全天"),
    ],
)
def test_what_was_understood_is_said_in_one_writing(text, written):
    assert understood(text) == written
    assert parse_rules(written) == parse_rules(text)


spans = st.sets(st.integers(0, DAY), max_size=6).map(
    lambda marks: list(zip(sorted(marks)[0::2], sorted(marks)[1::2], strict=False))
)
weeks = st.dictionaries(st.tuples(st.integers(-1, 5), st.integers(1, 7)), spans, max_size=4)
all_rules = weeks.map(
    lambda week: sorted(Rule(*key, *span) for key, some in week.items() for span in some)
)
quietly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quietly
@given(all_rules)
def test_what_is_written_reads_back(rules):
    text = rules_text(rules)
    parts: dict[int, list[str]] = {}
    for part in text.split("；"):
        parts.setdefault(part.startswith("每月"), []).append(part)
    if all(len("；".join(part)) <= 200 for part in parts.values()):
        assert parse_rules(text) == rules


# --- the days of a month -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "nths"),
    [
        ("2026-02-01", {0, 1}),  # a February of four weeks: the fourth is the last
        ("2026-02-22", {0, 4, -1}),
        ("2026-02-21", {0, 3}),
        ("2026-11-07", {0, 1}),
        ("2026-11-08", {0, 2}),
        ("2026-11-24", {0, 4, -1}),
        ("2026-11-23", {0, 4}),
        ("2026-11-29", {0, 5, -1}),
        ("2026-11-30", {0, 5, -1}),
        ("2028-02-29", {0, 5, -1}),
        ("2028-02-22", {0, 4}),
        ("2026-12-31", {0, 5, -1}),
    ],
)
def test_which_of_its_month_a_day_is(day, nths):
    assert nths_of(date.fromisoformat(day)) == nths


dates = st.dates(date(2026, 1, 1), date(2031, 12, 31))


def naive(rules, days, day, minute):
    """Open at that minute, by counting the weekdays of the month one by one."""
    if day in days:
        return any(opens <= minute < closes for opens, closes in days[day])
    month = [date(day.year, day.month, n) for n in range(1, monthrange(day.year, day.month)[1] + 1)]
    same = [one for one in month if one.isoweekday() == day.isoweekday()]
    for rule in rules:
        if rule.weekday != day.isoweekday() or not rule.opens <= minute < rule.closes:
            continue
        wanted = {0: same, -1: same[-1:]}.get(rule.nth, same[rule.nth - 1 : rule.nth])
        if day in wanted:
            return True
    return False


@quietly
@given(all_rules, st.dictionaries(dates, spans, max_size=3), dates, st.integers(0, DAY - 1))
def test_open_is_what_a_walk_over_the_month_finds(rules, days, day, minute):
    plan = Plan(tuple(rules), {one: joined(some) for one, some in days.items()})
    assert plan.at(moment_of(day, minute)).is_open == naive(rules, days, day, minute)


@quietly
@given(all_rules, st.dictionaries(dates, spans, max_size=3), dates, st.integers(0, DAY - 1))
def test_the_next_change_is_what_a_walk_over_the_days_finds(rules, days, day, minute):
    """The moment that the words name is the first at which the state is another."""
    plan = Plan(tuple(rules), {one: joined(some) for one, some in days.items()})
    is_open = naive(rules, days, day, minute)
    marks = sorted({0, *(m for rule in rules for m in rule[2:]), *(
        m for some in days.values() for span in some for m in span
    )} - {DAY})  # fmt: skip
    for ahead in range(7):
        then = day + timedelta(days=ahead)
        for mark in marks:
            later = ahead > 0 or mark > minute
            if later and naive(rules, days, then, mark) != is_open:
                shown = "24:00" if is_open and mark == 0 else f"{mark // 60}:{mark % 60:02}"
                assert plan.at(moment_of(day, minute)).after.split()[-1] == shown
                return


# --- words at a moment ---------------------------------------------------------------------------

LAST, FIRST = "每月最后一个周三 14:00–16:00", "每月第一个周六 9:00–11:00"
FIFTH = "每月第五个周日 9:00–11:00"
WEEK = parse_rules("周一至周五 8:30–11:30、13:30–17:00；每月第一个周六 9:00–11:00")


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2026-11-26", "08:29", "现在不开放，下次 今天 8:30"),
        ("2026-11-26", "08:30", "现在开放，到 11:30"),
        ("2026-11-26", "11:29", "现在开放，到 11:30"),
        ("2026-11-26", "11:30", "现在不开放，下次 今天 13:30"),
        ("2026-11-26", "17:00", "现在不开放，下次 明天 8:30"),
        ("2026-11-27", "17:00", "现在不开放，下次 周一 8:30"),
        ("2026-12-04", "17:00", "现在不开放，下次 明天 9:00"),
        ("2026-12-05", "10:59", "现在开放，到 11:00"),
        ("2026-12-12", "10:00", "现在不开放，下次 周一 8:30"),
        ("2026-10-01", "09:00", "现在开放，到 11:30"),  # National Day is a Thursday like others
    ],
)
def test_open_now_in_words(day, clock, words):
    assert Plan(tuple(WEEK)).at(at(day, clock)).words == words


@pytest.mark.parametrize(
    ("text", "day", "clock", "words"),
    [
        (LAST, "2026-11-25", "15:59", "现在开放，到 16:00"),
        (LAST, "2026-11-18", "15:00", "现在不开放，下次 11 月 25 日（周三）14:00"),
        (FIRST, "2026-11-07", "09:00", "现在开放，到 11:00"),
        (FIRST, "2026-11-14", "09:00", "现在不开放，下次 12 月 5 日（周六）9:00"),
        (FIFTH, "2026-12-01", "09:00", "现在不开放，下次 1 月 31 日（周日）9:00"),
        ("周五 18:00–24:00", "2026-11-27", "23:59", "现在开放，到 24:00"),
        ("周五 18:00–24:00", "2026-11-28", "00:00", "现在不开放，下次 周五 18:00"),
        ("周五 18:00–24:00；周六 0:00–2:00", "2026-11-27", "23:00", "现在开放，到 明天 2:00"),
        ("周五 18:00–24:00；周六 0:00–2:00", "2026-11-28", "01:59", "现在开放，到 2:00"),
        ("每天 全天", "2026-11-28", "01:59", "现在开放，全天不关门"),
        ("", "2026-11-28", "01:59", "现在不开放，近期不开放"),
    ],
)  # fmt: skip
def test_months_and_midnight_in_words(text, day, clock, words):
    assert Plan(tuple(parse_rules(text))).at(at(day, clock)).words == words


def test_days_that_differ_come_before_the_rule():
    closed, short = date(2026, 11, 26), date(2026, 11, 27)
    plan = Plan(tuple(WEEK), {closed: [], short: [(NINE, TEN)]})
    assert plan.at(at("2026-11-26", "09:00")).words == "现在不开放，下次 明天 9:00"
    assert plan.at(at("2026-11-27", "09:30")).words == "现在开放，到 10:00"
    assert plan.at(at("2026-11-27", "10:30")).words == "现在不开放，下次 周一 8:30"
    assert plan.holds(short, NINE, TEN)
    assert not plan.holds(short, NINE, ELEVEN)
    assert not plan.holds(closed, NINE, TEN)
    assert (plan.spans_on(closed), plan.spans_on(short)) == ([], [(NINE, TEN)])


def test_a_weekly_and_a_monthly_rule_of_one_day_are_one_opening():
    plan = Plan(tuple(parse_rules("周六 9:00–10:00；每月第一个周六 9:30–11:00")))
    assert plan.spans_on(date(2026, 12, 5)) == [(NINE, ELEVEN)]
    assert plan.spans_on(date(2026, 12, 12)) == [(NINE, TEN)]


# --- days that differ ----------------------------------------------------------------------------

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12 月 1 日 休息", [(date(2026, 12, 1), None, None, "")]),
        ("11月26日 9:00–11:00", [(date(2026, 11, 26), NINE, ELEVEN, "")]),
        ("11 月 25 日 闭馆", [(date(2027, 11, 25), None, None, "")]),
        (
            "12.30-1.1 休息（元旦）",
            [
                (date(2026, 12, 30), None, None, "元旦"),
                (date(2026, 12, 31), None, None, "元旦"),
                (date(2027, 1, 1), None, None, "元旦"),
            ],
        ),
        (
            "12 月 1 日至 2 日 休息；12 月 2 日 9:00–10:00",
            [(date(2026, 12, 1), None, None, ""), (date(2026, 12, 2), NINE, TEN, "")],
        ),
        (
            "2027年2月1日、2月3号 不开放",
            [(date(2027, 2, 1), None, None, ""), (date(2027, 2, 3), None, None, "")],
        ),
        ("2 月 29 日 休息", [(date(2028, 2, 29), None, None, "")]),
        ("12 月 1 日 13 点到 15 点", [(date(2026, 12, 1), 780, 900, "")]),
    ],
)
def test_days_that_differ_are_read(text, days):
    assert parse_days(text, TODAY) == days


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "没有写哪一天。"),
        ("国庆休息", "“国庆休息”没有写哪一天。"),
        ("12 月 1 日", "“12 月 1 日”没有写休息还是几点到几点。"),
        ("12 月 1 日 9:00", "看不懂“9:00”。"),
        ("12 月 32 日 休息", "没有 12 月 32 日这一天。"),
        ("12 月 7 日至 1 日 休息", "“12 月 7 日至 1 日”的结束早于开始。"),
        ("12 月 1 日至 2 月 28 日 休息", "“12 月 1 日至 2 月 28 日”太长，一次最多 62 天。"),
        (
            "12 月 1 日 9:00–10:00、14:00–15:00",
            "“12 月 1 日 9:00-10:00、14:00-15:00”写了几段时间，例外的一天只能写一段。",
        ),
    ],
)
def test_what_names_no_day_is_said_with_an_example(text, wrong):
    with pytest.raises(UnreadableDays) as refused:
        parse_days(text, TODAY)
    [message] = refused.value.messages
    assert message.replace("–", "-").startswith(wrong)
    assert message.endswith("请写成这样：10 月 1 日至 7 日 休息；10 月 8 日 9:00–12:00。")


def test_runs_of_days_alike_are_one_line():
    days = parse_days(
        "10 月 1 日至 3 日 休息（国庆）；10 月 4 日 9:00–10:00；10 月 6 日 休息", TODAY
    )
    assert days_lines(days) == [
        "10 月 1 日（周五）至 10 月 3 日（周日）休息（国庆）",
        "10 月 4 日（周一）9:00–10:00",
        "10 月 6 日（周三）休息",
    ]
    assert days_lines([]) == []
