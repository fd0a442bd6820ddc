"""The addresses of posts, teams and stations."""

from types import SimpleNamespace

from grids.actions.stations import add_station
from grids.actions.teams import form_team
from members.models import User
from tests.conftest import START
from tests.contract.row import Row, imports, uuid

ROWS: list[Row] = [
    Row("grids:post_edit", get="WRITE", post="WRITE", record=uuid("post")),
    Row("grids:station", get="EVERYBODY", record=uuid("station")),
    Row("grids:station_list", get="STAFF"),
    *imports("grids:station"),
    Row("grids:station_add", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("grids:station_detail", get="READ", record=uuid("station")),
    Row("grids:station_edit", get="WRITE", post="WRITE", record=uuid("station")),
    Row("grids:station_end", get="WRITE", post="WRITE", record=uuid("station")),
    Row("grids:team_list", get="STAFF"),
    *imports("grids:team"),
    Row("grids:team_place", get="STAFF_WRITES"),
    Row("grids:team_add", get="WRITE", post="WRITE", record=uuid("community")),
    Row("grids:team_detail", get="READ", record=uuid("team")),
    Row("grids:team_edit", get="WRITE", post="WRITE", record=uuid("team")),
    Row("grids:team_end", get="WRITE", post="WRITE", record=uuid("team")),
    Row("grids:staffing_list", get="STAFF"),
]
UPLOADS: list[str] = ["grids:station", "grids:team"]


def furnish(side: SimpleNamespace, by: User) -> None:
    """One record of everything, on this side."""
    side.station = add_station(
        area=side.community,
        kind="station",
        name=f"{side.community}党群服务站",
        address="海滨街 12 号",
        duty_phone="0411-87600001",
        hours=[[1, 510, 1020]],
        since=START,
        by=by,
    )
    side.team = form_team(
        side.community,
        name="第一服务组团",
        since=START,
        functions={"police": (1, "")},
        grids=[side.grid],
        by=by,
    )
