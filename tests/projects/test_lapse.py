"""Items that nobody confirmed leave the public lists by themselves."""

from datetime import date

import pytest
from auditlog.models import LogEntry

from common.models import JobRun
from projects.actions import items as actions
from projects.jobs import lapse_items
from projects.models import Demand, Resource, Service
from tests.conftest import at

pytestmark = pytest.mark.django_db


def run(day: str, clock: str = "09:00") -> str:
    return lapse_items.run(at(day, clock).isoformat())


def test_an_item_holds_through_its_last_day(make):
    item = make(Service)
    assert item.valid_until == date(2027, 1, 9)
    assert run("2027-01-09", "23:59").startswith("0 项")
    item.refresh_from_db()
    assert item.status == "published"


def test_it_lapses_the_day_after(make):
    item = make(Service)
    assert run("2027-01-10", "00:00").startswith("1 项")
    item.refresh_from_db()
    assert (item.status, item.valid_until) == ("lapsed", date(2027, 1, 9))
    last = LogEntry.objects.get_for_object(item).order_by("-pk")[0]
    assert last.changes == {"status": ["published", "lapsed"]}
    assert last.actor is None


def test_it_has_left_the_public_list_even_before_the_job_ran(make):
    make(Service)
    assert Service.objects.public(date(2027, 1, 9)).count() == 1
    assert Service.objects.public(date(2027, 1, 10)).count() == 0


def test_all_three_lists_lapse_at_their_own_interval(make):
    make(Service), make(Resource), make(Demand)
    assert run("2027-02-08").startswith("1 项")
    assert run("2027-02-09").startswith("2 项")
    assert [kind.objects.get().status for kind in (Service, Resource, Demand)] == ["lapsed"] * 3


def test_running_twice_changes_nothing(make):
    make(Service)
    run("2027-03-01")
    entries = LogEntry.objects.count()
    assert run("2027-03-01").startswith("0 项")
    assert LogEntry.objects.count() == entries


def test_only_published_items_lapse(make):
    for status in ("draft", "submitted", "returned", "withdrawn"):
        make(Service, status, status)
    assert run("2028-01-01").startswith("0 项")


def test_a_confirmed_item_lapses_from_its_new_date(make, street_user):
    item = make(Service)
    actions.confirm(item, by=street_user, now=at("2027-01-09"))
    assert run("2027-03-10").startswith("0 项")
    assert run("2027-03-11").startswith("1 项")


def test_many_items_lapse_in_batches(make, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    for number in range(5):
        make(Service, f"第 {number} 项")
    assert run("2027-03-01") == "5 项到期未确认，已从公开清单撤下"


def test_the_cost_does_not_grow_with_the_rows(make, django_assert_num_queries):
    for number in range(3):
        make(Service, f"第 {number} 项")
    LogEntry.objects.all().delete()
    with django_assert_num_queries(8):  # two savepoints, two selects, update, audit
        actions.lapse(Service, today=date(2028, 1, 1))


def test_the_run_is_noted(make):
    make(Service)
    run("2027-01-10")
    assert JobRun.objects.get(name="lapse_items").at == at("2027-01-10")
