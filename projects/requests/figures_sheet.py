"""Figures about requests as Excel: all together, then each community and each category."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from common.sheets.columns import Column
from common.sheets.writer import write_sheet
from projects.requests.figures import BY_KEY, COLUMNS, FIGURES, MEDIAN, Figures

TITLE = "点单统计"


def sheet_of(found: Figures, words: str, *, who: str, now: datetime) -> bytes:
    """`words` say the period; who exported it and when stands on every page."""
    moment = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    defined = [f"{one.title}：{one.definition}" for one in FIGURES if one.key in COLUMNS]
    days = f"办结所用工作日的中位数：{'—' if found.days is None else found.days}（{MEDIAN}）"
    note = "\n".join([f"{TITLE}：{words}", *defined, days, f"导出人：{who}", f"导出时间：{moment}"])
    columns = [Column("kind", "按"), Column("name", "名称")]
    columns += [Column(key, BY_KEY[key].title, "int") for key in COLUMNS]
    return write_sheet(TITLE, columns, _rows(found), note=note, mark=f"{who}{moment} 导出")


def _rows(found: Figures) -> Iterable[dict[str, Any]]:
    yield {"kind": "合计", "name": "全部", **found.counts}
    for kind, lines in (("社区", found.communities), ("类别", found.categories)):
        for line in lines:
            yield {"kind": kind, "name": line.name, **line.counts}
