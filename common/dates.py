"""Days and moments as people read them: 9 月 26 日（周五）14:30. Days are those of TIME_ZONE."""

from datetime import date, datetime, time

from django.utils import timezone

WEEKDAYS = "一二三四五六日"


def as_day(when: date | datetime) -> date:
    """The local day of an aware moment; a date is itself."""
    return timezone.localtime(when).date() if isinstance(when, datetime) else when


def midnight(day: date) -> datetime:
    """The first moment of the day."""
    return timezone.make_aware(datetime.combine(day, time()))


def day_asked(text: str) -> date | None:
    """The day of an address; None for what is none, or is at an end of time.

    A year before and a year after it can be computed with, in any zone.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min.year < day.year < date.max.year else None


def day_text(when: date | datetime) -> str:
    """9 月 26 日（周五）; for days near enough that the year is plain."""
    day = as_day(when)
    return f"{day.month} 月 {day.day} 日（周{WEEKDAYS[day.weekday()]}）"


def full_day_text(when: date | datetime) -> str:
    """2026 年 9 月 26 日; for records that are read in other years."""
    day = as_day(when)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def month_text(when: date | datetime) -> str:
    """2026 年 11 月."""
    day = as_day(when)
    return f"{day.year} 年 {day.month} 月"


def moment_text(when: datetime) -> str:
    """9 月 26 日（周五）14:30 of an aware moment."""
    return f"{day_text(when)}{timezone.localtime(when):%H:%M}"
