"""The residents' notice board /open/: brands, projects under way, notices of deliberations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from projects.models import Deliberation, Project
from projects.places import Place, places

SIZE = 20
COUNTED = 1000  # above this the count reads "1000+", and nobody turns further pages
KINDS = {"brand": "党建品牌", "project": "推进中的项目", "notice": "议事公示"}
PAGES = {
    "brand": "projects:open_project",
    "project": "projects:open_project",
    "notice": "projects:open_deliberation",
}


class Entry(NamedTuple):
    kind: str
    title: str
    day: date
    place: str
    unit: str
    url: str

    @property
    def what(self) -> str:
        return {"brand": "党建品牌", "project": "党建项目", "notice": "议事公示"}[self.kind]

    @property
    def since(self) -> str:
        return {"brand": "命名", "project": "启动", "notice": "公示"}[self.kind]


@dataclass(frozen=True)
class Wish:
    """What the address asks for; what it names and does not exist is not asked for."""

    area: Place | None
    kind: str
    page: str

    def url(self, **changes: str) -> str:
        """The board with a part of the wish changed; it then begins at its first page."""
        asked = {"area": self.area.uuid if self.area else "", "kind": self.kind} | changes
        query = urlencode({name: value for name, value in asked.items() if value})
        return reverse("projects:open") + (f"?{query}" if query else "")


def read(params: Mapping[str, str]) -> Wish:
    kind = params.get("kind", "")
    area = places().by_uuid.get(params.get("area", ""))
    return Wish(area, kind if kind in KINDS else "", params.get("page", "1"))


class Board(Paginator):
    """Pages of entries, as far as they are counted."""

    object_list: QuerySet[Any, Any]

    @cached_property
    def found(self) -> int:
        """How many there are, never counted past COUNTED and one more."""
        return int(self.object_list.order_by()[: COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.found, COUNTED)

    @property
    def count_text(self) -> str:
        return f"{COUNTED}+" if self.found > COUNTED else str(self.found)


def entries(wish: Wish) -> Page[Any]:
    """The page of entries, the latest first; two queries."""
    found = [rows for kind, rows in _rows(wish.area).items() if wish.kind in ("", kind)]
    rows = found[0].union(*found[1:], all=True).order_by("-day", "kind", "heading")
    page = Board(rows, SIZE).get_page(wish.page)
    page.object_list = [_entry(row) for row in page.object_list]
    return page


def _rows(area: Place | None) -> dict[str, QuerySet[Any, Any]]:
    public = Project.objects.public().filter(_reaches(area)).order_by()
    put_up = Deliberation.objects.public().filter(_reaches(area)).with_notice_day().order_by()
    brands = _named(public.brands(), "brand", F("brand"), F("brand_since"))
    running = public.filter(brand_since=None, status__in=["active", "paused"])
    notices = _named(put_up, "notice", F("title"), F("put_up_on"), unit=Value(""))
    return {
        "brand": brands,
        "project": _named(running, "project", F("name"), F("started_on")),
        "notice": notices,
    }


def _named(rows: Any, kind: str, title: Any, day: Any, unit: Any = None) -> QuerySet[Any, Any]:
    """Alike in their columns, so that they can be put together."""
    text = CharField()
    return rows.values(
        "uuid",
        "area__name",
        "community__name",
        kind=Value(kind, output_field=text),
        heading=title,
        day=day,
        who=unit or F("lead__name"),
    )


def _reaches(area: Place | None) -> Q:
    """In the place, in something below it, or of a whole place that it lies in."""
    if area is None:
        return Q()
    return Q(**{area.kind: area.pk}) | Q(area__in=area.chain)


def _entry(row: Any) -> Entry:
    url = reverse(PAGES[row["kind"]], args=[row["uuid"]])
    area, community = row["area__name"], row["community__name"]
    place = f"{community} {area}" if community and community != area else area
    return Entry(row["kind"], row["heading"], row["day"], place, row["who"], url)
