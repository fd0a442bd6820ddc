"""The month's summary of liaison reports 月度汇总, from plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from common.official import Block, Heading, Paper, Table, Text
from common.official.paper import number_text


class Figure(NamedTuple):
    """One line of the table at the start: what was counted, how much, its unit."""

    what: str
    amount: int
    unit: str


class Said(NamedTuple):
    """What one unit wrote under a heading: the label by which it is called inside, its words."""

    label: str
    text: str


def build(
    *,
    month: date,
    alliance: str,
    code: str,
    year: int,
    number: int | None,
    figures: Sequence[Figure],
    chapters: Sequence[tuple[str, Iterable[Said]]],
    issued_on: date,
) -> Paper:
    """`chapters`: (特色做法 …, what the units said); one that nobody wrote to is left out."""
    return Paper(
        title=f"{month.year}年{month.month}月联络员月报汇总",
        mark=f"{alliance}文件",
        number=number_text(code, year, number),
        addressees="各成员单位",
        body=(*_figures(figures), *(b for head, said in chapters for b in _chapter(head, said))),
        signature=alliance,
        dated=issued_on,
    )


def _figures(figures: Sequence[Figure]) -> list[Block]:
    if not figures:
        return []
    rows = tuple((one.what, f"{one.amount} {one.unit}") for one in figures)
    return [Heading(1, "总体情况"), Table(("事项", "数量"), rows, (5, 2))]


def _chapter(heading: str, said: Iterable[Said]) -> list[Block]:
    blocks: list[Block] = []
    for one in said:
        blocks += [Heading(2, one.label), Text(one.text)]
    return [Heading(1, heading), *blocks] if blocks else []
