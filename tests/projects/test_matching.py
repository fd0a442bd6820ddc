"""Suggestions on pages, on the phone, in the API and by night."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from projects.jobs import match_needs
from projects.matching import links
from projects.matching.ask import ask_of, days_in
from projects.matching.suggestions import is_open, needs_for, suggestions
from projects.models import Demand, Engagement, Match, Resource, Service, Share
from tests.projects.conftest import category_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def need(make, now):
    return make(Demand, "周末开会用会议室", category="meeting-room", quantity="60 人", now=now)


@pytest.fixture
def room(make, unit2, now):
    """A room that is open on Sundays, of the neighbour."""
    facts = {"category": "meeting-room", "capacity": 80, "opening": "周日 9:00–17:00"}
    return make(Resource, "大会议室", unit=unit2, now=now, **facts)


@pytest.fixture
def helped(make, street_user, now):
    """helped(unit, times=2, category="meals"): others' needs that the unit met, as they say."""

    def build(unit, times=1, *, category="meals", days=10):
        when = now - timedelta(days=days)
        for _ in range(times):
            met = make(Demand, "别的需求", category=category, now=when)
            Demand.objects.filter(pk=met.pk).update(met_on=timezone.localdate(when))
            engage(met, unit, "confirmed", street_user, when)

    return build


def engage(need, unit, status, by, when, **facts):
    done = {"accepted_at": when, "reported_at": when, "outcome": "办成了"}
    confirmed = {**done, "rating": "good", "confirmed_at": when, "confirmed_by": by}
    own = {"confirmed": confirmed, "declined": {"reason": "没有空"}, "proposed": {}}[status]
    engagement = Engagement.objects.create(
        demand=need,
        awaits="helper",
        status=status,
        proposed_at=when,
        proposed_by=by,
        touched_at=when,
        **own,
        **facts,
    )
    Share.objects.create(engagement=engagement, unit=unit, role="lead", joined_at=when)
    return engagement


def titles(found):
    return [one.title for one in found]


# --- what is said -----------------------------------------------------------------------------


def test_reasons_are_plain_words_with_their_points(need, room, helped, unit2, now):
    helped(unit2, 3)
    [one] = suggestions(need, now=now)
    assert (one.title, one.unit, one.score) == ("大会议室", unit2, 116)
    assert one.parts == [
        ("同一社区", 40),
        ("同类别", 30),
        ("都提到“会议室”", 16),
        ("可容纳 80 人", 10),
        ("周末开放", 10),
        ("90 天内帮过 3 次", 10),
    ]
    assert one.reason.startswith("同一社区 · 同类别 · 都提到“会议室”")


def test_a_unit_without_a_thing_is_suggested_by_what_it_did(need, helped, unit2, now):
    helped(unit2, category="meeting-room", days=200)
    [one] = suggestions(need, now=now)
    assert (one.item, one.unit, one.kind_name) == (None, unit2, "帮过忙的单位")
    assert one.parts == [("同一社区", 40), ("帮过同类别的需求", 30)]


def test_dates_and_urgency_count_where_the_need_names_them(make, room, now):
    today = timezone.localdate(now)
    need = make(
        Demand,
        "要个场子",
        category="meeting-room",
        urgency="urgent",
        wished_on=today + timedelta(days=(6 - today.weekday()) % 7),  # a Sunday
        now=now,
    )
    said = dict(suggestions(need, now=now)[0].parts)
    day = need.wished_on
    assert said["到希望日期仍有效"] == 5
    assert said["30 天内确认过"] == 5
    assert said[f"{day.month} 月 {day.day} 日开放"] == 10


def test_a_part_of_what_is_needed_is_better_than_none(make, unit2, now):
    need = make(Demand, "桌椅", category="meals", quantity="100 份", amount=100, now=now)
    make(Service, "送午饭", unit=unit2, category="meals", places=30, now=now)
    assert dict(suggestions(need, now=now)[0].parts)["名额 30 个，能解决一部分"] == 5


