"""Sessions and their places: counted, waited for in order, given back, called, remembered."""

import threading
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection

from common.files import Checked
from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from meetings.actions import places, training
from meetings.models import Enrolment, Programme, Session
from members.actions.units import leave
from members.jobs import anonymise_expired
from members.models import MemberUnit
from tests.conftest import START, at
from tests.meetings.training import NOW, programme, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(alliance) -> Session:
    """Two places, on 20 November; as a page reads it."""
    return Session.objects.get(pk=session(programme(alliance)).pk)


def sign(of, unit, *names, now=NOW, by=None):
    return places.sign_up(of, unit, names, by=by, now=now)


def states(of) -> list[tuple[str, str]]:
    rows = Enrolment.objects.filter(session=of).order_by("pk")
    return list(rows.values_list("name", "status"))


def test_a_programme_of_an_alliance_is_placed_where_the_alliance_is(alliance, street):
    made = programme(alliance)
    assert (made.area, made.street, made.since, made.holder) == (
        street, street, NOW.date(), alliance.name,
    )  # fmt: skip
    assert [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(made)] == ["create"]


def test_a_second_programme_of_that_name_is_refused_while_the_first_runs(alliance, street_user):
    first = programme(alliance)
    with pytest.raises(ValidationError, match="同名"):
        programme(alliance)
    training.close(first, by=street_user, now=NOW)
    assert programme(alliance).pk


def test_a_programme_with_a_session_to_come_is_not_closed(held, street_user):
    with pytest.raises(ValidationError, match="还有课没有办"):
        training.close(held.programme, by=street_user, now=NOW)
    training.close(held.programme, by=street_user, now=at("2026-11-21"))
    with pytest.raises(training.ProgrammeClosed):
        session(held.programme)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"day": "2026-11-09"}, "day"),
        ({"day": "2028-11-09"}, "day"),
        ({"ends_at": at("2026-11-20", "13:00")}, "ends"),
        ({"ends_at": at("2026-11-21", "16:00")}, "ends"),
        ({"sign_up_until": at("2026-11-21").date()}, "sign_up_until"),
    ],
)
def test_a_session_at_no_good_time_is_refused(alliance, facts, field):
    with pytest.raises(training.BadTime) as refused:
        session(programme(alliance), **facts)
    assert list(refused.value.error_dict) == [field]


def test_more_than_places_wait_in_order(held, unit, unit2):
    sign(held, unit, "王敏", "刘洋", "陈立")
    sign(held, unit2, "王敏")
    assert states(held) == [
        ("王敏", "enrolled"), ("刘洋", "enrolled"), ("陈立", "waiting"), ("王敏", "waiting"),
    ]  # fmt: skip


def test_who_is_in_already_stays_as_they_are(held, unit):
    sign(held, unit, "王敏", " 王敏 ", "刘 洋")
    sign(held, unit, "王敏")
    assert states(held) == [("王敏", "enrolled"), ("刘 洋", "enrolled")]


def test_a_place_given_back_goes_to_the_first_who_waits(held, unit, unit2, liaison_user):
    first, *_ = sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强", "孙娜")
    places.withdraw(first, by=liaison_user, now=NOW)
    assert states(held) == [
        ("王敏", "cancelled"), ("刘洋", "enrolled"), ("赵强", "enrolled"), ("孙娜", "waiting"),
    ]  # fmt: skip
    moved = Enrolment.objects.get(name="赵强")
    assert moved.promoted_at == NOW
    with pytest.raises(IllegalMove):
        places.withdraw(first, by=liaison_user, now=NOW)
    assert sign(held, unit, "王敏")[0].status == "waiting"  # behind the others


def test_who_waits_and_goes_frees_no_place(held, unit):
    *_, last = sign(held, unit, "王敏", "刘洋", "陈立", "赵强")
    assert places.withdraw(last, by=None, now=NOW) == 0
    assert [status for _, status in states(held)] == [
        "enrolled", "enrolled", "waiting", "cancelled",
    ]  # fmt: skip


