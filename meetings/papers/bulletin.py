"""A bulletin 定期通报 in its three sections, from plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from common.official import Block, Heading, Paper, Text
from common.official.paper import number_text

SECTIONS = ("区域化发展动态", "重大党建项目推进情况", "区委区政府重点工作")


class Entry(NamedTuple):
    """One entry of a section: a heading, which may be empty, and its text."""

    heading: str
    text: str


def build(
    *,
    title: str,
    alliance: str,
    code: str,
    year: int,
    number: int | None,
    sections: Sequence[tuple[str, Iterable[Entry]]],
    issued_on: date,
    copies_to: str = "",
) -> Paper:
    """`sections`: (heading, entries) in their order; one without entries is left out.

    What is public or stays inside is the caller's choice: names come in as they shall read.
    """
    return Paper(
        title=title,
        mark=f"{alliance}文件",
        number=number_text(code, year, number),
        addressees="各成员单位",
        body=tuple(block for heading, entries in sections for block in _section(heading, entries)),
        signature=alliance,
        dated=issued_on,
        copies_to=copies_to,
        printed_by=alliance if copies_to else "",
    )


def _section(heading: str, entries: Iterable[Entry]) -> list[Block]:
    blocks: list[Block] = []
    for entry in entries:
        if entry.heading:
            blocks.append(Heading(2, entry.heading))
        if entry.text:
            blocks.append(Text(entry.text))
    return [Heading(1, heading), *blocks] if blocks else []
