"""What stands in an official paper, in the terms of GB/T 9704-2012 chapter 7."""

import re
from dataclasses import dataclass
from datetime import date

# What XML 1.0 cannot hold: most control characters, halves of pairs, two non-characters.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1–4, without its number: 一、（一）1.（1） are counted by the layout."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; each line of it is one of its own. `lead` (出席：) stands before it in 黑体."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of text under a head that every page repeats; `shares` are the columns' widths."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()
    tall: bool = False  # room to write in by hand


Block = Heading | Text | Table


@dataclass(frozen=True)
class Paper:
    """One paper. What is empty is left out; `title` alone is required.

    `mark`: the issuer's name above the red line (发文机关标志). `number`: 海青联〔2026〕3号.
    `addressees`: 主送机关, named without the colon. `copies_to`: 抄送. `printed_by`: 印发机关.
    """

    title: str
    mark: str = ""
    number: str = ""
    addressees: str = ""
    body: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: str = ""
    dated: date | None = None
    note: str = ""
    copies_to: str = ""
    printed_by: str = ""


def clean(text: str) -> str:
    """`text` without the characters that no XML file can hold, its line ends as newlines."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The same on one line, as a title needs it."""
    return " ".join(clean(text).split())


def date_text(day: date) -> str:
    """2026年9月6日: Arabic figures, no zeros, no blanks (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def number_text(code: str, year: int, number: int | None) -> str:
    """海青联〔2026〕3号 (7.2.5); a gap where the number is not given yet."""
    return f"{code}〔{year}〕{number or '　'}号"
