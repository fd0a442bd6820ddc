"""A bulletin 定期通报 in its three sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from common.fields import mask_mobiles
from common.official import Block, Heading, Paper, Text
from common.official.paper import date_text, number_text
from meetings.actions.papers import letterhead_of, number_of
from meetings.models import Bulletin, DocumentNumber
from projects.military import military_names, without_military

SECTIONS = ("区域化发展动态", "重大党建项目推进情况", "区委区政府重点工作")


class Entry(NamedTuple):
    """One entry of a section: a heading, which may be empty, and its text."""

    heading: str
    text: str


def bulletin_of(bulletin: Bulletin, *, public: bool = False) -> Paper:
    """An issued bulletin as it was issued; for residents (`public`) with mobile numbers masked.

    A unit that became a military one since is named in neither. At most three queries.
    """
    names = military_names(bulletin.district_id)
    hide = mask_mobiles if public else str
    year, number = bulletin.year or 0, bulletin.number
    return build(
        title=f"定期通报（{year}年第{number}期）",
        alliance=bulletin.issuer,
        code=_code(bulletin),
        year=year,
        number=number,
        sections=[
            (heading, [Entry("", hide(without_military(line, names))) for line in lines])
            for heading, lines in bulletin.sections
        ],
        issued_on=timezone.localdate(bulletin.issued_at),
        opening=_opening(bulletin),
    )


def _code(bulletin: Bulletin) -> str:
    """The code that the number was given with; an area that issues by itself has none."""
    if bulletin.alliance is None:
        return ""
    given = number_of(DocumentNumber.Kind.BULLETIN, bulletin)
    return given.code if given else letterhead_of(bulletin.alliance).code


def _opening(bulletin: Bulletin) -> str:
    since, until = date_text(bulletin.since), date_text(bulletin.until)
    return f"现将{since}至{until}的有关情况通报如下。"


def build(
    *,
    title: str,
    alliance: str,
    code: str,
    year: int,
    number: int | None,
    sections: Sequence[tuple[str, Iterable[Entry]]],
    issued_on: date,
    opening: str = "",
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
        body=(*_start(opening), *(one for part in sections for one in _section(*part))),
        signature=alliance,
        dated=issued_on,
        copies_to=copies_to,
        printed_by=alliance if copies_to else "",
    )


def _start(opening: str) -> list[Block]:
    return [Text(opening)] if opening else []


def _section(heading: str, entries: Iterable[Entry]) -> list[Block]:
    blocks: list[Block] = []
    for entry in entries:
        if entry.heading:
            blocks.append(Heading(2, entry.heading))
        if entry.text:
            blocks.append(Text(entry.text))
    return [Heading(1, heading), *blocks] if blocks else []
