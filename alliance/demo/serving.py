"""What serves a synthetic district: posts, stations, teams and party branches, with blank spots.

Of the grids every tenth has no post, every tenth lost its head, every fifth has no branch; a
community has a station, a team for each three grids, and a committee.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from grids.models import Area, GridPost, ServiceStation, ServiceTeam, TeamFunction, TeamGrid
from members.models import PartyOrganization

PHONE = "0411-87600000"
OFFICE = [[day, 510, 1020] for day in range(1, 6)]
GRIDS_OF_A_TEAM = 3


def serve(areas: Sequence[Area], *, since: date) -> None:
    """For a district and all below it, as they were written; a statement or two for each thing."""
    streets, communities, grids = (
        [area for area in areas if area.kind == kind] for kind in ("street", "community", "grid")
    )
    _posts([*streets, *communities], grids, since)
    _stations(communities, since)
    _teams(communities, grids, since)
    _branches(communities, grids, since)


def _posts(above: list[Area], grids: list[Area], since: date) -> None:
    held = [_post(area, "guide", since) for area in above]
    for n, grid in enumerate(grids):
        if n % 10 == 1:
            held.append(_post(grid, "head", since, until=since + timedelta(days=30)))
        elif n % 10:
            held.append(_post(grid, "head", since))
        if n % 10 and n % 3:
            held.append(_post(grid, "full_time", since))
    GridPost.objects.bulk_create(held, batch_size=1000)


def _post(area: Area, role: str, since: date, until: date | None = None) -> GridPost:
    return GridPost(
        area=area, role=role, name="演示人员", duty_phone=PHONE, since=since, until=until
    )


def _stations(communities: list[Area], since: date) -> None:
    ServiceStation.objects.bulk_create(
        [
            ServiceStation(
                area=area,
                name=f"{area.name}党群服务站",
                address=f"{area.name} 1 号",
                duty_phone=PHONE,
                hours=OFFICE,
                since=since,
            )
            for area in communities
        ],
        batch_size=1000,
    )


def _teams(communities: list[Area], grids: list[Area], since: date) -> None:
    of_community: dict[int, list[Area]] = {area.pk: [] for area in communities}
    for grid in grids:
        of_community[grid.parent_id].append(grid)
    served = [
        (
            ServiceTeam(area=area, name=f"第 {n + 1} 组团", duty_phone=PHONE, since=since),
            of_community[area.pk][start : start + GRIDS_OF_A_TEAM],
        )
        for area in communities
        for n, start in enumerate(range(0, len(of_community[area.pk]), GRIDS_OF_A_TEAM))
    ]
    ServiceTeam.objects.bulk_create([team for team, _ in served], batch_size=1000)
    TeamFunction.objects.bulk_create(
        [
            TeamFunction(team=team, function=function)
            for team, _ in served
            for function in ("community", "police", "medical")
        ],
        batch_size=1000,
    )
    TeamGrid.objects.bulk_create(
        [TeamGrid(team=team, area=grid, since=since) for team, some in served for grid in some],
        batch_size=1000,
    )


def _branches(communities: list[Area], grids: list[Area], since: date) -> None:
    """A committee for each community, and branches of its grids below it."""
    committees = {
        area.pk: PartyOrganization(
            area=area, kind="committee", name=f"{area.name}党委", founded_on=since
        )
        for area in communities
    }
    branches = [
        PartyOrganization(
            area=grid,
            kind="branch",
            name=f"{grid.name}党支部",
            parent=committees[grid.parent_id],
            member_count=5 + n % 30,
            founded_on=since,
        )
        for n, grid in enumerate(grids)
        if n % 5
    ]
    PartyOrganization.objects.bulk_create([*committees.values(), *branches])
