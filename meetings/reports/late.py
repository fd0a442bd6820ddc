"""The list of units whose report is missing, and the words to remind them with."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from common.dates import day_text
from grids.models import Area
from meetings.models import LiaisonReport
from meetings.periods import add_months

MOST_ROWS = 50  # of a street; the text names all, the register lists all


class StreetLate(NamedTuple):
    """The reports of one street that are missing, and a text that names the units."""

    street: Area | None
    reports: list[LiaisonReport]
    text: str

    @property
    def key(self) -> str:
        """Names its text on the page."""
        return str(self.street.pk if self.street else 0)

    @property
    def first(self) -> list[LiaisonReport]:
        return self.reports[:MOST_ROWS]

    @property
    def unnamed(self) -> int:
        """Military and police units, which the text leaves out."""
        return sum(report.unit.is_military for report in self.reports)

    @property
    def more(self) -> int:
        return len(self.reports) - len(self.first)


def month_asked(text: str, today: date) -> date:
    """The month of "2026-11"; whatever else was asked for, the month of `today`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def latest_months(today: date, count: int = 6) -> list[date]:
    return [add_months(today.replace(day=1), -back) for back in range(count)]


def late_by_street(reports: Iterable[LiaisonReport], month: date, today: date) -> list[StreetLate]:
    """`reports` in the order of their streets, each street with its text."""
    return [
        StreetLate(street, rows, _text(rows, month, today))
        for street, rows in (
            (street, list(group)) for street, group in groupby(reports, lambda row: row.street)
        )
    ]


def _text(reports: list[LiaisonReport], month: date, today: date) -> str:
    """What staff paste into the WeChat group: no person's name, and no military or police unit.

    Those are only counted: the text leaves the portal. "" when there is nobody else to remind.
    """
    named = [report for report in reports if not report.unit.is_military]
    if not named:
        return ""
    returned = LiaisonReport.Status.RETURNED
    missing = [report.unit.label for report in named if report.status != returned]
    to_mend = [report.unit.label for report in named if report.status == returned]
    due = reports[0].due_on
    when = f"已于 {day_text(due)}截止" if due < today else f"请于 {day_text(due)}前提交"
    said = [f"还有 {len(missing)} 家未交：{'、'.join(missing)}"] if missing else []
    if to_mend:
        said.append(f"{len(to_mend)} 家请按退回说明改好再交：{'、'.join(to_mend)}")
    return (
        f"各位联络员：{month.month} 月联络员月报{when}，{'；'.join(said)}。"
        "打开门户“我的待办”即可填写，没有变化的点“本月无变化”，一分钟办好。谢谢！"
    )
