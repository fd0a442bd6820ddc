"""Items that may say the same: one list, one category, one place, and names alike."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from projects.actions.duplicates import MERGEABLE
from projects.models import Item
from projects.search import pairs, words

MOST_READ = 500  # of each category and place; whatever is beyond is older
MOST_SHOWN = 5
LEAST_SHARE = 0.5  # of the shorter name's pairs of characters


class Alike(NamedTuple):
    item: Item
    why: str


Key = tuple[int, int]
Grams = set[str]  # the pairs of characters of a name


def alike(items: Iterable[Any], seen: QuerySet[Any]) -> dict[int, list[Alike]]:
    """For each of `items` (of one list) those of `seen` that may be the same; one query."""
    wanted = list(items)
    beside: dict[Key, list[tuple[Item, Grams]]] = defaultdict(list)
    if wanted:
        for other in _around(wanted, seen):
            beside[_key(other)].append((other, _grams(other.title)))
    return {item.pk: _alike(item, beside[_key(item)]) for item in wanted}


def _key(item: Item) -> Key:
    """The category, and the community (or the larger place) that the item is for."""
    return item.category_id, item.community_id or item.area_id


def _around(items: list[Item], seen: QuerySet[Any]) -> QuerySet[Any]:
    places = {item.community_id or item.area_id for item in items}
    there = Q(community__in=places) | Q(area__in=places, community=None)
    rows = seen.filter(there, status__in=MERGEABLE, category__in={i.category_id for i in items})
    place: Any = Coalesce("community", "area")
    nth = Window(RowNumber(), partition_by=[F("category"), place], order_by=F("pk").desc())
    newest = rows.annotate(nth=nth).filter(nth__lte=MOST_READ)
    return newest.select_related("unit", "area", "community").order_by("-pk")


def _alike(item: Item, others: list[tuple[Item, Grams]]) -> list[Alike]:
    own = _grams(item.title)
    shares = [(_share(own, grams), other) for other, grams in others if other.pk != item.pk]
    near = sorted((pair for pair in shares if pair[0] >= LEAST_SHARE), key=lambda pair: -pair[0])
    return [Alike(other, _why(item, other)) for _, other in near[:MOST_SHOWN]]


def _grams(title: str) -> Grams:
    return {gram for word in words(title) for gram in pairs(word)}


def _share(one: Grams, other: Grams) -> float:
    """How much of the shorter name is in the longer."""
    return len(one & other) / max(1, min(len(one), len(other)))


def _why(item: Item, other: Item) -> str:
    """同在海青社区、同一类别，名称都有“量血压”，电话相同."""
    said = [f"同在{other.community or other.area}、同一类别"]
    if common := _common(item.title, other.title):
        said.append(f"名称都有“{common}”")
    if item.unit_id == other.unit_id:
        said.append("同一单位")
    if item.phone == other.phone:
        said.append("电话相同")
    return "，".join(said)


def _common(one: str, other: str) -> str:
    """The longest run of characters in both names."""
    found = SequenceMatcher(a=one, b=other, autojunk=False).find_longest_match()
    return one[found.a : found.a + found.size].strip()
