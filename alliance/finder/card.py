"""The card of a place: what hangs on the notice board, with a code that opens the page of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from alliance.finder.answer import Answer
from grids.responsible import Responsible


@dataclass(frozen=True)
class Card:
    """`rows` are the grids of the place, or the place itself where it has none."""

    rows: list[Responsible]
    url: str
    code: SafeString
    printed_on: date


def card_of(answer: Answer, url: str) -> Card:
    """The card that leads to `url`, an absolute address."""
    rows = answer.below or [answer.responsible]
    return Card(rows, url, qr_code(url), timezone.localdate(answer.now))


def qr_code(text: str) -> SafeString:
    """A QR code (ISO/IEC 18004, 15 % may be lost) as an SVG without size, for the page to scale."""
    import segno  # noqa: PLC0415 - a card is rarely asked for; other pages do without it

    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None, dark="#000")
    return mark_safe(svg)  # noqa: S308 - drawn by segno: numbers alone, no part of the text
