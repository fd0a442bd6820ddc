"""Districts, streets and communities as the public pages need them: a picker and a way upwards."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from grids.models import Area
from projects.memory import Remembered

PICKABLE = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)
MOST_OPTIONS = 400  # above this the picker shows the communities of the chosen street alone
EVERY = -1


class Place(NamedTuple):
    pk: int
    uuid: str
    kind: str
    name: str
    district_id: int
    street_id: int | None
    community_id: int | None

    @property
    def chain(self) -> list[int]:
        """Its own key and those above it, the nearest first."""
        keys = (self.community_id, self.street_id, self.district_id)
        return [key for key in keys if key is not None]


@dataclass(frozen=True)
class Places:
    """All current places down to the community, in the order of their codes."""

    by_uuid: dict[str, Place]
    by_id: dict[int, Place]
    below: dict[int, list[Place]]
    tops: list[Place]
    _options: dict[int | None, SafeString] = field(default_factory=dict)

    def options(self, chosen: Place | None) -> SafeString:
        """The options of a select: a street, then its communities; the chosen one is selected."""
        few = len(self.by_id) <= MOST_OPTIONS
        opened = EVERY if few else chosen.street_id if chosen else None
        if opened not in self._options:
            self._options[opened] = format_html_join(
                "", "{}", ((self._district(top, opened),) for top in self.tops)
            )
        html = self._options[opened]
        if chosen is None:
            return html
        mark = f'value="{chosen.uuid}"'
        return mark_safe(html.replace(mark, f"{mark} selected", 1))  # noqa: S308 - from format_html

    def _district(self, district: Place, opened: int | None) -> SafeString:
        rows = [_option(district)]
        for street in self.below.get(district.pk, ()):
            rows.append(_option(street))
            if opened in (EVERY, street.pk):
                rows += [_option(place, "\u3000") for place in self.below.get(street.pk, ())]
        return format_html_join("", "{}", zip(rows, strict=True))


def _option(place: Place, indent: str = "") -> SafeString:
    return format_html('<option value="{}">{}{}</option>', place.uuid, indent, place.name)


def load() -> Places:
    """One query."""
    rows = (
        Area.objects.current()
        .filter(kind__in=PICKABLE)
        .order_by("code")
        .values_list("pk", "uuid", "kind", "name", "district_id", "street_id", "community_id")
    )
    every = [Place(row[0], str(row[1]), *row[2:]) for row in rows]
    below: dict[int, list[Place]] = defaultdict(list)
    for place in every:
        for key in place.chain[1:2]:
            below[key].append(place)
    return Places(
        by_uuid={place.uuid: place for place in every},
        by_id={place.pk: place for place in every},
        below=dict(below),
        tops=[place for place in every if place.kind == Area.Kind.DISTRICT],
    )


places = Remembered(load)
