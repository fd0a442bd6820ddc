"""What this room shows on the staff page of an area or a team. Imported when it is ready."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from grids.models import Area, ServiceTeam
from grids.panels import place_panel
from members.models import SupportLink
from members.panels import Panel
from members.people import term

SUPPORTED = (Area.Kind.COMMUNITY, Area.Kind.GRID, Area.Kind.MICRO)


@place_panel
def supporters(place: Area | ServiceTeam, user: Any) -> Panel | None:
    """The units that support the area, or serve in the team; larger areas have a register."""
    if isinstance(place, Area) and place.kind not in SUPPORTED:
        return None
    is_team = isinstance(place, ServiceTeam)
    links = SupportLink.objects.current().filter(**{"team" if is_team else "area": place})
    kind = urlencode({"kind": "team" if is_team else "area"})
    return Panel(
        "组团单位" if is_team else "包联单位",
        [
            (one.unit.label, one.unit.get_absolute_url(), term(one.since, None))
            for one in links.select_related("unit").order_by("since", "pk")
        ],
        url=f"{reverse('members:support_list')}?{kind}",
        empty="还没有。在单位的页面登记。",
    )
