"""The tutor corps, its rotation as it is confirmed, and visits."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from meetings.actions import rotations, tutors, visits
from meetings.models import Assignment, Tutor, Visit
from members.actions import memberships
from members.actions.errors import UnitHasLeft, WrongDay
from members.actions.personal_data import anonymise_people
from members.actions.units import change_unit, leave
from members.models import Alliance, Person
from members.people import sheet_of
from tests.conftest import START, at
from tests.meetings.conftest import join
from tests.meetings.training import NOW, assign, tutor

pytestmark = pytest.mark.django_db
TODAY, PERIOD = date(2026, 11, 10), date(2026, 10, 1)


@pytest.fixture
def pair(alliance, unit, unit2, street_user) -> tuple[Tutor, Tutor]:
    """A tutor of each of the two units of the alliance."""
    return tutor(unit, "冯远", by=street_user), tutor(unit2, "宋洁", by=street_user)


def nominate(unit, name="吕芳", *, person=None, by=None):
    return tutors.nominate(unit, person=person, name=name, expertise="家庭教育", by=by, now=NOW)


def test_a_unit_nominates_somebody_it_is_known_to_have_or_by_name(unit, liaison_user):
    known = list(tutors.people_of(unit))
    assert [one.name for one in known] == ["李建国"]
    made = nominate(unit, "", person=known[0], by=liaison_user)
    assert (made.status, made.person.user, made.nominated_on) == ("nominated", liaison_user, TODAY)
    assert list(tutors.people_of(unit)) == []
    assert nominate(unit).person.phone == ""


def test_nobody_is_nominated_twice_or_without_a_name_or_by_who_left(unit, liaison_user):
    nominate(unit, "", person=liaison_user.person)
    with pytest.raises(ValidationError):
        nominate(unit, "", person=liaison_user.person)
    with pytest.raises(ValidationError, match="请选一个人"):
        nominate(unit, " ")
    leave(unit, on=TODAY, by=None, now=NOW)
    with pytest.raises(UnitHasLeft):
        nominate(unit)


def test_of_two_decisions_the_second_is_refused(unit, street_user):
    made = nominate(unit)
    again = Tutor.objects.get()
    tutors.refuse(made, reason="今年名额已满", by=street_user)
    with pytest.raises(IllegalMove):
        tutors.approve(again, account=None, by=street_user, now=NOW)
    assert Tutor.objects.get().reason == "今年名额已满"
    with pytest.raises(ValidationError, match="请写明原因"):
        tutors.refuse(nominate(unit, "谭军"), reason=" ", by=street_user)


def test_an_account_of_a_tutor_is_tied_to_the_person(unit, other_unit, tutor_user, street_user):
    made = nominate(unit, "辅导员甲")
    assert list(tutors.accounts_for(made, TODAY)) == [tutor_user]
    assert list(tutors.accounts_for(nominate(other_unit, "别处的"), TODAY)) == []
    tutors.approve(made, account=tutor_user, by=street_user, now=NOW)
    assert (Tutor.objects.get(pk=made.pk).person.user, made.since) == (tutor_user, TODAY)
    assert list(tutors.accounts_for(nominate(unit, "又一个"), TODAY)) == []


def test_the_account_of_somebody_of_another_name_is_refused(unit, tutor_user, street_user):
    Person.objects.create(name="辅导员甲", user=tutor_user)
    with pytest.raises(tutors.WrongAccount, match="姓名不一致"):
        tutors.approve(nominate(unit), account=tutor_user, by=street_user, now=NOW)
    made = nominate(unit, "辅导员甲")
    tutors.approve(made, account=tutor_user, by=street_user, now=NOW)
    assert Tutor.objects.get(pk=made.pk).person == tutor_user.person


def test_who_leaves_the_corps_goes_nowhere_any_more(alliance, pair, unit2, street_user):
    made = assign(pair[0], unit2, alliance)
    with pytest.raises(WrongDay):
        tutors.end(pair[0], on=TODAY + timedelta(days=1), by=street_user, now=NOW)
    assert tutors.end(pair[0], on=TODAY, by=street_user, now=NOW) == 1
    made.refresh_from_db()
    assert (made.ended_on, made.end_reason) == (TODAY, "辅导员离任")
    with pytest.raises(IllegalMove):
        tutors.end(pair[0], on=TODAY, by=street_user, now=NOW)


def test_a_unit_that_leaves_takes_its_tutors_and_its_turn_along(
    alliance, pair, unit, unit2, street_user
):
    to_it, from_it = assign(pair[1], unit, alliance), assign(pair[0], unit2, alliance)
    leave(unit, on=TODAY, by=street_user, now=NOW)
    assert dict(Tutor.objects.values_list("unit", "status")) == {
        unit.pk: "ended", unit2.pk: "approved",
    }  # fmt: skip
    for one in (to_it, from_it):
        one.refresh_from_db()
        assert (one.ended_on, one.end_reason) == (TODAY, "单位已退出")


@pytest.fixture
def finance(street, unit, unit2) -> Alliance:
    """A second alliance of the two units, not by place."""
    facts = {"kind": "functional", "name": "金融联合体", "industry": "金融", "founded_on": START}
    made = Alliance.objects.create(area=street, **facts)
    for one in (unit, unit2):
        made.memberships.create(unit=one, since=START)
    return made


def ends(*assignments) -> list[tuple[date | None, str]]:
    for one in assignments:
        one.refresh_from_db()
    return [(one.ended_on, one.end_reason) for one in assignments]


LEFT, STANDS = (TODAY, "单位已不在这个联合体"), (None, "")


def test_a_unit_that_leaves_an_alliance_is_tutored_there_no_more_and_tutors_nobody_there(
    alliance, finance, pair, unit, unit2, community, street_user
):
    """What other alliances made stays, and so do the tutors."""
    (unit3,) = join(finance, community, 1)
    to_it, from_it = assign(pair[1], unit, finance), assign(pair[0], unit3, finance)
    of_others = assign(pair[0], unit2, alliance)
    member = finance.memberships.get(unit=unit)
    on = TODAY - timedelta(days=3)
    memberships.remove_member(member, on=on, by=street_user, now=NOW)
    assert ends(to_it, from_it, of_others) == [LEFT, LEFT, STANDS]
    assert LogEntry.objects.filter(additional_data__verb="end", object_pk=to_it.pk).exists()
    assert set(Tutor.objects.values_list("status", flat=True)) == {"approved"}


def test_with_an_alliance_its_tutoring_ends(finance, pair, unit, unit2, street_user):
    made = assign(pair[0], unit2, finance), assign(pair[1], unit, finance)
    over = assign(tutor(unit2, "沈青", by=street_user), unit, finance, on=at("2026-07-10"))
    memberships.end_alliance(finance, on=TODAY, by=street_user, now=NOW)
    assert ends(*made, over) == [LEFT, LEFT, STANDS]


def test_a_unit_that_moves_away_leaves_its_regional_alliance(
    alliance, pair, unit, unit2, grid, other_community, street_user
):
    made = assign(pair[1], unit, alliance), assign(pair[0], unit2, alliance)
    change_unit(unit, by=street_user, now=NOW, area=grid)
    assert ends(*made) == [STANDS, STANDS]
    change_unit(unit, by=street_user, now=NOW, area=other_community)
    assert ends(*made) == [LEFT, LEFT]


def test_absences_do_not_overlap_and_are_struck_out(pair, street_user):
    days = {"first": TODAY, "last": TODAY + timedelta(days=9)}
    row = tutors.be_away(pair[0], by=street_user, now=NOW, **days)
    with pytest.raises(WrongDay, match="重叠"):
        tutors.be_away(pair[0], by=street_user, now=NOW, **days)
    with pytest.raises(WrongDay):
        tutors.be_away(pair[0], first=TODAY, last=START, by=street_user, now=NOW)
    tutors.be_back(row, by=street_user)
    assert not pair[0].absences.exists()


@pytest.mark.parametrize(("days", "away"), [(10, False), (30, True)])
def test_away_is_who_cannot_come_most_of_what_is_left(pair, street_user, days, away):
    """52 days are left of the quarter."""
    last = TODAY + timedelta(days=days - 1)
    tutors.be_away(pair[0], first=TODAY, last=last, by=street_user, now=NOW)
    assert rotations.is_away(pair[0], TODAY, date(2027, 1, 1)) == away


def test_a_tutor_is_a_person_of_the_portal_while_it_lasts(unit, street_user):
    made = tutor(unit, "冯远", by=street_user)
    assert Person.objects.visible_to(street_user).filter(pk=made.person_id).exists()
    titles = {section.title for section in sheet_of(made.person)}
    assert "党建辅导员" in titles
    late = at("2027-12-01")
    anonymise_people(now=late)
    assert Person.objects.get(pk=made.person_id).name == "冯远"
    tutors.end(made, on=TODAY, by=street_user, now=NOW)
    anonymise_people(now=at("2027-11-01"))
    assert Person.objects.get(pk=made.person_id).name == "冯远"
    anonymise_people(now=late)
    assert Person.objects.get(pk=made.person_id).name == "（已匿名）"


def confirm(alliance, pairs=None, *, period=PERIOD, now=NOW, by=None, seen=None):
    pool = rotations.pool_of(alliance, period, now.date())
    pairs = pool.plan().pairs if pairs is None else pairs
    return rotations.confirm(alliance, period, pairs, seen=seen or pool.seen, by=by, now=now)


def test_a_rotation_is_written_as_it_was_confirmed(alliance, pair, unit, unit2, street_user):
    assert confirm(alliance, by=street_user) == 2
    rows = Assignment.objects.order_by("unit")
    assert [(one.unit, one.tutor, one.since, one.until) for one in rows] == [
        (unit, pair[1], TODAY, date(2027, 1, 1)), (unit2, pair[0], TODAY, date(2027, 1, 1)),
    ]  # fmt: skip
    assert confirm(alliance) == 0
    next_quarter = date(2027, 1, 1)
    assert confirm(alliance, period=next_quarter) == 2
    assert Assignment.objects.filter(period=next_quarter, since=next_quarter).count() == 2
    verbs = [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(rows[0])]
    assert verbs == ["create"]


def test_of_two_who_confirm_the_second_sees_what_the_first_did(alliance, pair):
    pool = rotations.pool_of(alliance, PERIOD, TODAY)
    confirm(alliance)
    with pytest.raises(rotations.PoolChanged):
        confirm(alliance, pool.plan().pairs, seen=pool.seen)
    assert Assignment.objects.count() == 2


def test_by_hand_nobody_is_sent_home(alliance, pair, unit, unit2):
    with pytest.raises(rotations.NotAllowed) as refused:
        confirm(alliance, {unit.pk: pair[0].pk, unit2.pk: pair[0].pk})
    assert refused.value.message_dict == {
        f"unit-{unit.pk}": ["区第二医院：冯远不能辅导自己的单位。"]
    }
    assert not Assignment.objects.exists()


def test_by_hand_nobody_comes_again_while_another_could(
    alliance, pair, unit, unit2, community, street_user
):
    third, *_ = join(alliance, community, 6)
    old = assign(pair[0], third, alliance, on=at("2026-08-10"))
    pool = rotations.pool_of(alliance, PERIOD, TODAY)
    assert pool.plan().pairs[third.pk] == pair[1].pk
    assert pool.rules.ahead(pair[0].pk, third.pk) == 1
    wished = {**pool.plan().pairs, third.pk: pair[0].pk}
    with pytest.raises(rotations.NotAllowed, match="还有单位没有轮到"):
        confirm(alliance, wished)
    Assignment.objects.filter(pk=old.pk).update(ended_on=at("2026-08-11"), end_reason="改派")
    assert confirm(alliance, wished) == 8  # it ended before anybody came


def test_uneven_load_is_said_not_forbidden(alliance, pair, unit, unit2, community):
    more = join(alliance, community, 4)
    pool = rotations.pool_of(alliance, PERIOD, TODAY)
    pairs = {one.pk: pair[0].pk for one in [unit2, *more]} | {unit.pk: pair[1].pk}
    assert rotations.uneven(pool, pairs) == "负担不均：最多的和最少的相差 4 家，系统方案相差 0 家。"
    assert rotations.uneven(pool, pool.plan().pairs) == ""
    assert confirm(alliance, pairs) == 6


def test_who_is_changed_is_ended_and_the_others_stay(alliance, pair, community, street_user):
    join(alliance, community, 4)
    third = join(alliance, community, 1)[0]
    new = tutor(third, "谭军", by=street_user)
    confirm(alliance)
    before = dict(Assignment.objects.standing().values_list("unit", "tutor"))
    lost = [unit for unit, one in before.items() if one == new.pk]
    tutors.end(new, on=TODAY, by=street_user, now=NOW)
    assert confirm(alliance) == len(lost)
    after = dict(Assignment.objects.standing().values_list("unit", "tutor"))
    assert {unit for unit in before if before[unit] != after[unit]} == set(lost)
    changed = {**after}
    unit = next(key for key in after if after[key] == pair[0].pk and key != pair[1].unit_id)
    changed[unit] = pair[1].pk
    assert confirm(alliance, changed) == 1
    ended = Assignment.objects.get(unit=unit, ended_on=TODAY, tutor=pair[0])
    assert ended.end_reason == "辅导员改派"


def test_what_another_alliance_has_seen_to_is_left_out(alliance, pair, unit, unit2, street):
    from members.models import Alliance, AllianceMembership

    other = Alliance.objects.create(
        name="医疗联合体", area=street, kind="functional", industry="医疗", founded_on=START
    )
    for one in (unit, unit2):
        AllianceMembership.objects.create(alliance=other, unit=one, since=START)
    confirm(alliance)
    pool = rotations.pool_of(other, PERIOD, TODAY)
    assert (pool.rules.units, sorted(pool.taken)) == ([], sorted([unit.pk, unit2.pk]))


def test_who_cannot_be_placed_is_named(alliance, pair, unit, unit2, street_user):
    tutors.end(pair[0], on=TODAY, by=street_user, now=NOW)
    plan = rotations.pool_of(alliance, PERIOD, TODAY).plan()
    assert (plan.pairs, plan.unplaced) == (
        {unit.pk: pair[1].pk}, {unit2.pk: "能来的辅导员都是本单位的"},
    )  # fmt: skip


@pytest.mark.parametrize("period", [date(2026, 7, 1), date(2027, 4, 1), date(2026, 11, 1)])
def test_only_this_quarter_and_the_next_are_planned(alliance, period):
    with pytest.raises(rotations.PeriodOver):
        rotations.pool_of(alliance, period, TODAY)


def test_a_pool_takes_the_same_queries_however_many(
    alliance, pair, community, django_assert_num_queries
):
    with django_assert_num_queries(5):
        rotations.pool_of(alliance, PERIOD, TODAY)
    join(alliance, community, 6)
    with django_assert_num_queries(5):
        rotations.pool_of(alliance, PERIOD, TODAY)


def note(assignment, by, *, on=TODAY, now=NOW, **facts):
    given = {"form": "lesson", "topic": "创新理论进企业", "outcome": "", **facts}
    return visits.note(assignment, on=on, by=by, now=now, **given)


def test_a_visit_is_a_fact_of_the_units_month(alliance, pair, unit2, unit, street_user):
    made = note(assign(pair[0], unit2, alliance), street_user)
    november, december = at("2026-11-01", "00:00"), at("2026-12-01", "00:00")
    assert list(Visit.objects.of_unit_between(unit2, november, december)) == [made]
    assert not Visit.objects.of_unit_between(unit2, december, at("2027-01-01", "00:00"))
    assert not Visit.objects.of_unit_between(unit2, START, TODAY)
    assert not Visit.objects.of_unit_between(unit, november, december)


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=1)])
def test_a_visit_is_of_the_assignments_days(alliance, pair, unit2, street_user, on):
    with pytest.raises(WrongDay):
        note(assign(pair[0], unit2, alliance), street_user, on=on)


def test_the_same_visit_counts_once(alliance, pair, unit2, street_user):
    made = assign(pair[0], unit2, alliance)
    note(made, street_user)
    with pytest.raises((ValidationError, TakenMeanwhile), match="已经登记过"):
        note(made, street_user)


def test_a_stale_correction_is_refused(alliance, pair, unit2, street_user):
    made = note(assign(pair[0], unit2, alliance), street_user)
    seen = made.seen
    facts = {"form": "forum", "on": TODAY, "topic": "座谈", "outcome": "好", "by": street_user}
    visits.correct(made, now=NOW, seen=seen, **facts)
    with pytest.raises(visits.VisitChanged):
        visits.correct(made, now=NOW, seen=seen, **facts)
    assert Visit.objects.get().form == "forum"


def test_days_far_off_are_no_absence(unit, alliance, street_user):
    """The rotation of the whole alliance computes with them."""
    made = tutor(unit, "冯远", by=street_user)
    far = {"first": date(9999, 12, 1), "last": date.max, "by": None, "now": NOW}
    with pytest.raises(WrongDay):
        tutors.be_away(made, **far)
    assert rotations.pool_of(alliance, PERIOD, TODAY).tutors


def test_who_left_the_corps_meanwhile_is_not_away(unit, street_user):
    made = tutor(unit, "冯远", by=street_user)
    stale = Tutor.objects.get(pk=made.pk)
    tutors.end(made, on=TODAY, by=street_user, now=NOW)
    with pytest.raises(tutors.NotApproved):
        tutors.be_away(stale, first=TODAY, last=TODAY, by=None, now=NOW)


def test_the_first_day_of_the_next_quarter_is_no_day_of_this_one(pair, alliance, unit, street_user):
    task = assign(pair[1], unit, alliance)
    facts = {"form": "field", "topic": "参观厂史馆", "outcome": "", "by": street_user}
    with pytest.raises(WrongDay):
        visits.note(task, on=date(2027, 1, 1), now=at("2027-01-02"), **facts)
    assert visits.note(task, on=date(2026, 12, 31), now=at("2027-01-02"), **facts).pk


def test_the_trail_says_who_gave_a_tutor_an_account(unit, tutor_user, street_user):
    made = nominate(unit, "辅导员甲")
    tutors.approve(made, account=tutor_user, by=street_user, now=NOW)
    entry = LogEntry.objects.get_for_object(Person.objects.get(user=tutor_user)).latest("pk")
    assert (entry.additional_data["verb"], entry.actor) == ("account", street_user)
