"""Who may do what with a resolution. What a user sees at all is `visible_to` of the queryset.

A unit is spoken for by its liaison officer; only where it has none, by the staff of its area, and
the trail says so (the rule of `projects.engagements.scope`). The convener is the staff of the
alliance's area: they alone accept, give back, drop and move the due day.
"""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import Resolution
from members.models import Liaison, MemberUnit, User
from projects.engagements.scope import Voice

Status = Resolution.Status
STATES: dict[str, tuple[str, ...]] = {  # in which a thing may be done
    "note": (Status.OPEN, Status.REPORTED),
    "report": (Status.OPEN,),
    "accept": (Status.REPORTED,),
    "give_back": (Status.REPORTED,),
    "move_due": (Status.OPEN,),
    "drop": (Status.OPEN, Status.REPORTED),
}


def fits(resolution: Resolution, verb: str) -> bool:
    """The lifecycle lets this be done now; before the minutes are issued nothing may."""
    return resolution.announced_at is not None and resolution.status in STATES[verb]


@dataclass(frozen=True)
class Standing:
    """Where a user stands in a resolution."""

    leads: Voice
    speaks_for: list[MemberUnit]  # with a part in it, the lead first
    convenes: bool

    def may(self, verb: str) -> bool:
        if verb == "note":
            return bool(self.speaks_for) or self.convenes
        return self.leads.speaks if verb == "report" else self.convenes

    def offers(self, resolution: Resolution) -> list[str]:
        return [verb for verb in STATES if fits(resolution, verb) and self.may(verb)]

    def behalf(self, resolution: Resolution) -> str:
        """Why staff report for the lead, for the trail; "" where its officer does."""
        if not self.leads.as_staff:
            return ""
        return f"{resolution.lead.label}没有联络员，由工作人员代办"


def standing(user: User, resolution: Resolution) -> Standing:
    """Two queries, of a resolution `for_list()`."""
    units = [one.unit for one in resolution.undertakings.all()]
    officers = dict(
        Liaison.objects.current()
        .filter(unit__in=[unit.pk for unit in units])
        .values_list("unit", "person__user")
    )
    areas = {resolution.alliance.area_id, *(unit.area_id for unit in units)}
    writable = set(user.writable_areas().filter(pk__in=areas).values_list("pk", flat=True))

    def voice(unit: MemberUnit) -> Voice:
        as_staff = unit.pk not in officers and unit.area_id in writable
        return Voice(officers.get(unit.pk) == user.pk or as_staff, as_staff)

    return Standing(
        leads=voice(resolution.lead),
        speaks_for=[unit for unit in units if voice(unit).speaks],
        convenes=resolution.alliance.area_id in writable,
    )
