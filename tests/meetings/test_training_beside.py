"""Training and tutoring on the pages and in the acts of other rooms."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from grids.actions.areas import found_area
from grids.actions.merges import merge
from meetings.actions import places, training, tutors, visits
from meetings.models import Programme
from members.year_sheet import Period, sections_of
from tests.conftest import at
from tests.meetings.training import NOW, assign, programme, session, tutor

pytestmark = pytest.mark.django_db


def test_the_homes_say_what_waits(
    client, alliance, unit, unit2, street_user, tutor_user, liaison_user
):
    made = tutor(unit, "冯远", by=street_user, user=tutor_user)
    task = assign(made, unit2, alliance, on=timezone.now())
    facts = {"person": None, "name": "吕芳", "expertise": "党史", "by": None}
    tutors.nominate(unit, now=timezone.now(), **facts)
    client.force_login(tutor_user)
    assert "去大连湾供电所辅导" in client.get("/l/").content.decode()
    client.force_login(street_user)
    assert "推荐的辅导员 1 人" in client.get("/w/").content.decode()
    now = timezone.now()
    facts = {"form": "lesson", "topic": "党课", "outcome": "", "by": tutor_user}
    visits.note(task, on=timezone.localdate(now), now=now, **facts)
    client.force_login(tutor_user)
    assert "去大连湾供电所辅导" not in client.get("/l/").content.decode()


def test_the_year_sheet_tells_of_sessions_and_visits(alliance, unit, unit2, street_user):
    held = session(programme(alliance), places=5)
    first, _ = places.sign_up(held, unit, ["王敏", "刘洋"], by=None, now=NOW)
    training.note_attendance(held, [first.pk], by=street_user, now=at("2026-11-21"))
    task = assign(tutor(unit2, "宋洁", by=street_user), unit, alliance)
    facts = {"form": "field", "topic": "参观厂史馆", "outcome": "很好", "by": street_user}
    visits.note(task, on=date(2026, 11, 12), now=at("2026-11-12"), **facts)
    period = Period(2026, date(2026, 12, 1))
    found = {one.title: one for one in sections_of(unit, period, street_user)}["培训和辅导"]
    assert [(line.day, line.text, line.note) for line in found.lines] == [
        (date(2026, 11, 12), "实地学习：参观厂史馆", "很好"),
        (date(2026, 11, 20), "责任区怎么划", "1 人参加"),
    ]


def test_a_programme_goes_on_where_its_area_went(alliance, street, community, district_user):
    of_community = programme(area=community, name="社区班")
    closed = programme(area=community, name="旧班")
    training.close(closed, by=district_user, now=NOW)
    on = timezone.localdate(NOW) - timedelta(days=1)
    heir = found_area(
        parent=street, kind="community", code="210211013009", name="新海青社区", on=on, by=None
    )
    merge([community], into=heir, on=on, by=district_user, now=NOW)
    places_now = dict(Programme.objects.values_list("name", "area"))
    assert places_now == {of_community.name: heir.pk, closed.name: community.pk}


def test_what_an_ended_alliance_held_is_held_by_its_heir(district, street, alliance, district_user):
    made = programme(alliance)
    on = timezone.localdate(NOW) - timedelta(days=1)
    heir = found_area(
        parent=district, kind="street", code="210211019", name="新大连湾街道", on=on, by=None
    )
    merge([street], into=heir, on=on, by=district_user, now=NOW)
    made.refresh_from_db()
    assert (made.area, made.alliance.area, made.alliance.ended_on) == (heir, heir, None)
