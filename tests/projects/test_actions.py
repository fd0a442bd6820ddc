"""An item's way through its states, and what the audit trail keeps of it."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.lifecycle import IllegalMove
from projects.actions import items as actions
from projects.items.history import history
from projects.models import Demand, Item, Resource, Service
from tests.conftest import at
from tests.projects.conftest import NOW, OWN, category_of

pytestmark = pytest.mark.django_db
LATER = at("2026-12-01")


def verbs(item) -> list[str]:
    entries = LogEntry.objects.get_for_object(item).order_by("pk")
    return [entry.additional_data["verb"] for entry in entries]


def stored(item):
    return type(item).objects.get(pk=item.pk)


def test_a_draft_keeps_who_when_and_the_words_to_search(make, street_user):
    item = make(status="draft")
    assert (item.status, item.created_by, item.created_at) == ("draft", street_user, NOW)
    assert "血压" in stored(item).search_text
    assert verbs(item) == ["create"]


def test_a_draft_without_a_title_is_refused(make):
    with pytest.raises(ValidationError) as error:
        make(title="")
    assert set(error.value.message_dict) == {"title"}
    assert Service.objects.count() == 0


def test_what_is_too_long_is_refused_on_every_database(make):
    with pytest.raises(ValidationError) as error:
        make(title="长" * 61)
    assert set(error.value.message_dict) == {"title"}


def test_propose_saves_and_submits(unit, community, street_user):
    item = Demand(title="缺健身器材", unit=unit, area=community, category=category_of("sports"))
    item.contact, item.phone = "办公室", "0411-87600202"
    actions.propose(item, by=street_user, now=NOW)
    assert (item.status, item.submitted_at) == ("submitted", NOW)
    assert verbs(item) == ["create", "move"]


@pytest.mark.parametrize(
    ("kind", "until"), [(Service, date(2027, 1, 9)), (Resource, date(2027, 2, 8))]
)
def test_publishing_starts_the_review_interval(make, street_user, kind, until):
    item = make(kind, status="submitted")
    actions.publish(item, by=street_user, now=NOW)
    kept = stored(item)
    assert (kept.status, kept.reviewed_by, kept.published_at) == ("published", street_user, NOW)
    assert (kept.last_confirmed, kept.valid_until) == (date(2026, 11, 10), until)


def test_publishing_counts_days_in_shanghai(make, street_user):
    item = make(status="submitted")
    actions.publish(item, by=street_user, now=at("2026-11-11", "00:30"))
    assert item.last_confirmed == date(2026, 11, 11)


def test_a_returned_item_says_why_and_can_come_again(make, street_user):
    item = make(status="submitted")
    actions.give_back(item, by=street_user, note="请写清时间")
    assert stored(item).return_note == "请写清时间"
    again = actions.mend(item, by=street_user, now=LATER, hours="周二 9:00")
    assert (again.status, again.hours, again.submitted_at) == ("submitted", "周二 9:00", LATER)
    actions.publish(again, by=street_user, now=LATER)
    assert stored(item).return_note == ""


def test_returning_needs_a_reason(make, street_user):
    item = make(status="submitted")
    with pytest.raises(ValidationError):
        actions.give_back(item, by=street_user, note="  ")
    assert stored(item).status == "submitted"


def test_a_submission_that_was_not_seen_is_not_judged(make, street_user):
    item = make(status="submitted")
    with pytest.raises(IllegalMove):
        actions.publish(item, by=street_user, now=LATER, seen=at("2026-11-09"))
    with pytest.raises(IllegalMove):
        actions.give_back(item, by=street_user, note="改", seen=at("2026-11-09"))
    assert stored(item).status == "submitted"
    actions.publish(item, by=street_user, now=LATER, seen=NOW)
    assert stored(item).status == "published"


@pytest.mark.parametrize(
    ("status", "act"),
    [
        ("draft", lambda i, u: actions.publish(i, by=u, now=NOW)),
        ("draft", lambda i, u: actions.give_back(i, by=u, note="改")),
        ("submitted", lambda i, u: actions.submit(i, by=u, now=NOW)),
        ("submitted", lambda i, u: actions.withdraw(i, by=u, now=NOW)),
        ("published", lambda i, u: actions.submit(i, by=u, now=NOW)),
        ("published", lambda i, u: actions.publish(i, by=u, now=NOW)),
        ("withdrawn", lambda i, u: actions.submit(i, by=u, now=NOW)),
        ("withdrawn", lambda i, u: actions.withdraw(i, by=u, now=NOW)),
        ("lapsed", lambda i, u: actions.submit(i, by=u, now=NOW)),
    ],
)
def test_illegal_moves_change_nothing(make, street_user, status, act):
    item = make(status=status)
    before = verbs(item)
    with pytest.raises(IllegalMove):
        act(item, street_user)
    assert (stored(item).status, verbs(item)) == (status, before)


def test_the_loser_of_a_race_gets_an_illegal_move(make, street_user):
    item = make(status="submitted")
    stale = stored(item)
    actions.give_back(item, by=street_user, note="改")
    with pytest.raises(IllegalMove):
        actions.publish(stale, by=street_user, now=NOW)
    assert stored(item).status == "returned"


def test_change_writes_what_differs_and_says_so_without_the_phone(make, street_user):
    item = make(status="draft")
    actions.change(item, by=street_user, title="量血糖", phone="0411-87600303", hours=item.hours)
    kept = stored(item)
    assert (kept.title, kept.phone) == ("量血糖", "0411-87600303")
    assert "血糖" in kept.search_text
    last = LogEntry.objects.get_for_object(item).order_by("-pk")[0]
    assert last.changes == {"title": ["免费量血压", "量血糖"]}


def test_change_of_nothing_leaves_no_trace(make, street_user):
    item = make(status="draft")
    actions.change(item, by=street_user, title=item.title)
    assert verbs(item) == ["create"]


def test_change_moves_the_item_with_its_area(make, street_user, street):
    item = make(status="draft")
    actions.change(item, by=street_user, area=street)
    kept = stored(item)
    assert (kept.area_id, kept.community_id, kept.street_id) == (street.pk, None, street.pk)


@pytest.mark.parametrize("status", ["submitted", "published", "lapsed", "withdrawn"])
def test_only_drafts_and_returned_items_change(make, street_user, status):
    item = make(status=status)
    with pytest.raises(actions.NotEditable):
        actions.change(item, by=street_user, title="别的")
    assert stored(item).title == "免费量血压"


def test_an_edit_loses_against_a_submission_meanwhile(make, street_user):
    item = make(status="draft")
    stale = stored(item)
    actions.submit(item, by=street_user, now=NOW)
    with pytest.raises(actions.NotEditable):
        actions.mend(stale, by=street_user, now=NOW, title="别的")


def test_confirming_a_published_item_runs_its_dates_anew(make, street_user):
    item = make()
    actions.confirm(item, by=street_user, now=LATER)
    kept = stored(item)
    assert (kept.last_confirmed, kept.valid_until) == (date(2026, 12, 1), date(2027, 1, 30))
    assert kept.published_at == NOW
    assert verbs(item)[-1] == "confirm"


def test_confirming_a_lapsed_item_publishes_it_again(make, street_user):
    item = make(status="lapsed")
    actions.confirm(item, by=street_user, now=LATER)
    kept = stored(item)
    assert (kept.status, kept.valid_until) == ("published", date(2027, 1, 30))
    assert history(item)[0].what == "确认有效，重新发布"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
def test_nothing_else_can_be_confirmed(make, street_user, status):
    item = make(status=status)
    with pytest.raises(actions.NotConfirmable):
        actions.confirm(item, by=street_user, now=LATER)


def test_a_confirmation_loses_against_a_withdrawal(make, street_user):
    item = make()
    stale = stored(item)
    actions.withdraw(item, by=street_user, now=LATER, reason="停办")
    with pytest.raises(actions.NotConfirmable):
        actions.confirm(stale, by=street_user, now=LATER)
    assert stored(item).last_confirmed == date(2026, 11, 10)


def test_what_staff_enter_is_published_at_once(unit, community, street_user):
    item = Service(title="义诊", unit=unit, area=community, category=category_of("checkup"))
    item.contact, item.phone = "办公室", "0411-87600202"
    for name, value in OWN[Service].items():
        setattr(item, name, value)
    actions.enter(item, by=street_user, now=NOW)
    kept = stored(item)
    assert (kept.status, kept.reviewed_by) == ("published", street_user)
    assert (kept.last_confirmed, kept.valid_until) == (date(2026, 11, 10), date(2027, 1, 9))
    assert verbs(item) == ["create"]


# --- military and police units ---------------------------------------------------------------


def test_no_military_item_becomes_public(make, military_unit):
    with pytest.raises(ValidationError) as error:
        make(unit=military_unit, is_public=True)
    assert set(error.value.message_dict) == {"is_public"}


def test_a_public_item_of_a_unit_that_turned_military_is_not_published(make, unit, street_user):
    item = make(status="submitted")
    type(unit).objects.filter(pk=unit.pk).update(type="military", alias="驻街单位乙")
    with pytest.raises(actions.NotPublic):
        actions.publish(stored(item), by=street_user, now=NOW)
    assert stored(item).status == "submitted"


def test_a_military_item_is_published_inside(make, military_unit):
    item = make(unit=military_unit, is_public=False)
    assert item.status == "published"
    assert list(Service.objects.public(date(2026, 11, 10))) == []


def test_the_words_of_a_military_unit_are_its_alias(make, military_unit):
    item = make(unit=military_unit, is_public=False)
    assert "驻街" in item.search_text
    assert "警卫" not in item.search_text


# --- what the database refuses ---------------------------------------------------------------


@pytest.mark.parametrize("kind", [Service, Resource, Demand])
@pytest.mark.parametrize(
    ("status", "facts"),
    [
        ("published", {"valid_until": date(2026, 11, 10)}),
        ("published", {"valid_until": date(2026, 11, 9)}),
        ("published", {"reviewed_by": None}),
        ("published", {"published_at": None}),
        ("published", {"last_confirmed": None}),
        ("published", {"valid_until": None}),
        ("lapsed", {"reviewed_by": None}),
        ("returned", {"return_note": ""}),
        ("submitted", {"submitted_at": None}),
        ("draft", {"status": "published"}),
        ("draft", {"status": "submitted"}),
    ],
)
def test_the_database_refuses_a_state_without_its_facts(make, kind, status, facts):
    item = make(kind, status=status)
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.filter(pk=item.pk).update(**facts)


def test_every_state_has_a_way_that_is_declared():
    assert set(Item.MOVES) | {"withdrawn"} == set(Item.Status.values)
