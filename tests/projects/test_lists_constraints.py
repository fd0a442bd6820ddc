"""What the database itself refuses of rounds, edits, flags and duplicates; and races."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.lifecycle import IllegalMove
from projects.actions import flags, items, revisions, rounds
from projects.items.packed import pack, seal
from projects.models import Demand, ItemFlag, Resource, Revision, Round, Service
from tests.common.test_tree_threads import together
from tests.conftest import at
from tests.projects.conftest import NOW

KINDS = [Service, Resource, Demand]
DATES = {"submit_by": date(2026, 12, 10), "claim_by": date(2027, 1, 10)}


def refused(name: str, write) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    # SQLite names the columns of a unique index, PostgreSQL its name.
    assert name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def update(model, **facts):
    return lambda: model.objects.update(**facts)


@pytest.fixture
def call(alliance, street_user):
    return rounds.open_round(alliance, title="征集", by=street_user, now=NOW, **DATES)


def test_rounds(call, alliance, street_user):
    again = {"alliance": alliance, "title": "又", "opened_at": NOW, "opened_by": street_user}
    refused("round_one_open_per_alliance", lambda: Round.objects.create(**again, **DATES))
    refused("round_claims_after_calls", update(Round, claim_by=date(2026, 12, 10)))


@pytest.mark.parametrize(
    ("status", "facts"),
    [
        ("call", {"published_at": NOW}),
        ("merge", {"agreed_at": NOW}),
        ("publish", {}),
        ("claim", {}),
        ("claim", {"published_at": NOW, "agreed_at": NOW}),
        ("agreed", {"published_at": NOW, "outcome": "议定"}),
        ("agreed", {"agreed_at": NOW, "outcome": "议定"}),
        ("agreed", {"published_at": NOW, "agreed_at": NOW}),
    ],
)
def test_a_round_s_state_has_its_facts(call, status, facts):
    refused("round_state_has_its_facts", update(Round, status=status, **facts))


@pytest.mark.parametrize("kind", KINDS)
def test_edits(make, kind, street_user):
    item = make(kind)
    facts = {item.KIND: item, "facts": {}, "before": {}, "created_at": NOW}
    facts |= {"created_by": street_user}
    Revision.objects.create(**facts)
    refused(f"revision_one_waiting_{item.KIND}", lambda: Revision.objects.create(**facts))
    Revision.objects.create(**facts, status="withdrawn")
    rows = Revision.objects.filter(status="waiting")
    decided = {"decided_at": NOW, "decided_by": street_user}
    for name, wrong in {
        "revision_decided_by_somebody": {"status": "accepted"},
        "revision_refused_says_why": {"status": "refused", **decided},
        "revision_about_one_item": {item.KIND: None},
    }.items():
        refused(name, lambda wrong=wrong: rows.update(**wrong))
    refused("revision_decided_by_somebody", lambda: rows.update(status="accepted", decided_at=NOW))


@pytest.mark.parametrize("kind", KINDS)
def test_flags(make, kind, street_user):
    item = make(kind)
    facts = {item.KIND: item, "kind": "number", "raised_at": NOW}
    ItemFlag.objects.create(**facts)
    refused(f"itemflag_one_open_{item.KIND}", lambda: ItemFlag.objects.create(**facts))
    ItemFlag.objects.create(**facts | {"kind": "closed"})
    rows = ItemFlag.objects.filter(kind="number")
    for wrong in (
        {"settled_at": NOW},
        {"settled_by": street_user},
        {"settled_at": NOW, "settled_by": street_user},
    ):
        refused("itemflag_settled_by_somebody", lambda wrong=wrong: rows.update(**wrong))
    refused("itemflag_about_one_item", lambda: rows.update(**{item.KIND: None}))


def test_about_one_item_and_no_other(make):
    service, demand = make(Service), make(Demand)
    both = {"service": service, "demand": demand, "kind": "other", "raised_at": NOW}
    refused("itemflag_about_one_item", lambda: ItemFlag.objects.create(**both))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_merged_is_withdrawn(make, kind):
    stays, other = make(kind), make(kind, "二")
    rows = kind.objects.filter(pk=other.pk)
    refused(f"{kind.KIND}_merged_is_withdrawn", lambda: rows.update(merged_into=stays))
    assert rows.update(merged_into=stays, status="withdrawn") == 1


# --- at the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_waits(make, liaison_user):
    item = make()

    def propose(hours):
        facts = {"seen": seal(pack(item, ["hours"])), "hours": hours}
        revisions.propose_edit(item, by=liaison_user, now=NOW, **facts)

    crashes = together(lambda: propose("周二"), lambda: propose("周三"))
    assert [type(crash) for crash in crashes] == [revisions.OneWaits]
    assert Revision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_is_accepted_or_its_item_withdrawn_never_both(make, liaison_user, street_user):
    item = make()
    facts = {"seen": seal(pack(item, ["hours"])), "hours": "周二"}
    made = revisions.propose_edit(item, by=liaison_user, now=NOW, **facts)
    crashes = together(
        lambda: revisions.accept(made, by=street_user, now=NOW),
        lambda: items.withdraw(
            Service.objects.get(), by=street_user, now=at("2026-11-12"), reason="停办"
        ),
    )
    item.refresh_from_db()
    made.refresh_from_db()
    assert item.status == "withdrawn"
    if crashes:
        assert [type(crash) for crash in crashes] == [IllegalMove]
        assert (made.status, item.hours) == ("withdrawn", "周一至周五 8:30–11:00")
    else:
        assert (made.status, item.hours) == ("accepted", "周二")


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_are_one_task(make):
    item = make()

    def say():
        flags.raise_flag(item, kind="number", text="", now=NOW)

    assert together(*[say] * 4) == []
    assert ItemFlag.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_are_one(alliance, street_user):
    def open_one():
        rounds.open_round(alliance, title="征集", by=street_user, now=NOW, **DATES)

    crashes = together(open_one, open_one)
    assert len(crashes) == 1
    assert isinstance(crashes[0], ValidationError)
    assert Round.objects.count() == 1