def test_days_are_read_from_the_text():
    assert days_in("周末或周一") == {1, 6, 7}
    assert days_in("星期天") == {7}
    assert days_in("随时") == set()


# --- who is left out --------------------------------------------------------------------------


def test_left_out_are_the_asker_and_who_declined_or_is_at_it(
    make, need, room, unit, unit2, military_unit, street_user, now
):
    make(Service, "会议室引导", unit=unit, category="meeting-room", now=now)
    inside = make(
        Service,
        "会议室保障",
        unit=military_unit,
        category="meeting-room",
        is_public=False,
        now=now,
    )
    assert titles(suggestions(need, now=now)) == ["大会议室", "会议室保障"]
    engage(need, unit2, "declined", street_user, now)
    engage(need, military_unit, "proposed", street_user, now, quantity=1)
    assert suggestions(need, now=now) == []
    assert needs_for(room, now=now, within=Demand.objects.all()) == []
    assert needs_for(inside, now=now, within=Demand.objects.all()) == []


def test_what_lapsed_ended_or_lies_elsewhere_is_no_candidate(
    make, need, room, unit2, other_unit, other_community, now
):
    lapsed = make(Resource, "会议室二", unit=unit2, now=now)
    Resource.objects.filter(pk=lapsed.pk).update(status="lapsed")
    make(Resource, "会议室三", unit=other_unit, area=other_community, now=now)
    assert titles(suggestions(need, now=now)) == ["大会议室"]
    type(unit2).objects.filter(pk=unit2.pk).update(left_on=timezone.localdate(now))
    assert suggestions(need, now=now) == []


def test_a_need_is_open_until_it_is_met_or_wholly_taken(make, unit2, street_user, now):
    today = timezone.localdate(now)
    whole, parts = make(Demand, "一次", now=now), make(Demand, "分批", amount=10, now=now)
    engage(whole, unit2, "proposed", street_user, now)
    engage(parts, unit2, "proposed", street_user, now, quantity=4)
    assert (is_open(whole, today), is_open(parts, today)) == (False, True)
    engage(parts, unit2, "confirmed", street_user, now, quantity=6)
    assert not is_open(parts, today)


# --- the staff's pages ------------------------------------------------------------------------


def test_the_page_of_a_need_suggests_and_says_why(client, need, room, street_user):
    client.force_login(street_user)
    text = client.get(need.get_absolute_url()).content.decode()
    assert "大会议室" in text
    assert "同一社区 40" in text
    assert f'href="/w/matching/{need.uuid}/"' in text
    assert f'href="{room.get_absolute_url()}"' in text


def test_an_auditor_reads_and_proposes_nothing(client, need, room, auditor):
    client.force_login(auditor)
    page = client.get(f"/w/matching/{need.uuid}/")
    assert "大会议室" in page.content.decode()
    assert "提议对接" not in page.content.decode()


def test_a_settled_need_has_no_suggestions(client, make, room, street_user):
    settled = make(Demand, "开会", "draft", category="meeting-room")
    client.force_login(street_user)
    assert "h-match" not in client.get(settled.get_absolute_url()).content.decode()
    assert "不在等人对接" in client.get(f"/w/matching/{settled.uuid}/").content.decode()


def test_a_reader_sees_what_is_published_nearby_and_opens_what_is_in_scope(
    client, make, need, street, unit2, military_unit, community_user, now
):
    """A community's clerk reads of the whole street; the pages of others stay closed."""
    next_door = type(street).objects.create(
        kind="community",
        code="210211013002",
        name="隔壁社区",
        parent=street,
        valid_from="2026-01-01",
    )
    for unit in (unit2, military_unit):
        type(unit).objects.filter(pk=unit.pk).update(area=next_door)
        unit.refresh_from_db()
    public = make(Resource, "会议室甲", unit=unit2, area=next_door, now=now)
    hidden = make(
        Resource, "会议室乙", unit=military_unit, area=next_door, is_public=False, now=now
    )
    client.force_login(community_user)
    text = client.get(f"/w/matching/{need.uuid}/").content.decode()
    assert "会议室甲" in text
    assert f'href="{public.public_url}"' in text
    assert "会议室乙" in text
    assert hidden.get_absolute_url() not in text
    assert "驻街单位甲" in text
    assert "某部警卫连" not in text


