"""Two people move one request in the same moment: exactly one does."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from common.lifecycle import IllegalMove
from projects.actions import dispatch as actions
from projects.models import Request
from projects.requests.holders import of_unit, of_volunteers
from tests.projects.dispatching import NOW, TERMS, asked, led

pytestmark = pytest.mark.django_db(transaction=True)


def race(*acts: Callable[[Request], None]) -> list[str]:
    """What became of each: all loaded the request before any began."""
    gate, said = threading.Barrier(len(acts)), []

    def run(act: Callable[[Request], None]) -> None:
        try:
            request = Request.objects.get()
            gate.wait(timeout=20)
            act(request)
            said.append("done")
        except IllegalMove:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


def passed_on(team: str) -> Callable[[Request], None]:
    return lambda one: actions.dispatch(one, of_volunteers(team), by=None, now=NOW, **TERMS)


def taken(one: Request) -> None:
    actions.take(one, by=None, now=NOW)


def returned(one: Request) -> None:
    actions.give_back(one, reason="不归我们管", by=None, now=NOW)


@pytest.mark.parametrize(
    "acts",
    [
        [passed_on("甲队"), passed_on("乙队"), passed_on("丙队"), passed_on("丁队")],
        [taken, passed_on("甲队")],
        [taken, taken],
        [returned, taken],
    ],
    ids=["passed on by four", "taken or passed on", "taken twice", "returned or taken"],
)
def test_of_two_moves_at_once_exactly_one_is_made(grid, unit, acts):
    request = led(asked(grid), "dispatched", of_unit(unit))
    before = request.steps.count()

    said = race(*acts)

    assert said == ["done"] + ["refused"] * (len(acts) - 1)
    request.refresh_from_db()
    assert request.steps.count() == before + 1
    if request.status == "dispatched":
        assert request.steps.latest("pk").to_label == request.volunteers
