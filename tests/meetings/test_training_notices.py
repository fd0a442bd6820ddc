"""What officers and tutors are told about training and tutoring, each once, and when no longer."""

from datetime import date

import pytest

from meetings.actions import places, rotations, training, tutors, visits
from meetings.models import Assignment, Tutor
from members.actions.memberships import remove_member
from members.models import Alliance, Liaison
from notices.jobs import deliver_notices
from notices.models import Notice
from tests.conftest import START, at
from tests.meetings.test_notices import raised
from tests.meetings.training import NOW, assign, programme, session, tutor
from tests.projects.test_booking_notices import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(alliance):
    return session(programme(alliance))


def sign(held, unit, *names, now=NOW):
    return places.sign_up(held, unit, names, by=None, now=now)


def who(day: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, _ in raised(day)]


def test_a_day_ahead_those_with_a_place_are_reminded(
    held, unit, unit2, liaison_user, liaison2_user
):
    sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    assert who("2026-11-18") == []
    assert who("2026-11-19") == [("liaison", "session_soon")]
    assert who("2026-11-19") == []
    now = at("2026-11-19")
    assert texts(now) == {
        ("liaison", "session_soon"): (
            "“责任区怎么划”：11 月 20 日（周五）14:00–16:00",
            "地点：三楼会议室。请提醒王敏、刘洋；去不了的请取消，名额让给候补的人。",
        )
    }
    assert who("2026-11-21") == []
    deliver_notices(at=at("2026-11-21").isoformat())
    assert not Notice.objects.standing().exists()


def test_a_move_is_told_to_all_who_were_signed_up_each_time(
    held, unit, unit2, liaison_user, liaison2_user, street_user
):
    sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    change = {"by": street_user, "now": at("2026-11-11")}
    training.change_session(held, place="一楼大厅", **change)
    told = [("liaison", "session_moved"), ("liaison2", "session_moved")]
    assert who("2026-11-11") == told
    assert who("2026-11-12") == []
    training.change_session(held, by=street_user, now=at("2026-11-13"), place="四楼")
    assert who("2026-11-13") == told
    subject, body = texts(at("2026-11-13"))["liaison2", "session_moved"]
    assert subject == "“责任区怎么划”改了时间或地点"
    assert "地点：四楼。请告诉赵强" in body


def test_who_signed_up_after_the_move_is_not_told_of_it(held, unit, liaison_user, street_user):
    training.change_session(held, by=street_user, now=at("2026-11-11"), place="一楼大厅")
    sign(held, unit, "王敏", now=at("2026-11-12"))
    assert who("2026-11-12") == []


def test_a_session_called_off_is_told_to_all_and_no_longer_reminded_of(
    held, unit, unit2, liaison_user, liaison2_user, street_user
):
    sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    assert who("2026-11-19") == [("liaison", "session_soon")]
    training.call_off(held, reason="老师生病", by=street_user)
    assert who("2026-11-19") == [("liaison", "session_off"), ("liaison2", "session_off")]
    deliver_notices(at=at("2026-11-19").isoformat())
    assert set(Notice.objects.standing().values_list("kind", flat=True)) == {"session_off"}


def test_who_moves_up_is_told(held, unit, unit2, liaison_user, liaison2_user):
    first, *_ = sign(held, unit, "王敏", "刘洋")
    sign(held, unit2, "赵强")
    assert who("2026-11-11") == []
    places.withdraw(first, by=liaison_user, now=at("2026-11-11"))
    assert who("2026-11-11") == [("liaison2", "place_got")]
    assert who("2026-11-12") == []
    assert texts(at("2026-11-12"))["liaison2", "place_got"][0] == "赵强有名额了：“责任区怎么划”"


def test_nothing_is_said_to_an_officer_who_is_none_any_more(held, unit, liaison_user):
    sign(held, unit, "王敏")
    assert who("2026-11-19") == [("liaison", "session_soon")]
    Liaison.objects.update(until=date(2026, 11, 19))
    assert texts(at("2026-11-19")) == {}


def test_a_decision_is_told_to_the_officer_who_nominated(unit, liaison_user, street_user):
    facts = {"person": None, "expertise": "党史", "by": liaison_user, "now": NOW}
    tutors.refuse(tutors.nominate(unit, name="吕芳", **facts), reason="名额已满", by=street_user)
    assert who("2026-11-10") == [("liaison", "tutor_decided")]
    assert texts(NOW)["liaison", "tutor_decided"] == (
        "吕芳这次没有入选辅导员", "原因：名额已满",
    )  # fmt: skip
    assert who("2026-11-11") == []


@pytest.fixture
def pair(alliance, unit, unit2, street_user, tutor_user):
    """The account `tutor` is the tutor of the first unit; the second's has none."""
    made = tutor(unit, "冯远", by=street_user, user=tutor_user)
    other = tutor(unit2, "宋洁", by=street_user)
    raised("2026-11-10")
    return made, other