def test_a_stranger_has_no_candidates(client, need, room, other_street_user):
    client.force_login(other_street_user)
    assert client.get(f"/w/matching/{need.uuid}/").status_code == 404


def test_the_page_of_a_thing_names_needs_that_the_reader_sees(client, need, room, street_user):
    client.force_login(street_user)
    text = client.get(room.get_absolute_url()).content.decode()
    assert "可以帮上的需求" in text
    assert f'href="{need.get_absolute_url()}"' in text


def test_the_pages_cost_the_same_whatever_they_suggest(
    client, make, need, room, unit2, street_user, now
):
    client.force_login(street_user)
    url = f"/w/matching/{need.uuid}/"
    client.get(url)  # what is remembered for a minute
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        counts.append(len(seen))
        make(Resource, f"会议室 {number}", unit=unit2, category="meeting-room", now=now)
    assert len(set(counts)) == 1


# --- the register -----------------------------------------------------------------------------


def test_the_register_has_the_most_urgent_first_then_who_waited_longest(
    client, make, street_user, now
):
    for title, urgency, days in [
        ("不急新的", "normal", 1),
        ("不急久的", "normal", 9),
        ("紧急的", "urgent", 0),
        ("较急的", "soon", 3),
    ]:
        make(Demand, title, urgency=urgency, now=now - timedelta(days=days))
    make(Demand, "撤下的", "withdrawn", now=now)
    client.force_login(street_user)
    lines = client.get("/w/matching/").context["list"].lines
    assert [line.obj.title for line in lines] == ["紧急的", "较急的", "不急久的", "不急新的"]
    assert [line.obj.waiting for line in lines] == [0, 3, 9, 1]


def test_the_register_shows_what_the_night_stored_while_it_holds(
    client, need, room, street_user, now
):
    client.force_login(street_user)
    assert "还没有推荐" in client.get("/w/matching/").content.decode()
    match_needs(at=now.isoformat())
    text = client.get("/w/matching/").content.decode()
    assert "大会议室（大连湾供电所）" in text
    assert "同一社区 · 同类别" in text
    Resource.objects.filter(pk=room.pk).update(status="lapsed")
    assert "大会议室" not in client.get("/w/matching/").content.decode()


