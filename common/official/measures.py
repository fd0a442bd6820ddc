"""The measures of GB/T 9704-2012, for the Word file; points unless it says otherwise.

A4 with 37 mm above and 28 mm to the left of a type area of 156 × 225 mm: 22 lines of 28 characters.
28.95 pt exactly for a line and 15.75 pt for a character fill it (22 × 28.95 = 636.9 of 637.8 pt,
28 × 15.75 = 441 of 442.2 pt).
"""

from typing import NamedTuple

POINTS = 72 / 25.4  # of a millimetre
PAGE = (210, 297)  # mm
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225  # mm
RIGHT, BOTTOM = PAGE[0] - LEFT - WIDTH, PAGE[1] - TOP - HEIGHT
LINE, SIZE, SPACING = 28.95, 16.0, -0.25
PAGE_NUMBER_BELOW = 7  # mm from the type area to the dash of the page's number (7.5)
MARK_BELOW = 35  # mm from the edge of the type area to the mark (7.2.4)
RULE_BELOW = 4  # mm from the number to the red line (7.2.7)

SONG_TITLE, SONG, FANG, HEI, KAI = "方正小标宋简体", "宋体", "仿宋", "黑体", "楷体"
STANDS_IN = {SONG_TITLE: "华文中宋"}  # where the first is not installed
RED, BLACK = "FF0000", "000000"


class Style(NamedTuple):
    """A paragraph style. `first`, `left`: indents in characters; `above` in points."""

    name: str
    font: str = FANG
    size: float = SIZE
    line: float = LINE
    spacing: float = SPACING
    align: str = "both"
    above: float = 0
    first: float = 0
    left: float = 0
    colour: str = BLACK
    outline: int = 0  # level in the navigation of the file; 0: none
    with_next: bool = False


STYLES = {
    "mark": Style(
        "公文标志", SONG_TITLE, 32, 40, 0, "center", above=MARK_BELOW * POINTS, colour=RED
    ),
    "number": Style("公文字号", align="center", above=2 * LINE),
    "title": Style("公文标题", SONG_TITLE, 22, 36, 0, "center", above=2 * LINE, with_next=True),
    "to": Style("公文主送", align="left", above=LINE),
    "h1": Style("公文一级", HEI, first=2, outline=1, with_next=True),
    "h2": Style("公文二级", KAI, first=2, outline=2, with_next=True),
    "h3": Style("公文三级", FANG, first=2, outline=3, with_next=True),
    "h4": Style("公文四级", FANG, first=2, outline=4, with_next=True),
    "text": Style("公文正文", first=2),
    "attachment": Style("公文附件", align="left", above=LINE, first=-4.5, left=6.5),
    "more": Style("公文附件续", align="left", first=-1.5, left=6.5),
    "sign": Style("公文署名", align="left", above=LINE, with_next=True),
    "date": Style("公文日期", align="left"),
    "note": Style("公文附注", align="left", first=2),
    "foot": Style("公文版记", size=14, line=22, spacing=0, align="left", left=1),
    "cell": Style("公文表格", size=12, line=20, spacing=0, align="left"),
    "head": Style("公文表头", HEI, size=12, line=20, spacing=0, align="center"),
    "page": Style("公文页码", SONG, size=14, line=14, spacing=0, align="left"),
}


def mark_size(text: str) -> float:
    """The largest size (22–52 pt) in which the mark stands on one line."""
    return max(22.0, min(52.0, float(int(WIDTH * POINTS / max(len(text), 1)))))
