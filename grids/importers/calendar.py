"""The State Council's notice on a year's holidays, as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, kept
from grids.calendar import SATURDAY, ensure_years, set_year
from grids.models import WorkDay, WorkYear

WORKED, FREE = "上班", "放假"
SOURCE = "国务院办公厅关于部分节假日安排的通知"
FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))  # 全国年节及纪念日放假办法: days of fixed date
DECEMBER = 12
FARTHEST = 10  # years; what lies beyond is a slip


class CalendarImport(Importer):
    """All holidays and make-up workdays of one year; with them the year is official."""

    kind = "calendar"
    title = "工作日历"
    columns = (
        Column("date", "日期", "date", required=True, example=date(2026, 10, 10)),
        Column(
            "is_workday",
            "上班/放假",
            "choice",
            required=True,
            choices={WORKED: True, FREE: False},
            example=True,
        ),
        Column("name", "名称", required=True, max_length=40, example="国庆节调休"),
    )
    unique = ("date",)
    note = (
        "按通知逐日填写一年的全部放假日和调休上班日；普通双休日不用填。"
        "元旦假期从上年 12 月开始的，一并填写。导入后该年即为正式日历，原有日期全部替换。"
    )

    def check(self, rows: list[Row]) -> None:
        if not rows:
            return
        self.year = max(row["date"].year for row in rows)
        if abs(self.year - timezone.localdate(self.now).year) > FARTHEST:
            self.problem(rows[0], "date", f"{self.year} 年离今年太远", "请核对年份")
            return
        for row in rows:
            self._check_row(row)
        free = {row["date"] for row in self.every_row if row["date"] and not row["is_workday"]}
        for day in (date(self.year, *fixed) for fixed in FIXED):
            if day not in free:
                self.problem(rows[0], "date", f"缺少法定节假日 {day}", "请按通知填写全年安排")
        self._compare(rows)

    def _check_row(self, row: Row) -> None:
        day = row["date"]
        eve = day.year == self.year - 1 and day.month == DECEMBER
        if day.year != self.year and not eve:
            self.problem(row, "date", f"不在 {self.year} 年内", "一张表只填一年的安排")
        if row["is_workday"] and day.weekday() < SATURDAY:
            self.problem(
                row, "is_workday", "这一天是周一至周五，本来就上班", "调休上班日应为周六或周日"
            )

    def _compare(self, rows: list[Row]) -> None:
        """Against the days that are there; a year not official yet changes as a whole."""
        years = set(WorkYear.objects.filter(official=True).values_list("year", flat=True))
        stored = WorkDay.objects.in_bulk([row["date"] for row in rows])
        for row in rows:
            row.existing = known = stored.get(row["date"])
            now = (row["is_workday"], row["name"])
            same = known is not None and (known.is_workday, known.name) == now
            row.unchanged = same and self.year in years

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        days = [
            WorkDay(date=row["date"], is_workday=row["is_workday"], name=row["name"])
            for row in rows
        ]
        years, there = self._calendar()
        with audit.disable_auditlog():  # the import writes its own row
            year = set_year(self.year, days, official=True, source=SOURCE, now=now)
            self._set_eve([day for day in days if day.date.year < self.year], now)
        self._note(years, there, {row["date"]: row for row in rows})
        audit.record(year, "import", by=by, changes={"days": [None, len(days)]})
        new = sum(row.existing is None for row in rows)
        unchanged = sum(row.unchanged for row in rows)
        return Written(new, len(rows) - new - unchanged, unchanged)

    def _calendar(self) -> tuple[dict[int, WorkYear], dict[date, WorkDay]]:
        """The year and the one before, as they are now."""
        both = [self.year - 1, self.year]
        days = WorkDay.objects.filter(year__in=both)
        return kept(WorkYear.objects.filter(year__in=both)), kept(days)

    def _note(
        self, years: dict[int, WorkYear], days: dict[date, WorkDay], rows: dict[date, Row]
    ) -> None:
        years_now, days_now = self._calendar()
        self.wrote_between(years, years_now)
        self.wrote_between(days, days_now, rows)

    def _set_eve(self, days: Iterable[WorkDay], now: datetime) -> None:
        """Days of the December before: they join that year, whose other days stay."""
        days = list(days)
        if not days:
            return
        ensure_years([self.year - 1], now=now)
        for day in days:
            day.year_id = self.year - 1
        WorkDay.objects.bulk_create(
            days,
            update_conflicts=True,
            unique_fields=["date"],
            update_fields=["is_workday", "name"],
        )