def test_more_places_let_the_waiting_in_and_fewer_than_taken_are_refused(held, unit, street_user):
    sign(held, unit, "王敏", "刘洋", "陈立")
    assert training.change_session(held, by=street_user, now=NOW, places=5) == 1
    assert {status for _, status in states(held)} == {"enrolled"}
    with pytest.raises(training.TooFewPlaces, match="已经有 3 人"):
        training.change_session(held, by=street_user, now=NOW, places=2)


def test_only_a_move_in_time_or_place_is_a_move(held, street_user):
    training.change_session(held, by=street_user, now=NOW, topic="别的题目")
    held.refresh_from_db()
    assert held.moved_at is None
    training.change_session(held, by=street_user, now=NOW, place="一楼大厅")
    held.refresh_from_db()
    assert held.moved_at == NOW


def test_a_stale_page_changes_nothing(held, street_user):
    seen = held.seen
    training.change_session(held, by=street_user, now=NOW, topic="别的题目", seen=seen)
    with pytest.raises(training.Changed):
        training.change_session(held, by=street_user, now=NOW, topic="又一个", seen=seen)
    assert Session.objects.get().topic == "别的题目"
    kept = held.programme
    old = kept.seen
    training.change_programme(kept, by=street_user, seen=old, text="新的说明")
    with pytest.raises(training.Changed):
        training.change_programme(kept, by=street_user, seen=old, text="旧的说明")
    assert Programme.objects.get().text == "新的说明"


@pytest.mark.parametrize("now", [at("2026-11-20"), at("2026-11-20", "15:00")])
def test_after_the_last_day_nobody_is_signed_up(held, unit, now):
    assert sign(held, unit, "王敏", now=at("2026-11-19", "23:59"))
    with pytest.raises(places.SignUpOver):
        sign(held, unit, "刘洋", now=now)


def test_of_a_session_called_off_nobody_is_struck_out(held, unit, street_user):
    sign(held, unit, "王敏")
    with pytest.raises(ValidationError, match="请写明为什么取消"):
        training.call_off(held, reason=" ", by=street_user)
    training.call_off(held, reason="老师生病", by=street_user)
    assert (Session.objects.get().cancel_reason, states(held)) == (
        "老师生病", [("王敏", "enrolled")],
    )  # fmt: skip
    with pytest.raises(places.SignUpOver):
        sign(held, unit, "刘洋")
    with pytest.raises(IllegalMove):
        training.call_off(held, reason="又一次", by=street_user)
    with pytest.raises(IllegalMove):
        places.withdraw(Enrolment.objects.get(), by=None, now=NOW)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "请写上"),
        (["  "], "请写上"),
        (["长" * 41], "太长"),
        ([f"人{n}" for n in range(51)], "50"),
    ],
)
def test_names_that_are_none_are_refused(held, unit, names, words):
    with pytest.raises(ValidationError, match=words):
        sign(held, unit, *names)
    assert states(held) == []


def test_a_roll_call_is_one_save_and_can_be_put_right(held, unit, street_user):
    first, second, third = sign(held, unit, "王敏", "刘洋", "陈立")
    with pytest.raises(IllegalMove):
        training.note_attendance(held, [first.pk], by=street_user, now=NOW)
    after = at("2026-11-20", "17:00")
    keys = [first.pk, third.pk, 999_999]
    assert training.note_attendance(held, keys, by=street_user, now=after) == 2
    assert states(held) == [("王敏", "attended"), ("刘洋", "enrolled"), ("陈立", "attended")]
    assert held.status == "held"
    again = Session.objects.get()
    assert training.note_attendance(again, [second.pk], by=street_user, now=after) == 1
    assert states(held) == [("王敏", "enrolled"), ("刘洋", "attended"), ("陈立", "enrolled")]


def test_a_unit_that_leaves_gives_its_places_back(held, unit, unit2, street_user):
    sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    leave(unit, on=NOW.date(), by=street_user, now=NOW)
    assert states(held) == [("王敏", "cancelled"), ("刘洋", "cancelled"), ("赵强", "enrolled")]


