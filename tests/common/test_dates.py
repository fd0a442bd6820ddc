"""Days and moments as people read them."""

from datetime import UTC, date, datetime

from common.dates import day_text, full_day_text, moment_text, month_text


def test_day_has_its_weekday():
    assert day_text(date(2026, 9, 25)) == "9 月 25 日（周五）"
    assert day_text(date(2026, 11, 22)) == "11 月 22 日（周日）"


def test_a_moment_is_read_in_shanghai():
    late = datetime(2026, 9, 25, 16, 30, tzinfo=UTC)  # half past midnight of the 26th in Shanghai
    assert moment_text(late) == "9 月 26 日（周六）00:30"
    assert day_text(late) == "9 月 26 日（周六）"
    assert full_day_text(late) == "2026 年 9 月 26 日"


def test_month_crosses_the_year_in_shanghai():
    assert month_text(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "2027 年 1 月"
    assert month_text(date(2026, 11, 1)) == "2026 年 11 月"
