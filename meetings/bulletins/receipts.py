"""Who has read a bulletin, and the words to remind the others with."""

from typing import NamedTuple

from meetings.models import Bulletin, Receipt

MOST_ROWS = 200  # units listed on a page; the text names all


class Reading(NamedTuple):
    """`text` names the units that have not opened it, but no military or police unit."""

    unread: list[Receipt]
    read: list[Receipt]
    text: str
    unnamed: int

    @property
    def first_unread(self) -> list[Receipt]:
        return self.unread[:MOST_ROWS]


def reading(bulletin: Bulletin) -> Reading:
    """One query."""
    rows = bulletin.receipts.select_related("unit", "read_by").order_by("unit__name", "pk")
    found = list(rows)
    unread = [one for one in found if one.read_at is None]
    named = [one.unit.label for one in unread if not one.unit.is_military]
    text = (
        f"各位联络员：{bulletin}已发出，还有 {len(named)} 家单位没有打开：{'、'.join(named)}。"
        "请打开门户“我的待办”看一看，打开就算阅知。谢谢！"
        if named
        else ""
    )
    read = sorted((one for one in found if one.read_at), key=lambda one: str(one.read_at))
    return Reading(unread, read, text, len(unread) - len(named))