def test_a_session_is_open_to_members_or_to_whom_the_area_holds(
    alliance, unit, military_unit, other_unit, street, community
):
    of_alliance = session(programme(alliance))
    of_street = session(programme(area=street, name="街道班"))
    of_community = session(programme(area=community, name="社区班"))
    seen = {
        one.pk: set(Session.objects.for_unit(one).values_list("pk", flat=True))
        for one in (unit, military_unit, other_unit)
    }
    assert seen == {
        unit.pk: {of_alliance.pk, of_street.pk, of_community.pk},
        military_unit.pk: {of_street.pk, of_community.pk},
        other_unit.pk: set(),
    }


def test_a_year_later_the_names_go_and_the_count_stays(held, unit):
    sign(held, unit, "王敏", "刘洋")
    year = at("2026-11-20", "14:00") + timedelta(days=365)
    assert "清除培训报名姓名" not in anonymise_expired(at=(year - timedelta(hours=1)).isoformat())
    assert "清除培训报名姓名 2 个" in anonymise_expired(at=year.isoformat())
    assert "清除培训报名姓名" not in anonymise_expired(at=year.isoformat())
    assert states(held) == [("", "enrolled"), ("", "enrolled")]


def test_names_do_not_enter_the_audit_trail(held, unit, street_user):
    first, *_ = sign(held, unit, "王小敏", "刘洋", "陈立")
    places.withdraw(first, by=street_user, now=NOW)
    said = [f"{e.object_repr}{e.changes}{e.additional_data}" for e in LogEntry.objects.all()]
    assert said
    assert not [one for one in said if "王小敏" in one]


def test_papers_up_to_ten_and_away_once(held, street_user):
    paper = Checked("讲稿.pdf", "pdf", b"%PDF-1")
    made = [training.add_paper(held, paper, by=street_user, now=NOW) for _ in range(10)]
    with pytest.raises(training.TooManyPapers):
        training.add_paper(held, paper, by=street_user, now=NOW)
    training.drop_paper(made[0], by=street_user)
    assert held.materials.count() == 9
    verbs = [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(held)]
    assert verbs.count("drop_paper") == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_for_the_last_place_one_gets_it(street, community, alliance):
    """Each unit sends one person in the same moment; nineteen wait, in some order, each once."""
    held = session(programme(alliance), places=1)
    units = [
        MemberUnit.objects.create(name=f"企业{n}", area=community, type="private", joined_on=START)
        for n in range(20)
    ]
    gate, said = threading.Barrier(20), []

    def run(unit: MemberUnit) -> None:
        try:
            gate.wait(timeout=20)
            said.append(sign(held, unit, f"代表{unit.pk}")[0].status)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[unit]) for unit in units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(said) == ["enrolled", *["waiting"] * 19]
    assert sorted(status for _, status in states(held)) == sorted(said)


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_on_one_name_one_counts(alliance, unit):
    held = session(programme(alliance), places=9)
    gate, said = threading.Barrier(6), []

    def run() -> None:
        try:
            gate.wait(timeout=20)
            said.append(len(sign(held, unit, "王敏")))
        except TakenMeanwhile:
            said.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(said) == [0, 0, 0, 0, 0, 1]
    assert states(held) == [("王敏", "enrolled")]


def test_a_unit_that_leaves_gives_back_its_place_and_its_turn(alliance, unit, unit2):
    """Of one unit one has a place, another waits: that one does not move up on the way out."""
    held = session(programme(alliance), places=1)
    sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    leave(unit, on=NOW.date(), by=None, now=NOW)
    assert states(held) == [("王敏", "cancelled"), ("刘洋", "cancelled"), ("赵强", "enrolled")]


def test_the_same_session_is_not_planned_twice_by_a_second_click(alliance):
    of = programme(alliance)
    session(of)
    with pytest.raises(ValidationError, match="重复提交"):
        session(of)
    assert Session.objects.count() == 1


def test_a_stale_roll_undoes_no_tick_that_it_did_not_show(held, unit, street_user):
    first, second = sign(held, unit, "王敏", "刘洋")
    call = {"by": street_user, "now": at("2026-11-21")}
    assert training.note_attendance(held, [first.pk], shown=[], **call) == 1
    assert training.note_attendance(held, [second.pk], shown=[], **call) == 2
    assert training.note_attendance(held, [second.pk], shown=[first.pk, second.pk], **call) == 1
    assert states(held) == [("王敏", "enrolled"), ("刘洋", "attended")]
