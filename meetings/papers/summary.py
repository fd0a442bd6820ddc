"""The month's summary of liaison reports 月度汇总."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from common.official import Block, Heading, Paper, Table, Text
from common.official.paper import number_text
from grids.models import Area
from meetings.actions.papers import letterhead_of
from meetings.models import SummaryIssue
from members.models import Alliance
from projects.military import military_names, without_military


class Figure(NamedTuple):
    """One line of the table at the start: what was counted, how much, its unit."""

    what: str
    amount: int
    unit: str


def summary_of(
    summary: SummaryIssue, area: Area, alliance: Alliance | None, *, today: date
) -> Paper:
    """As issued; before that as it reads now, with a gap for the number.

    Without an alliance the place itself stands at its head, and there is no number. A unit that
    became a military one since is not named. At most two queries.
    """
    names = military_names(area.district_id)
    given = summary.number
    code = given.code if given else letterhead_of(alliance).code if alliance else ""
    return build(
        month=summary.month,
        alliance=alliance.name if alliance else area.name,
        code=code,
        year=given.year if given else today.year,
        number=given.number if given else None,
        figures=[Figure(*one) for one in summary.figures],
        chapters=[
            (heading, [without_military(line, names) for line in lines])
            for heading, lines in summary.chapters
        ],
        issued_on=given.given_on if given else today,
    )


def build(
    *,
    month: date,
    alliance: str,
    code: str,
    year: int,
    number: int | None,
    figures: Sequence[Figure],
    chapters: Sequence[tuple[str, Iterable[str]]],
    issued_on: date,
) -> Paper:
    """`chapters`: (特色做法 …, its paragraphs); one that nobody wrote to is left out.

    Without a `code` there is no number.
    """
    return Paper(
        title=f"{month.year}年{month.month}月联络员月报汇总",
        mark=f"{alliance}文件",
        number=number_text(code, year, number) if code else "",
        addressees="各成员单位",
        body=(*_figures(figures), *(b for head, lines in chapters for b in _chapter(head, lines))),
        signature=alliance,
        dated=issued_on,
    )


def _figures(figures: Sequence[Figure]) -> list[Block]:
    if not figures:
        return []
    rows = tuple((one.what, f"{one.amount} {one.unit}") for one in figures)
    return [Heading(1, "总体情况"), Table(("事项", "数量"), rows, (5, 2))]


def _chapter(heading: str, lines: Iterable[str]) -> list[Block]:
    blocks: list[Block] = [Text(line) for line in lines if line.strip()]
    return [Heading(1, heading), *blocks] if blocks else []
