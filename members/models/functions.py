"""What makes somebody a person of the portal: each function, where it is held, and how long."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet


def _lasting(prefix: str, day: date) -> Q:
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day})


def _seat(prefix: str, day: date) -> Q:
    """A nomination runs until it is decided; one that was refused, for the day it was made."""
    refused = Q(**{f"{prefix}status": "refused"})
    return (~refused & _lasting(prefix, day)) | (refused & Q(**{f"{prefix}nominated_on__gt": day}))


def _check_in(prefix: str, day: date) -> Q:
    return ~Q(**{f"{prefix}status": "revoked"}) | Q(**{f"{prefix}revoked_at__date__gt": day})


@dataclass(frozen=True)
class Function:
    """A function: its model, the paths from there to its areas and to the person.

    A model of a room above is named with its room: "meetings.Tutor".
    """

    title: str
    model: str
    areas: tuple[str, ...]
    person: str = "person"
    lasting: Callable[[str, date], Q] = _lasting

    def rows(self) -> QuerySet[Any]:
        label = self.model if "." in self.model else f"members.{self.model}"
        return apps.get_model(label)._default_manager.order_by()

    def in_areas(self, areas: QuerySet[Any]) -> QuerySet[Any]:
        return self.rows().filter(self.there(areas))

    def there(self, areas: QuerySet[Any]) -> Q:
        keys = areas.values("pk")
        return Q(*[Q(**{f"{path}__in": keys}) for path in self.areas], _connector=Q.OR)

    def ran(self, day: date) -> Q:
        """It ran after `day`: it runs still, or its first day without it is a later one."""
        return self.lasting("", day)


FUNCTIONS: list[Function] = [
    Function("联络员", "Liaison", ("unit__area",)),
    Function(
        "委员", "CommitteeSeat", ("alliance__area", "organization__area", "unit__area"),
        lasting=_seat,
    ),
    Function("党员名册", "RosterEntry", ("organization__area",)),
    Function("双报到", "CheckIn", ("area",), lasting=_check_in),
    Function("岗位承诺", "Pledge", ("organization__area",)),
    Function("党员联户", "HouseholdContact", ("area",)),
    Function("突击队队长", "Commando", ("organization__area",), person="leader"),
    Function("工作账号", "Posting", ("area",), person="user__person"),
]  # fmt: skip


def adds_function(function: Function) -> None:
    """Register a function whose model a room above has; how it reads goes into `people.LINES`."""
    if function not in FUNCTIONS:
        FUNCTIONS.append(function)