def test_the_register_exports_what_it_shows(client, need, room, street_user, now):
    match_needs(at=now.isoformat())
    client.force_login(street_user)
    data = client.get("/w/matching/?export=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    said = next(cell for row in rows for cell in row if "大会议室" in str(cell))
    assert said.startswith("大会议室（大连湾供电所）：同一社区 · 同类别")


def test_the_register_is_of_ones_own_area(client, need, other_street_user):
    client.force_login(other_street_user)
    assert client.get("/w/matching/").context["list"].count == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_eight_queries_at_most(
    client, make, room, street_user, now, count, django_assert_max_num_queries
):
    for number in range(count):
        make(Demand, f"会议室 {number}", category="meeting-room", now=now)
    match_needs(at=now.isoformat())
    client.force_login(street_user)
    client.get("/w/matching/")
    with django_assert_max_num_queries(8):
        assert client.get("/w/matching/").context["list"].count == count


# --- the phone --------------------------------------------------------------------------------


def test_an_officer_reads_which_needs_the_room_could_meet(
    client, need, room, liaison2_user, alliance
):
    client.force_login(liaison2_user)
    page = client.get(f"/l/items/resource/{room.uuid}/")
    assert f'href="/l/items/resource/{room.uuid}/needs/"' in page.content.decode()
    text = client.get(f"/l/items/resource/{room.uuid}/needs/").content.decode()
    assert "周末开会用会议室" in text
    assert "同一社区 · 同类别" in text
    assert need.phone not in text


def test_an_officer_reads_of_own_things_alone(client, room, need, liaison_user, liaison2_user):
    client.force_login(liaison_user)
    assert client.get(f"/l/items/resource/{room.uuid}/needs/").status_code == 404
    assert client.get(f"/l/items/demand/{need.uuid}/needs/").status_code == 404


# --- by night ---------------------------------------------------------------------------------


def rows():
    return list(Match.objects.order_by("demand", "rank").values_list("demand", "rank", "parts"))


def test_a_night_stores_the_lists_and_a_second_run_changes_nothing(need, room, now):
    line = match_needs(at=now.isoformat())
    assert line == "1 件待对接需求，更新 1 件的推荐，清除 0 条过时推荐"
    [match] = Match.objects.all()
    assert (match.demand, match.unit, match.resource, match.rank) == (need, room.unit, room, 1)
    assert sum(points for _, points in match.parts) == match.score
    again = match_needs(at=now.isoformat())
    assert again == "1 件待对接需求，更新 0 件的推荐，清除 0 条过时推荐"
    assert Match.objects.get() == match


def test_the_next_night_replaces_what_changed(make, need, room, unit2, now):
    match_needs(at=now.isoformat())
    make(Resource, "小会议室", unit=unit2, category="meeting-room", now=now)
    match_needs(at=(now + timedelta(days=1)).isoformat())
    assert [(rank, parts[0]) for _, rank, parts in rows()] == [
        (1, ["同一社区", 40]),
        (2, ["同一社区", 40]),
    ]


def test_a_met_need_loses_its_list(need, room, now):
    match_needs(at=now.isoformat())
    Demand.objects.filter(pk=need.pk).update(met_on=timezone.localdate(now))
    assert match_needs(at=now.isoformat()).endswith("清除 1 条过时推荐")
    assert rows() == []


def test_ten_are_kept(make, need, unit2, now):
    for number in range(12):
        make(Resource, f"会议室 {number}", unit=unit2, category="meeting-room", now=now)
    match_needs(at=now.isoformat())
    assert [rank for _, rank, _ in rows()] == list(range(1, 11))


def test_the_database_holds_one_row_a_rank_and_one_thing_a_row(make, need, room, unit2, now):
    service = make(Service, unit=unit2, now=now)
    facts = {"demand": need, "unit": unit2, "score": 1, "parts": [], "at": now}
    Match.objects.create(rank=1, **facts)
    for wrong in ({"rank": 1}, {"rank": 2, "resource": room, "service": service}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Match.objects.create(**facts, **wrong)


# --- the API ----------------------------------------------------------------------------------


def test_the_api_answers_as_the_page_does(client, need, room, street_user, community):
    client.force_login(street_user)
    [one] = client.get(f"/api/v1/demands/{need.uuid}/candidates/").json()
    assert one["parts"][:2] == [
        {"words": "同一社区", "points": 40},
        {"words": "同类别", "points": 30},
    ]
    assert {name: one[name] for name in ("kind", "item", "unit_name", "area", "score")} == {
        "kind": "resource",
        "item": str(room.uuid),
        "unit_name": "大连湾供电所",
        "area": str(community.uuid),
        "score": 106,
    }


def test_the_api_is_for_who_works_on_the_need(
    client, need, room, liaison_user, liaison2_user, other_street_user
):
    codes = []
    for user in (None, liaison_user, liaison2_user, other_street_user):
        if user:
            client.force_login(user)
        codes.append(client.get(f"/api/v1/demands/{need.uuid}/candidates/").status_code)
    assert codes == [403, 403, 404, 404]


# --- links ------------------------------------------------------------------------------------


def test_links_lead_to_the_engagement(need, room, unit2):
    url = links.propose_url(need, unit2, room)
    assert url == f"/w/hall/{need.uuid}/propose/?unit={unit2.uuid}&resource={room.uuid}"


def test_a_need_asks_by_telling_words_alone(make):
    need = make(Demand, "社区居民需要会议室", description="周末活动", category="meeting-room")
    ask = ask_of(need)
    assert {"会议", "议室"} <= set(ask.pairs)
    assert not {"社区", "居民", "周末", "活动"} & set(ask.pairs)
    assert ask.category_id == category_of("meeting-room").pk
