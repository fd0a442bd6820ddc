"""Service teams: forming, changing, disbanding; which grids they are attached to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Greatest

from common import audit
from common.races import first_come
from common.stamps import stamp
from grids.actions.edits import (
    AlreadyEnded,
    ChangedMeanwhile,
    check_end,
    facts,
    held,
    save_changes,
)
from grids.models import Area, ServiceTeam, TeamFunction, TeamGrid

if TYPE_CHECKING:
    from members.models import User

FIELDS = ("name", "duty_phone", "note", "since")
Functions = Mapping[str, tuple[int, str]]  # function → (people, duty phone or "")


class OutsideTeamArea(ValidationError):
    """A grid that does not lie in the team's community or street."""


def functions_of(team: ServiceTeam) -> dict[str, tuple[int, str]]:
    return {one.function: (one.people, one.duty_phone) for one in team.functions.all()}


def grids_of(team: ServiceTeam) -> list[int]:
    """The keys of the grids that the team is attached to, as far as it is known: by code."""
    held_now = [one for one in team.grids.all() if one.until is None]
    return [one.area_id for one in sorted(held_now, key=lambda one: one.area.code)]


def team_seen_as(team: ServiceTeam) -> str:
    """What a form carries of the team, its functions and grids."""
    return stamp(facts(team, FIELDS), functions_of(team), grids_of(team))


@first_come()
def form_team(
    area: Area, *, functions: Functions, grids: Iterable[Area], by: User | None, **fields: Any
) -> ServiceTeam:
    """A new team of `area` (keywords: FIELDS), attached to `grids` from its first day.

    Without grids it serves the whole area. Raises OutsideTeamArea.
    """
    team = ServiceTeam(area=area, **fields)
    team.full_clean()
    with audit.disable_auditlog():  # the action writes its own row
        team.save(force_insert=True)
        _set_functions(team, {}, functions)
        attached = _attach(team, [], grids, team.since)
    record = {"name": ["", team.name], "functions": ["", _words(functions)], "grids": attached}
    audit.record(team, "create", by=by, changes=record)
    return team


@first_come()
def change_team(
    team: ServiceTeam,
    *,
    functions: Functions,
    grids: Iterable[Area],
    by: User | None,
    today: date,
    seen: str | None = None,
    **changes: Any,
) -> list[str]:
    """Write `changes` (keywords: FIELDS), functions and grids; returns the names of what differs.

    A grid comes or goes on `today`; its past stays on record. `seen` is the stamp of the page that
    asks. Raises AlreadyEnded, ChangedMeanwhile, OutsideTeamArea.
    """
    before = held(team, FIELDS, None)
    stored = ServiceTeam.objects.for_list().get(pk=team.pk)
    if seen not in (None, team_seen_as(stored)):
        raise ChangedMeanwhile
    differing = save_changes(team, before, changes)
    had = functions_of(stored)
    with audit.disable_auditlog():  # one row below says it all
        if had != functions:
            differing["functions"] = [_words(had), _words(functions)]
            _set_functions(team, had, functions)
        attached = _attach(team, grids_of(stored), grids, max(today, team.since))
    if attached[0] != attached[1]:
        differing["grids"] = attached
    if differing:
        audit.record(team, "change", by=by, changes=differing)
    return [*differing]


@first_come()
def end_team(team: ServiceTeam, *, on: date, by: User | None, today: date) -> None:
    """The team serves nobody from `on`, which is `today` at the latest. Raises WrongDay."""
    check_end(team, on, today, "组建")
    if not ServiceTeam.objects.filter(pk=team.pk, until=None).update(until=on):
        raise AlreadyEnded(team)
    team.until = on
    TeamGrid.objects.filter(team=team, until=None).update(until=Greatest(F("since"), Value(on)))
    audit.record(team, "end", by=by, changes={"until": [None, on]})


def _words(functions: Functions) -> str:
    labels = dict(TeamFunction.Function.choices)
    return "、".join(f"{labels[key]}{people}" for key, (people, _) in functions.items())


def _set_functions(team: ServiceTeam, before: Functions, functions: Functions) -> None:
    rows = [
        TeamFunction(team=team, function=key, people=people, duty_phone=phone)
        for key, (people, phone) in functions.items()
    ]
    for row in rows:
        row.clean_fields(exclude={"team"})
    team.functions.filter(function__in=before.keys() - functions.keys()).delete()
    TeamFunction.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["team", "function"],
        update_fields=["people", "duty_phone"],
    )


def _attach(team: ServiceTeam, before: list[int], grids: Iterable[Area], on: date) -> list[str]:
    """Attach the team to `grids` and to no other from `on`; returns [old, new] as codes."""
    wanted = {grid.pk: grid for grid in grids}
    outside = [grid for grid in wanted.values() if not _lies_in(grid, team)]
    if outside:
        raise OutsideTeamArea(f"{outside[0]}不在{team.area}范围内。")
    gone = TeamGrid.objects.filter(team=team, until=None).exclude(area__in=wanted)
    gone.update(until=Greatest(F("since"), Value(on)))
    TeamGrid.objects.bulk_create(
        TeamGrid(team=team, area=grid, since=on)
        for key, grid in wanted.items()
        if key not in before
    )
    old = Area.objects.filter(pk__in=before).values_list("code", flat=True)
    return [" ".join(sorted(old)), " ".join(sorted(grid.code for grid in wanted.values()))]


def _lies_in(grid: Area, team: ServiceTeam) -> bool:
    return team.area_id in (grid.community_id, grid.street_id, grid.district_id)
