"""A paper as the lines it is made of, in their order, each with the name of its style.

The Word file has a paragraph style of that name for each, the page a class.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from common.official.paper import Heading, Paper, Table, Text, clean, date_text, one_line

CHINESE = "零一二三四五六七八九"
LEVELS = 4
IN_A_LINE = 28  # characters
FROM_EDGE = 2  # characters that signature and date keep from the right edge (7.3.5.2)


@dataclass(frozen=True)
class Line:
    """`style`: mark, number, title, to, h1 … h4, text, attachment, more, sign, date, note, foot."""

    style: str
    text: str
    lead: str = ""
    left: float = 0  # characters kept free on the left

    @property
    def level(self) -> int:
        """1–4 of a heading, else 0."""
        return int(self.style[1]) if self.style in ("h1", "h2", "h3", "h4") else 0


def flow(paper: Paper) -> Iterator[Line | Table]:
    """Everything above the foot of the paper, from top to bottom."""
    for style in ("mark", "number", "title"):
        if text := one_line(getattr(paper, style)):
            yield Line(style, text)
    if paper.addressees:
        yield Line("to", f"{one_line(paper.addressees)}：")
    yield from _body(paper)
    yield from _attachments(paper)
    yield from _end(paper)


def foot(paper: Paper) -> list[tuple[str, str]]:
    """版记 (7.4): (left, right) of each line."""
    lines = []
    if paper.copies_to:
        lines.append((f"抄送：{one_line(paper.copies_to)}。", ""))
    if paper.printed_by and paper.dated:
        lines.append((one_line(paper.printed_by), f"{date_text(paper.dated)}印发"))
    return lines


def _body(paper: Paper) -> Iterator[Line | Table]:
    counts = [0] * LEVELS
    for block in paper.body:
        if isinstance(block, Heading):
            level = min(max(block.level, 1), LEVELS)
            counts[level - 1] += 1
            counts[level:] = [0] * (LEVELS - level)
            yield Line(f"h{level}", sign(level, counts[level - 1]) + one_line(block.text))
        elif isinstance(block, Text):
            yield from _paragraphs(block)
        else:
            yield block


def _paragraphs(block: Text) -> Iterator[Line]:
    lead = one_line(block.lead)
    for line in filter(None, map(str.strip, clean(block.text).split("\n"))):
        yield Line("text", line, lead)
        lead = ""


def sign(level: int, count: int) -> str:
    """The sign before a heading (7.3.3): 一、 （一） 1. （1）."""
    if level == 1:
        return f"{chinese(count)}、"
    return {2: f"（{chinese(count)}）", 3: f"{count}.", 4: f"（{count}）"}[level]


def chinese(number: int) -> str:
    """1–99 in Chinese numerals; further on in figures, as no paper has so many headings."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{CHINESE[tens]}十")
    return head + (CHINESE[ones] if ones else "")


def _attachments(paper: Paper) -> Iterator[Line]:
    """附件说明 (7.3.4): no sign after a name; one alone has no number."""
    names = [one_line(name) for name in paper.attachments]
    if len(names) == 1:
        yield Line("attachment", f"附件：{names[0]}")
        return
    for number, name in enumerate(names, start=1):
        lead, style = ("附件：", "attachment") if number == 1 else ("", "more")
        yield Line(style, f"{lead}{number}.{name}")


def _end(paper: Paper) -> Iterator[Line]:
    """Signature and date of a paper without seal (7.3.5.2), and 附注 in brackets (7.3.6)."""
    name, day = one_line(paper.signature), date_text(paper.dated) if paper.dated else ""
    begins = date_begins(name, day)
    if name:
        yield Line("sign", name, left=max(0, begins - 2))
    if day:
        yield Line("date" if name else "sign", day, left=begins)
    if paper.note:
        yield Line("note", f"（{one_line(paper.note)}）")


def date_begins(name: str, day: str) -> float:
    """Where the date begins, in characters from the left: two to the right of the signature.

    The wider of the two ends two characters before the right edge.
    """
    right = max(FROM_EDGE, width(name) - width(day))
    return max(2, IN_A_LINE - right - width(day))


def width(text: str) -> float:
    """How many Chinese characters wide the text is: Latin letters and figures are half ones."""
    return sum(0.5 if char.isascii() else 1 for char in text)