def test_who_comes_to_whom_is_told_to_both(alliance, pair, unit2, liaison2_user):
    pool = rotations.pool_of(alliance, date(2026, 10, 1), NOW.date())
    facts = {"seen": pool.seen, "by": None, "now": NOW}
    rotations.confirm(alliance, date(2026, 10, 1), pool.plan().pairs, **facts)
    assert who("2026-11-10") == [
        ("liaison2", "tutor_assigned"), ("liaison2", "tutor_decided"), ("tutor", "tutor_assigned"),
    ]  # fmt: skip
    said = texts(NOW)
    assert said["tutor", "tutor_assigned"][0] == "请您辅导大连湾供电所（2026 年第四季度）"
    assert said["liaison2", "tutor_assigned"][0] == "2026 年第四季度的辅导员：冯远（区第二医院）"
    assert who("2026-11-11") == []


def test_the_end_is_told_to_both_unless_another_comes(
    alliance, pair, unit2, liaison2_user, street_user
):
    assign(pair[0], unit2, alliance)
    raised("2026-11-10")
    tutors.end(pair[0], on=NOW.date(), by=street_user, now=NOW)
    assert who("2026-11-10") == [("liaison2", "tutoring_ended"), ("tutor", "tutoring_ended")]
    assert texts(NOW)["liaison2", "tutoring_ended"] == ("辅导员冯远不再来了", "原因：辅导员离任")


def test_the_end_by_leaving_the_alliance_is_told_to_both(
    street, pair, unit, unit2, liaison2_user, street_user
):
    facts = {"kind": "chain", "name": "水产链", "industry": "水产", "founded_on": START}
    chain = Alliance.objects.create(area=street, **facts)
    member, _ = (chain.memberships.create(unit=one, since=START) for one in (unit, unit2))
    assign(pair[0], unit2, chain)
    raised("2026-11-10")
    remove_member(member, on=NOW.date(), by=street_user, now=NOW)
    assert who("2026-11-10") == [("liaison2", "tutoring_ended"), ("tutor", "tutoring_ended")]
    reason = "原因：单位已不在这个联合体"
    assert texts(NOW)["liaison2", "tutoring_ended"] == ("辅导员冯远不再来了", reason)


def test_a_tutor_without_a_visit_is_reminded_in_the_middle_of_the_last_month(
    alliance, pair, unit2, tutor_user
):
    made = assign(pair[0], unit2, alliance)
    raised("2026-11-10")
    assert who("2026-12-14") == []
    assert who("2026-12-15") == [("tutor", "visit_missing")]
    assert who("2026-12-20") == []
    facts = {"form": "lesson", "topic": "党课", "outcome": "", "by": tutor_user}
    visits.note(made, on=date(2026, 12, 20), now=at("2026-12-20"), **facts)
    assert not Notice.objects.standing().filter(kind="visit_missing").exists()
    assert who("2026-12-21") == []


def test_who_was_there_is_not_reminded_and_after_the_quarter_nobody(
    alliance, pair, unit2, tutor_user
):
    made = assign(pair[0], unit2, alliance)
    raised("2026-11-10")
    assert who("2027-01-02") == []
    facts = {"form": "field", "topic": "参观", "outcome": "", "by": tutor_user}
    visits.note(made, on=date(2026, 11, 12), now=at("2026-11-12"), **facts)
    assert who("2026-12-16") == []
    assert (Tutor.objects.count(), Assignment.objects.count()) == (2, 1)


def test_a_move_is_not_told_to_who_came_after_it(
    held, unit, unit2, liaison_user, liaison2_user, street_user
):
    sign(held, unit, "王敏")
    training.change_session(held, place="一楼大厅", by=street_user, now=at("2026-11-11"))
    sign(held, unit2, "赵强", now=at("2026-11-12"))
    assert who("2026-11-13") == [("liaison", "session_moved")]


def test_who_waits_is_not_among_those_to_be_reminded(alliance, unit, liaison_user):
    held = session(programme(alliance), places=1)
    sign(held, unit, "王敏", "刘洋")
    who("2026-11-19")
    (_, body) = texts(at("2026-11-19"))["liaison", "session_soon"]
    assert body.startswith("地点：三楼会议室。请提醒王敏；")


@pytest.mark.parametrize("decision", ["approve", "refuse"])
def test_an_heir_in_office_is_not_told_of_decisions_long_ago(
    unit, liaison_user, liaison2_user, street_user, decision
):
    facts = {"person": None, "name": "吕芳", "expertise": "党史", "by": None}
    made = tutors.nominate(unit, now=NOW, **facts)
    if decision == "approve":
        tutors.approve(made, account=None, by=street_user, now=NOW)
    else:
        tutors.refuse(made, reason="今年名额已满", by=street_user)
    assert who("2026-11-11") == [("liaison", "tutor_decided")]
    later = date(2027, 5, 1)
    Liaison.objects.filter(unit=unit).update(until=later)
    Liaison.objects.create(unit=unit, person=liaison2_user.person, since=later)
    assert who("2027-06-01") == []
