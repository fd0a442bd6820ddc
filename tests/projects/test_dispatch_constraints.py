"""What the database refuses of a request: a state without its facts, written past the actions."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from projects.models import Request
from projects.requests.holders import of_unit
from tests.projects.dispatching import asked, led

FACTLESS: list[tuple[str, str, dict[str, Any]]] = [  # constraint, state before, what is written
    ("request_accepted_has_time", "received", {"status": "accepted"}),
    ("request_held_by_one", "accepted", {"status": "dispatched", "take_by": "2026-11-11"}),
    ("request_dispatched_has_terms", "dispatched", {"take_by": None}),
    ("request_dispatched_has_terms", "taken", {"done_by": None}),
    ("request_taken_has_time", "dispatched", {"status": "taken"}),
    ("request_done_has_outcome", "taken", {"status": "done", "closed_at": "2026-11-10"}),
    ("request_done_has_outcome", "done", {"outcome": ""}),
    ("request_confirmed_by_the_resident", "done", {"status": "confirmed"}),
    ("request_confirmed_by_the_resident", "confirmed", {"rating": ""}),
    ("request_confirmed_by_the_resident", "confirmed", {"solved": None}),
    ("request_solved_is_the_residents_word", "received", {"solved": True}),
    ("request_declined_says_why", "received", {"status": "declined", "closed_at": "2026-11-10"}),
    ("request_closed_has_time", "done", {"closed_at": None}),
    ("request_closed_has_time", "received", {"status": "withdrawn"}),
    ("request_anonymised_has_no_contact", "received", {"anonymised_at": "2026-11-10"}),
]


def write(request: Request, facts: dict[str, Any]) -> None:
    """A raw UPDATE: no lifecycle, no form, no action."""
    names = ", ".join(f"{name} = %s" for name in facts)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE projects_request SET {names} WHERE id = %s",
            [*facts.values(), request.pk],
        )


@pytest.mark.parametrize(("name", "status", "facts"), FACTLESS)
def test_a_state_without_its_facts_is_refused(grid, name, status, facts):
    request = led(asked(grid), status)
    before = Request.objects.values().get()
    with pytest.raises(IntegrityError) as refused:
        write(request, facts)
    assert name in str(refused.value)
    assert Request.objects.values().get() == before


@pytest.mark.parametrize("status", ["dispatched", "taken", "done", "confirmed"])
def test_there_is_just_one_holder(grid, grid_user, unit, status):
    request = led(asked(grid), status, of_unit(unit))
    for facts in ({"worker_id": grid_user.pk}, {"volunteers": "x"}, {"unit_id": None}):
        with pytest.raises(IntegrityError, match="request_held_by_one"):
            write(request, facts)


def test_every_constraint_of_the_model_is_tried():
    tried = {name for name, _, _ in FACTLESS} | {"request_held_by_one"}
    assert {one.name for one in Request._meta.constraints} == tried
