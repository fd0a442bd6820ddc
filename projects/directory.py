"""The residents' directory: what the address asks for, and the rows that answer it.

One SQL statement a page: the rows and, beside each, the capped count of all of them.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Subquery, Value, When

from common.words import searched_for
from grids.models import Area
from projects.engagements.places_left import NUMBER, places_left
from projects.items.facts import HOW, checked_words
from projects.items.opening import open_at
from projects.models import Category, Item, Resource, Service
from projects.models.items import Checked
from projects.places import Place, places
from projects.search import asked, contains, searchable
from projects.seeds import OTHER
from projects.taxonomy import taxonomy

PAGE = 15
MOST_PAGES = 60  # nobody reads further; a filter leads there sooner
COUNTED = 1000  # above this the count reads "1000+"
KINDS: dict[str, type[Item]] = {"service": Service, "resource": Resource}
COLUMNS = (
    "pk",
    "uuid",
    "title",
    "unit__name",
    "area__name",
    "phone",
    "last_confirmed",
    "confirmed_by",
    "confirmed_how",
    "category_id",
)
DETAILS = {"service": ("hours", "place"), "resource": ("opening", "address", "conditions")}


class CappedCount(Subquery):
    """How many rows the (sliced) queryset has: counted once a statement, never past its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for, read from the address; what is not understood is left out."""

    kind: str = "service"
    area: Place | None = None
    category: Category | None = None
    q: str = ""
    page: int = 1
    lost_area: bool = False
    open_at: datetime | None = None  # only what is open at that moment

    def url(self, path: str, **changes: Any) -> str:
        """The address of this wish with changes; a change leads back to the first page."""
        wanted = {
            "kind": self.kind if self.kind != "service" else "",
            "area": self.area.uuid if self.area else "",
            "category": self.category.code if self.category else "",
            "q": self.q,
            "open": "now" if self.open_at else "",
        } | changes
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True)
class Answer:
    rows: list[dict[str, Any]]
    count: int
    pages: int

    @property
    def count_text(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


def read(params: Mapping[str, str], now: datetime | None = None) -> Wish:
    """A wish from the query of an address. At most one query, for an area that no picker offers.

    `now` is the moment that `open=now` means.
    """
    kind = params.get("kind", "")
    asked_area = params.get("area", "").lower()
    area = find_place(asked_area)
    return Wish(
        kind=kind if kind in KINDS else "service",
        area=area,
        category=taxonomy().by_code.get(params.get("category", "")),
        q=searched_for(params.get("q", "")),
        page=_page(params.get("page", "")),
        lost_area=bool(asked_area) and area is None,
        open_at=now if params.get("open") == "now" else None,
    )


def _page(text: str) -> int:
    number = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else 1
    return min(max(number, 1), MOST_PAGES)


def find_place(key: str) -> Place | None:
    """The place of this UUID: of a grid its community, of a merged place its successor."""
    known = places()
    if key in known.by_uuid:
        return known.by_uuid[key]
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return None
    after = "successors__successor"
    found = Area.objects.filter(uuid=wanted).values_list(
        f"{after}_id", f"{after}__community_id", "community_id"
    )
    keys = found.first() or ()
    return next((known.by_id[pk] for pk in keys if pk in known.by_id), None)


def reaching(area: Place | None) -> Q:
    """Items for this place: for it, for something in it, or for a larger place around it."""
    if area is None:
        return Q()
    return Q(**{f"{area.kind}_id": area.pk}) | Q(area_id__in=area.chain[1:])


def matching(query: str) -> Q:
    """Every word is in the item, or is (or holds) the name or a synonym of its category."""
    known, wanted = taxonomy(), Q()
    for word in asked(query):
        meant = known.meant_by(word)
        wanted &= contains(word) | Q(category_id__in=meant) if meant else contains(word)
    return wanted


def found_by(wish: Wish, today: date) -> QuerySet[Any]:
    """All items that a wish asks for, in no order."""
    rows = searchable(KINDS[wish.kind].objects.public(today)).filter(reaching(wish.area))
    if wish.category:
        rows = rows.filter(category_id__in=taxonomy().subtree(wish.category))
    if wish.q:
        words = asked(wish.q)
        rows = rows.filter(matching(wish.q)) if words else rows.none()
    return open_at(rows, wish.open_at) if wish.open_at else rows


def answer(wish: Wish, today: date) -> Answer:
    """The page of rows, most recently confirmed first, and how many there are: one query.

    And a second one where a row says how many places it has.
    """
    found = found_by(wish, today)
    total = CappedCount(found.order_by().values("pk")[: COUNTED + 1])
    start = (wish.page - 1) * PAGE
    columns = (*COLUMNS, *DETAILS[wish.kind], NUMBER[wish.kind])
    ordered = found.order_by(*_title_first(wish.q), "-last_confirmed", "-pk")
    rows = list(ordered.annotate(total=total).values(*columns, "total")[start : start + PAGE])
    _dress(rows, DETAILS[wish.kind])
    left = places_left({row["pk"]: row.get("places") for row in rows})
    for row in rows:
        row["left"] = left.get(row["pk"])
    count = rows[0]["total"] if rows else 0
    return Answer(rows, count, min(-(-count // PAGE), MOST_PAGES))


def short_day(day: date) -> str:
    """11 月 22 日: a confirmation is never a year old."""
    return f"{day.month} 月 {day.day} 日"


def _dress(rows: list[dict[str, Any]], details: tuple[str, ...]) -> None:
    """What the page says of a row: when and where, the category's name, the day in words."""
    names = taxonomy().by_id
    for row in rows:
        row["when"] = row[details[0]]
        row["where"] = "\u3000".join(filter(None, (row[name] for name in details[1:])))
        row["category"] = names[row["category_id"]].name if row["category_id"] in names else ""
        row["confirmed"] = _confirmed(row)


def _confirmed(row: dict[str, Any]) -> str:
    """When and how; and by whom, unless it is the unit, which the row names already."""
    day, how = short_day(row["last_confirmed"]), row["confirmed_how"]
    if how == Checked.OWNER:
        return f"{day}{HOW[Checked.OWNER][0]}"
    return checked_words(day, how, row["confirmed_by"])


def _title_first(query: str) -> list[Any]:
    """With a keyword, titles that hold it come before other places of the text."""
    if not query:
        return []
    return [Case(When(title__contains=query, then=Value(0)), default=Value(1))]


def category_counts(area: Place | None, *, today: date) -> list[tuple[Category, int, str]]:
    """(top category, how many items of it reach `area`, of which list); one query a list.

    Services count where there are any, else shared resources: a venue is borrowed, not served.
    """
    known = taxonomy()
    counts = {kind: _count(kind, area, today) for kind in KINDS}
    rows = []
    for top in known.tops:
        kind = "service" if counts["service"][top.pk] else "resource"
        if top.code == OTHER and not counts[kind][top.pk]:
            continue
        rows.append((top, counts[kind][top.pk], kind if counts[kind][top.pk] else "service"))
    return rows


def _count(kind: str, area: Place | None, today: date) -> dict[int, int]:
    known = taxonomy()
    counts = {top.pk: 0 for top in known.tops}
    public = KINDS[kind].objects.public(today).filter(reaching(area)).order_by()
    for pk, number in public.values_list("category_id").annotate(number=Count("pk")):
        counts[known.top_of(pk).pk] += number
    return counts
