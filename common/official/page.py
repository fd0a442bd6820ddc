"""A paper as the template official/paper.html shows it."""

from typing import NamedTuple

from common.official.layout import Line, flow, foot
from common.official.paper import Paper, Table

AT_THE_END = ("sign", "date", "note")


class Page(NamedTuple):
    """What stands above the signature, and what stands from there on."""

    title: str
    pieces: list[Line | Table]
    signature: str
    day: str
    note: str
    foot: list[tuple[str, str]]


def of(paper: Paper) -> Page:
    """The paper's pieces in the order of the page."""
    pieces = list(flow(paper))
    end = {piece.style: piece.text for piece in pieces if isinstance(piece, Line)}
    above = [p for p in pieces if isinstance(p, Table) or p.style not in AT_THE_END]
    signature = end.get("sign", "") if paper.signature else ""
    day = end.get("date", end.get("sign", "")) if paper.dated else ""
    return Page(paper.title, above, signature, day, end.get("note", ""), foot(paper))
