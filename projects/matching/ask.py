"""What a need asks for, read once from its record; every scorer starts from it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from projects.models import Demand
from projects.search import pairs, words
from projects.taxonomy import taxonomy

MOST = 12  # pairs of a need's text; its title comes first
# Pairs that stand in every second text of the lists and say nothing about what is needed.
COMMON = frozenset(
    re.findall(
        "..",
        "服务社区居民活动提供需要单位街道免费希望工作我们可以开展进行帮助支持解决问题有关相关地方人员"
        "每周每月上午下午周末双休星期礼拜周一周二周三周四周五周六周日周天",
    )
)
WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
WEEKEND = frozenset({6, 7})
DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
FREE_DAYS = re.compile(r"周末|双休")
NUMBER = re.compile(r"([0-9]{1,6})\s*(\S?)")
PEOPLE = frozenset("人名位")
HAN = re.compile(r"[\u3400-\u9fff]{2}")
READ = (
    *("title", "description", "urgency", "wished_on", "quantity", "amount"),
    *("category", "unit", "area", "community", "street", "district"),
)


@dataclass(frozen=True)
class Ask:
    """`number` counts people where `of_people`, else things; `days` are weekdays, 1 is Monday.

    `on` is the wished date where the text names no days; `near` and `group` are categories.
    """

    pk: int
    unit_id: int
    area_id: int
    community_id: int | None
    street_id: int | None
    district_id: int | None
    category_id: int
    near: frozenset[int]
    group: frozenset[int]
    pairs: tuple[str, ...]
    number: int | None
    of_people: bool
    in_parts: bool
    wished_on: date | None
    urgent: bool
    days: frozenset[int]
    on: date | None

    @property
    def related(self) -> frozenset[int]:
        """All categories under its top one."""
        return self.near | self.group | {self.category_id}


def ask_of(demand: Demand) -> Ask:
    """No query but that of the taxonomy, once a minute."""
    near, group = _relatives(demand.category_id)
    number, of_people = _number(demand)
    days = days_in(f"{demand.title} {demand.description}")
    return Ask(
        pk=demand.pk,
        unit_id=demand.unit_id,
        area_id=demand.area_id,
        community_id=demand.community_id,
        street_id=demand.street_id,
        district_id=demand.district_id,
        category_id=demand.category_id,
        near=near,
        group=group,
        pairs=telling(demand.title, demand.description),
        number=number,
        of_people=of_people,
        in_parts=demand.amount is not None,
        wished_on=demand.wished_on,
        urgent=demand.urgency != Demand.Urgency.NORMAL,
        days=days,
        on=None if days else demand.wished_on,
    )


def _relatives(key: int) -> tuple[frozenset[int], frozenset[int]]:
    """Categories above and below the one; the others under the same top category."""
    known = taxonomy()
    node = known.by_id[key]
    near = {*known.subtree(node)} - {key}
    while node.parent_id is not None:
        node = known.by_id[node.parent_id]
        near.add(node.pk)
    return frozenset(near), frozenset(known.subtree(node)) - near - {key}


def telling(*texts: str) -> tuple[str, ...]:
    """The first MOST pairs of Chinese characters that say something, each once."""
    every = (pair for text in texts for word in words(text) for pair in pairs(word))
    telling = (pair for pair in every if HAN.fullmatch(pair) and pair not in COMMON)
    return tuple(dict.fromkeys(telling))[:MOST]


def days_in(text: str) -> frozenset[int]:
    """Weekdays that a text names."""
    named = {WEEKDAYS[day] for day in DAY.findall(text)}
    return frozenset(named | WEEKEND) if FREE_DAYS.search(text) else frozenset(named)


def _number(demand: Demand) -> tuple[int | None, bool]:
    """How many are asked for: `amount`, else the first figure of `quantity`; and whether people."""
    said = NUMBER.search(demand.quantity)
    of_people = bool(said and said[2] in PEOPLE)
    number = demand.amount or (int(said[1]) if said else None)
    return number or None, of_people


def shared(wanted: Iterable[str], search_text: str) -> list[str]:
    """Those of the pairs that a record's `search_text` holds."""
    return [pair for pair in wanted if pair in search_text]
