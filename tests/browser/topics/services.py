"""The pages of posts, teams and stations."""

from collections.abc import Callable
from typing import Any

from grids.models import Area, GridPost, ServiceStation, ServiceTeam

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = [("grids:station", "station", "", "")]
PHONE: list[Page] = []
STAFF: list[Page] = [
    ("grids:post_edit", "post to edit", "street", ""),
    ("grids:station_list", "", "street", ""),
    ("grids:station_list", "", "auditor", "open=now"),
    ("grids:station_import", "", "street", ""),
    ("grids:station_add", "", "street", ""),
    ("grids:station_detail", "station", "street", ""),
    ("grids:station_edit", "station", "street", ""),
    ("grids:station_end", "station", "street", ""),
    ("grids:team_list", "", "street", ""),
    ("grids:team_import", "", "street", ""),
    ("grids:team_place", "", "street", ""),
    ("grids:team_add", "community of a team", "street", ""),
    ("grids:team_detail", "team", "street", ""),
    ("grids:team_edit", "team", "street", ""),
    ("grids:team_end", "team", "street", ""),
    ("grids:staffing_list", "", "street", ""),
    ("grids:staffing_list", "", "district", "short=any"),
]
NO_PAGE: set[str] = set()
COMMUNITY = "210211013001"


def _community() -> Area:
    return Area.objects.current().get(code=COMMUNITY)


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "community of a team": lambda: [_community().uuid],
    "station": lambda: [ServiceStation.objects.get(area=_community()).uuid],
    "team": lambda: [ServiceTeam.objects.get(area=_community(), name="第一服务组团").uuid],
    "post to edit": lambda: [GridPost.objects.current().get(area__code=f"{COMMUNITY}002").uuid],
}
