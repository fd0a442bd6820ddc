"""A demand's way to being met, and what the database and the lifecycle refuse."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.lifecycle import IllegalMove
from projects.actions import engagements as actions
from projects.actions import items, revisions
from projects.actions.engagements import Offer
from projects.actions.engagements.errors import (
    ClaimedMeanwhile,
    LessThanTaken,
    MoreThanLeft,
    NoPlaces,
    NotAtWork,
    NotForThisUnit,
    NotInParts,
    NotOpen,
    NotTheirs,
    SeenBefore,
)
from projects.items.packed import pack, seal
from projects.models import Demand, Engagement, FollowUp, Resource, Service, Share
from tests.conftest import at
from tests.projects.conftest import NOW, TYPED

pytestmark = pytest.mark.django_db
LATER = at("2026-11-20")
STATES = Engagement.Status.values


def stored(one):
    return Engagement.objects.get(pk=one.pk)


def verbs(thing) -> list[str]:
    entries = LogEntry.objects.get_for_object(thing).order_by("pk")
    return [entry.additional_data["verb"] for entry in entries]


# --- claims and proposals ----------------------------------------------------------------------


def test_a_claim_waits_for_the_asking_side(need, unit2, military_unit, liaison2_user):
    one = actions.claim(need, Offer(unit2, [military_unit]), by=liaison2_user, now=NOW)
    kept = stored(one)
    assert (kept.status, kept.awaits, kept.proposed_by) == ("proposed", "asker", liaison2_user)
    assert (kept.lead, kept.helpers) == (unit2, [military_unit])
    (entry,) = LogEntry.objects.get_for_object(one)
    assert entry.changes == {"units": ["", "大连湾供电所、驻街单位甲"]}
    assert not LogEntry.objects.filter(content_type__model__in=["share", "followup"]).exists()


def test_a_proposal_waits_for_the_helping_side(need, unit2, street_user):
    assert actions.propose(need, Offer(unit2), by=street_user, now=NOW).awaits == "helper"


def test_the_second_claim_reads_who_was_quicker(need, unit2, military_unit, street_user):
    actions.claim(need, Offer(unit2), by=street_user, now=NOW)
    with pytest.raises(ClaimedMeanwhile) as error:
        actions.claim(need, Offer(military_unit), by=street_user, now=NOW)
    assert error.value.messages == ["这项需求刚被大连湾供电所认领。"]
    assert Share.objects.count() == Engagement.objects.count() == 1


@pytest.mark.parametrize("status", ["declined", "released"])
def test_what_was_declined_or_released_can_be_claimed_again(engaged, status):
    engaged(status)
    assert engaged().status == "proposed"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "lapsed", "withdrawn"])
def test_only_what_is_published_can_be_claimed(make, alliance, unit2, street_user, status):
    need = make(Demand, status=status)
    with pytest.raises(NotOpen):
        actions.claim(need, Offer(unit2), by=street_user, now=NOW)


def test_what_is_met_cannot_be_claimed(engaged, need):
    engaged("confirmed")
    with pytest.raises(NotOpen):
        engaged()


def test_who_cannot_be_in_it(need, unit, unit2, military_unit, street_user):
    gone = type(unit).objects.get(pk=military_unit.pk)
    gone.left_on = date(2026, 11, 1)
    for offer in (Offer(unit), Offer(unit2, [unit]), Offer(unit2, [unit2]), Offer(unit2, [gone])):
        with pytest.raises(NotForThisUnit):
            actions.claim(need, offer, by=street_user, now=NOW)
    assert not Engagement.objects.exists()


def test_with_a_thing_of_theirs(need, make, unit, unit2, street_user):
    theirs, lapsed = make(Service, unit=unit2), make(Resource, unit=unit2, status="lapsed")
    for thing in (make(Resource, unit=unit), lapsed):
        with pytest.raises(NotTheirs):
            actions.claim(need, Offer(unit2, thing=thing), by=street_user, now=NOW)
    one = actions.claim(need, Offer(unit2, thing=theirs), by=street_user, now=NOW)
    assert (stored(one).service, stored(one).resource, stored(one).thing) == (theirs, None, theirs)


# --- in parts ----------------------------------------------------------------------------------


@pytest.fixture
def lamps(make, alliance) -> Demand:
    return make(Demand, "楼道灯 36 盏", category="sports", amount=36, quantity="36 盏")


def test_parts_never_add_up_to_more_than_the_amount(lamps, engaged, unit2, military_unit):
    part = engaged(demand=lamps, quantity=20)
    with pytest.raises(MoreThanLeft) as error:
        engaged(demand=lamps, lead=military_unit, quantity=17)
    assert error.value.message_dict == {"quantity": ["只剩 16 还没有人认领，请改小数量。"]}
    engaged(demand=lamps, lead=military_unit, quantity=16)
    with pytest.raises(ClaimedMeanwhile):
        engaged(demand=lamps, quantity=1)
    actions.decline(part, reason="忙", by=part.proposed_by, now=LATER)
    assert Demand.objects.with_left().get(pk=lamps.pk).left == 20
    assert engaged(demand=lamps, quantity=20)


@pytest.mark.parametrize(
    ("status", "refused", "kept"),
    [
        ("accepted", [None, 19], 20),
        ("confirmed", [None, 19, 20], 21),
        ("declined", [], None),
    ],
)
@pytest.mark.parametrize("edit", ["correct", "accept"])
def test_the_amount_leaves_room_for_its_parts(
    lamps, engaged, street_user, liaison_user, edit, status, refused, kept
):
    engaged(status, demand=lamps, quantity=20)

    def change(amount):
        facts = {"seen": seal(pack(lamps, ["amount"])), "amount": amount}
        if edit == "correct":
            return items.correct(lamps, by=street_user, **facts)
        made = revisions.propose_edit(lamps, by=liaison_user, now=LATER, **facts)
        try:
            return revisions.accept(made, by=street_user, now=LATER)
        finally:
            made.refresh_from_db()
            if made.status == "waiting":
                revisions.take_back(made, by=liaison_user)

    for amount in refused:
        with pytest.raises(LessThanTaken) as error:
            change(amount)
        assert list(error.value.message_dict) == ["amount"]
        assert Demand.objects.get(pk=lamps.pk).amount == 36
    change(kept)
    assert Demand.objects.get(pk=lamps.pk).amount == kept


def test_the_whole_and_a_part_never_coexist(lamps, engaged, military_unit):
    part = engaged(demand=lamps, quantity=1)
    with pytest.raises(ClaimedMeanwhile):
        engaged(demand=lamps, lead=military_unit)
    actions.decline(part, reason="忙", by=part.proposed_by, now=LATER)
    engaged(demand=lamps)
    with pytest.raises(ClaimedMeanwhile):
        engaged(demand=lamps, lead=military_unit, quantity=1)


def test_a_part_of_what_is_not_met_in_parts(engaged):
    with pytest.raises(NotInParts):
        engaged(quantity=1)


def test_it_is_met_when_the_confirmed_parts_add_up(lamps, engaged, military_unit):
    engaged("confirmed", demand=lamps, quantity=20)
    assert Demand.objects.get(pk=lamps.pk).met_on is None
    engaged("closed", demand=lamps, lead=military_unit, quantity=10)
    last = engaged("reported", demand=lamps, quantity=6)
    assert Demand.objects.get(pk=lamps.pk).met_on is None
    actions.confirm(last, rating="fair", by=last.proposed_by, now=LATER)
    assert Demand.objects.get(pk=lamps.pk).met_on == date(2026, 11, 20)


# --- under way ---------------------------------------------------------------------------------


def test_from_claim_to_rating(engaged, need, street_user, liaison_user):
    one = engaged("accepted")
    assert one.accepted_at == NOW
    actions.follow_up(one, "看过现场", begins=True, by=street_user, now=LATER)
    assert (stored(one).status, stored(one).touched_at) == ("under_way", LATER)
    actions.report(stored(one), outcome="换好了", by=street_user, now=LATER)
    actions.confirm(stored(one), rating="good", words="亮了", by=liaison_user, now=LATER)
    kept = stored(one)
    assert (kept.status, kept.rating, kept.words) == ("confirmed", "good", "亮了")
    assert (kept.confirmed_by, kept.confirmed_at) == (liaison_user, LATER)
    assert Demand.objects.get(pk=need.pk).met_on == date(2026, 11, 20)
    assert verbs(need)[-1] == "meet"
    assert verbs(one) == ["create", "move", "move", "move", "move"]
    actions.close(kept, by=street_user, now=LATER)
    assert (stored(one).status, stored(one).closed_at) == ("closed", LATER)


def test_a_word_of_the_asking_side_does_not_begin_the_work(engaged, liaison_user):
    one = engaged("accepted")
    actions.follow_up(one, "什么时候来？", begins=False, by=liaison_user, now=LATER)
    assert (stored(one).status, stored(one).touched_at) == ("accepted", LATER)
    assert verbs(one)[-1] == "follow_up"


def test_sent_back_with_what_is_missing_and_reported_again(engaged, liaison_user):
    one = engaged("reported")
    actions.send_back(one, missing="两盏不亮", by=liaison_user, now=LATER)
    kept = stored(one)
    assert (kept.status, kept.reason, kept.is_sent_back) == ("under_way", "两盏不亮", True)
    actions.report(kept, outcome="都亮了", by=liaison_user, now=at("2026-11-21"))
    assert (stored(one).outcome, stored(one).why) == ("都亮了", "")


def test_not_done_is_carried_until_the_meeting_dealt_with_it(engaged, need, street_user):
    one = engaged("not_done")
    assert list(Engagement.objects.to_carry()) == [one]
    with pytest.raises(ValidationError) as error:
        actions.close(one, by=street_user, now=LATER)
    assert set(error.value.message_dict) == {"note"}
    actions.close(one, note="由街道统一采购", by=street_user, now=LATER)
    assert not Engagement.objects.to_carry().exists()
    assert FollowUp.objects.get().text == "由街道统一采购"
    assert stored(one).reason == "买不到配件"
    assert Demand.objects.get(pk=need.pk).met_on is None


def test_helpers_join_and_leave_before_it_is_done(engaged, military_unit, unit, street_user):
    one = engaged("accepted")
    facts = {"by": street_user, "now": LATER}
    actions.add_helper(one, military_unit, contribution="两名电工", **facts)
    assert stored(one).helpers == [military_unit]
    for wrong in (military_unit, unit):
        with pytest.raises(ValidationError):
            actions.add_helper(one, wrong, **facts)
    actions.leave(one, military_unit, reason="任务冲突", **facts)
    assert stored(one).helpers == []
    with pytest.raises(NotForThisUnit):
        actions.leave(one, military_unit, reason="任务冲突", **facts)
    with pytest.raises(NotForThisUnit):  # the lead releases instead
        actions.leave(one, stored(one).lead, reason="任务冲突", **facts)
    assert verbs(one) == ["create", "move", "join", "leave"]
    actions.report(stored(one), outcome="好了", **facts)
    with pytest.raises(NotAtWork):
        actions.add_helper(one, military_unit, **facts)


@pytest.mark.parametrize("verb", ["decline", "release", "not_done", "report", "send_back"])
def test_it_has_to_be_said_why_and_in_few_words(engaged, street_user, verb):
    one = engaged({"decline": "proposed", "send_back": "reported"}.get(verb, "accepted"))
    (name,) = TYPED[verb]
    for words in ("  ", "长" * 501):
        with pytest.raises(ValidationError) as error:
            getattr(actions, verb)(one, by=street_user, now=LATER, **{name: words})
        assert set(error.value.message_dict) == {name}
    assert stored(one).touched_at == NOW


def test_a_rating_is_one_of_three(engaged, street_user):
    one = engaged("reported")
    with pytest.raises(ValidationError):
        actions.confirm(one, rating="", by=street_user, now=LATER)
    assert stored(one).status == "reported"


def test_what_was_withdrawn_meanwhile_is_not_accepted(engaged, need, street_user):
    one = engaged()
    items.withdraw(need, by=street_user, now=at("2026-11-12"), reason="不需要了")
    with pytest.raises(NotOpen):
        actions.accept(stored(one), by=street_user, now=LATER)


@pytest.mark.parametrize("status", ["proposed", "accepted", "under_way"])
def test_a_withdrawn_demand_lets_its_units_go_and_says_why(engaged, need, street_user, status):
    one = engaged(status)
    items.withdraw(need, by=street_user, now=LATER, reason="不需要了")
    kept = stored(one)
    assert (kept.status, kept.reason) == ("released", "需求已撤下：不需要了")
    assert (kept.touched_at, verbs(one)[-1]) == (LATER, "move")


@pytest.mark.parametrize("status", ["declined", "reported", "confirmed", "not_done"])
def test_what_was_done_of_a_withdrawn_demand_stays_as_it_is(engaged, need, street_user, status):
    one = engaged(status)
    items.withdraw(need, by=street_user, now=LATER)
    assert stored(one).status == status


# --- what the lifecycle refuses ----------------------------------------------------------------

TO = {
    "accept": "accepted",
    "decline": "declined",
    "release": "released",
    "report": "reported",
    "confirm": "confirmed",
    "send_back": "under_way",
    "not_done": "not_done",
    "close": "closed",
}
ILLEGAL = [  # from accepted, under way is begun by a follow-up and not by sending back
    (status, verb)
    for status in STATES
    for verb, to in TO.items()
    if to not in Engagement.MOVES.get(status, ()) or (verb == "send_back" and status == "accepted")
]


@pytest.mark.parametrize(("status", "verb"), ILLEGAL)
def test_illegal_moves_change_nothing(engaged, street_user, status, verb):
    one = engaged(status)
    before = (Engagement.objects.values().get(pk=one.pk), verbs(one), FollowUp.objects.count())
    with pytest.raises(IllegalMove):
        getattr(actions, verb)(one, by=street_user, now=LATER, **TYPED[verb])
    after = (Engagement.objects.values().get(pk=one.pk), verbs(one), FollowUp.objects.count())
    assert after == before


def test_every_state_has_a_way_that_is_declared():
    ends = {"declined", "released", "closed"}
    assert set(Engagement.MOVES) | ends == set(STATES)


@pytest.mark.parametrize(
    ("status", "first", "second"),
    [
        ("proposed", "accept", "decline"),
        ("proposed", "decline", "accept"),
        ("accepted", "release", "report"),
        ("reported", "send_back", "confirm"),
        ("reported", "confirm", "not_done"),
        ("not_done", "close", "close"),
    ],
)
def test_of_two_at_once_the_second_changes_nothing(engaged, street_user, status, first, second):
    one = engaged(status)
    stale = stored(one)
    getattr(actions, first)(one, by=street_user, now=LATER, **TYPED[first])
    before = Engagement.objects.values().get(pk=one.pk)
    with pytest.raises(IllegalMove):
        getattr(actions, second)(stale, by=street_user, now=LATER, **TYPED[second])
    assert Engagement.objects.values().get(pk=one.pk) == before


def test_a_tab_that_shows_the_first_report_does_not_confirm_the_second(engaged, street_user):
    one = engaged("reported")
    seen, stale = one.seen, stored(one)
    actions.send_back(one, missing="两盏", by=street_user, now=LATER)
    actions.report(one, outcome="换了一半", by=street_user, now=LATER)
    for record in (stale, stored(one)):
        with pytest.raises(IllegalMove):
            actions.confirm(record, rating="good", by=street_user, now=LATER, seen=seen)
    with pytest.raises(SeenBefore):
        actions.not_done(stored(one), reason="算了", by=street_user, now=LATER, seen=seen)
    assert stored(one).status == "reported"


# --- what the database refuses -----------------------------------------------------------------

RAW = [
    ("accepted", {"accepted_at": None}),
    ("under_way", {"accepted_at": None}),
    ("reported", {"outcome": ""}),
    ("reported", {"reported_at": None}),
    ("confirmed", {"rating": ""}),
    ("confirmed", {"confirmed_at": None}),
    ("confirmed", {"confirmed_by": None}),
    ("declined", {"reason": ""}),
    ("released", {"reason": ""}),
    ("not_done", {"reason": ""}),
    ("closed", {"closed_at": None}),
    ("closed", {"confirmed_by": None, "reason": ""}),
    ("proposed", {"status": "accepted"}),
    ("accepted", {"status": "reported"}),
    ("reported", {"status": "confirmed"}),
    ("accepted", {"status": "released"}),
    ("accepted", {"status": "closed"}),
    ("proposed", {"quantity": 0}),
]


@pytest.mark.parametrize(("status", "facts"), RAW)
def test_the_database_refuses_a_state_without_its_facts(engaged, status, facts):
    one = engaged(status)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=one.pk).update(**facts)


def test_the_database_refuses_a_second_live_one(engaged):
    one = engaged("accepted")
    again = stored(one)
    again.pk, again.uuid = None, "00000000-0000-4000-8000-000000000000"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_the_database_refuses_two_leads_two_things_and_a_unit_twice(engaged, make, military_unit):
    one = engaged()
    share = {"engagement": one, "joined_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(unit=military_unit, role="lead", **share)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.create(unit=one.lead, role="helper", **share)
    things = {"service": make(Service), "resource": make(Resource)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=one.pk).update(**things)


def test_days_are_counted_from_the_last_thing_that_happened(engaged):
    one = engaged("accepted")
    assert one.idle_on == date(2026, 12, 10)
    one.warned_at = NOW + timedelta(days=29)
    assert one.idle_on == date(2026, 12, 14)


def test_a_service_has_only_so_many_places(make, unit, unit2, liaison2_user):
    """Of a service with one place a second engagement is refused, until the first is over."""
    service = make(Service, "陪诊", unit=unit2, places=1)
    first, second = (make(Demand, title, unit=unit) for title in ("第一件", "第二件"))
    offer = Offer(unit2, thing=service)
    held = actions.claim(first, offer, by=liaison2_user, now=NOW)

    with pytest.raises(NoPlaces, match="名额已满"):
        actions.claim(second, offer, by=liaison2_user, now=NOW)

    actions.release(held, reason="人手不够", by=liaison2_user, now=NOW)
    assert actions.claim(second, offer, by=liaison2_user, now=NOW).service == service
