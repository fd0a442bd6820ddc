"""Being a tutor is a function: the person is found and kept by it, and reads of it."""

from datetime import date
from typing import Any

from django.db.models import Q

from members.models.functions import Function, adds_function
from members.people import LINES, Row, term


def _lasting(prefix: str, day: date) -> Q:
    """A nomination runs until it is decided; one that was refused, for the day it was made."""
    refused = Q(**{f"{prefix}status": "refused"})
    running = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day})
    return (~refused & running) | (refused & Q(**{f"{prefix}nominated_on__gt": day}))


def _tutor(one: Any) -> Row:
    return f"{one.unit.label}　{one.get_status_display()}", term(one.since, one.until)


TUTOR = Function("党建辅导员", "meetings.Tutor", ("unit__area",), lasting=_lasting)
adds_function(TUTOR)
LINES[TUTOR.model] = (_tutor, ("unit",))
