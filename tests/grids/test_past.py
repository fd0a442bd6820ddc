"""Pages of last year keep the names of last year, through a merger, a split, a move, a new name."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grids.actions.areas import found_area, move_area, rename
from grids.actions.merges import merge, split
from grids.actions.plans import NewArea
from grids.models import Area, AreaFigures, GridPost
from grids.past import area_then, place_of, places_of
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.models import MemberUnit
from projects.models import Resource
from tests.conftest import START, at

ON = date(2026, 6, 1)
BEFORE = ON - timedelta(days=1)
NOW = at("2026-06-01")


@pytest.fixture
def second(street) -> Area:
    return found_area(
        parent=street, kind="community", code="210211013002", name="柳林社区", on=START, by=None
    )


@pytest.fixture
def far(second) -> Area:
    return found_area(
        parent=second, kind="grid", code="210211013002001", name="柳林网格", on=START, by=None
    )


@pytest.fixture
def school(far) -> MemberUnit:
    return MemberUnit.objects.create(name="柳林小学", area=far, type="school", joined_on=START)


@pytest.fixture
def shop(second) -> MemberUnit:
    return MemberUnit.objects.create(name="柳林商店", area=second, type="private", joined_on=START)


def after(community, second, far, other_street) -> None:
    """All that can happen: a merger, a new name, a move to another street, a split."""
    heir = merge(
        [community, second], into=NewArea("210211013009", "海柳社区"), on=ON, by=None, now=NOW
    )
    rename(far, name="滨海网格", code=Area.objects.get(pk=far.pk).code, on=ON, by=None)
    move_area(heir, other_street, now=NOW, on=ON + timedelta(days=1), by=None)
    heir.refresh_from_db()
    parts = [NewArea("210211009031", "东社区"), NewArea("210211009032", "西社区")]
    split(heir, parts, now=NOW, homes={far.pk: 1}, on=ON + timedelta(days=2), by=None)


def test_where_a_record_was_on_each_day(community, second, far, school, shop, other_street):
    after(community, second, far, other_street)
    school.refresh_from_db()
    shop.refresh_from_db()
    days = [BEFORE, ON, ON + timedelta(days=1), ON + timedelta(days=2)]
    assert [place_of(school, day).full for day in days] == [
        "大连湾街道　柳林社区　柳林网格",
        "大连湾街道　海柳社区　滨海网格",
        "红旗街道　海柳社区　滨海网格",
        "红旗街道　西社区　滨海网格",
    ]
    assert [place_of(shop, day).full for day in days] == [
        "大连湾街道　柳林社区",
        "大连湾街道　海柳社区",
        "红旗街道　海柳社区",
        "红旗街道　东社区",
    ]
    assert (place_of(school, BEFORE).code, place_of(shop, BEFORE).area) == (
        "210211013002001",
        second,
    )
    place = place_of(school, BEFORE)
    assert (str(place), place.community, place.street) == ("柳林网格", "柳林社区", "大连湾街道")
    assert area_then(far, BEFORE).full == "大连湾街道　柳林社区　柳林网格"
    assert places_of([], lambda _: ON) == {}


def test_the_queries_do_not_grow(community, second, far, school, shop, other_street):
    after(community, second, far, other_street)
    more = [
        MemberUnit.objects.create(name=f"单位{n}", area=far, type="school", joined_on=START)
        for n in range(5)
    ]

    def asked(units) -> int:
        held = list(MemberUnit.objects.filter(pk__in=[one.pk for one in units]))
        with CaptureQueriesContext(connection) as queries:
            places_of(held, lambda _: BEFORE)
        return len(queries)

    assert asked([school, shop]) == asked([school, shop, *more]) <= 8


@pytest.fixture
def staff(client, district_user):
    client.force_login(district_user)
    return client


def done(unit, by) -> LiaisonReport:
    return LiaisonReport.objects.create(
        unit=unit,
        area=unit.area,
        month=date(2026, 4, 1),
        due_on=date(2026, 4, 27),
        status="accepted",
        submitted_at=NOW,
        submitted_by=by,
        accepted_at=NOW,
        reviewed_by=by,
    )


def test_reports_of_a_past_month(
    staff, community, second, far, school, shop, other_street, street_user
):
    reports = [done(unit, street_user) for unit in (school, shop)]
    after(community, second, far, other_street)
    pages = [staff.get(f"/w/reports/{one.uuid}/").content.decode() for one in reports]
    assert "大连湾街道　柳林社区　柳林网格" in pages[0]
    assert "大连湾街道　柳林社区）" in pages[1]
    html = staff.get("/w/reports/?cols=unit&cols=community&cols=street").content.decode()
    assert html.count(">柳林社区<") == 2
    assert html.count("<td>大连湾街道</td>") == 2


def test_the_protocol_of_a_meeting_held(
    staff, alliance, community, second, far, school, shop, other_street
):
    alliance.memberships.create(unit=school, since=START)
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=2, weekday=2)
    held, ahead = (
        Meeting.objects.create(rule=rule, period=date(2026, month - 2, 1), starts_at=at(day))
        for month, day in ((3, "2026-03-11"), (9, "2026-09-09"))
    )
    after(community, second, far, other_street)
    html = staff.get(f"/w/meetings/{held.uuid}/").content.decode()
    assert "大连湾街道　柳林社区　柳林网格" in html
    assert "大连湾街道　海青社区" in html
    assert "柳林小学" not in staff.get(f"/w/meetings/{ahead.uuid}/").content.decode()


def test_an_item_that_was_withdrawn(
    staff, community, second, far, shop, other_street, category, street_user
):
    item = Resource.objects.create(
        title="教室",
        category=category,
        unit=shop,
        area=far,
        contact="办公室",
        phone="0411-87600202",
        form="venue",
        status="withdrawn",
        created_at=at("2026-03-01"),
        created_by=street_user,
    )
    after(community, second, far, other_street)
    assert ">柳林网格<" in staff.get(item.get_absolute_url()).content.decode()


def test_the_postings_of_an_account(staff, community, second, far, other_street, community_user):
    after(community, second, far, other_street)
    html = staff.get(f"/w/accounts/{community_user.uuid}/").content.decode()
    for words in ("大连湾街道　海青社区", "红旗街道　海柳社区", "红旗街道　东社区"):
        assert words in html


def test_the_page_of_an_area_on_a_day(staff, community, second, far, post, other_street):
    AreaFigures.objects.create(area=far, on=START, source="网格申报", registered=100, transient=5)
    GridPost.objects.create(
        area=far, role="head", name="王芳", duty_phone="0411-87600102", since=START
    )
    after(community, second, far, other_street)

    def then(area, day):
        html = staff.get(f"/w/areas/{area.uuid}/?on={day}").content.decode()
        return html[html.index("h-then") :]

    page = then(far, BEFORE)
    for words in ("柳林网格", "210211013002001", "大连湾街道　柳林社区", "网格长 王芳", "105"):
        assert words in page
    page = then(second, BEFORE)
    for words in ("柳林社区", "210211013002", "1 个：柳林网格", "105", "由 1 个下级区域的数据合计"):
        assert words in page
    assert "柳林社区在这一天已经停用" in then(second, ON)
    heir = Area.objects.get(name="海柳社区")
    assert "海柳社区在这一天还没有启用" in then(heir, BEFORE)
    for wrong in ("2999-01-01", "某日", "2026-02-30"):
        assert "请填今天或以前的日期" in then(far, wrong)


def test_the_story_of_an_area(staff, community, second, far, other_street):
    after(community, second, far, other_street)

    def story(area):
        answer = staff.get(f"/w/areas/{area.uuid}/")
        return [
            (event.on, event.words, [a.name for a in event.areas], list(event.details))
            for event in answer.context["story"]
        ]

    heir = Area.objects.get(name="海柳社区")
    east = Area.objects.get(name="东社区")
    assert story(second) == [(ON, "并入", ["海柳社区"], []), (START, "启用", [], [])]
    assert story(heir) == [
        (ON + timedelta(days=2), "拆分为", ["东社区", "西社区"], []),
        (
            ON + timedelta(days=1),
            "变更",
            [],
            ["曾用代码：210211013009 → 210211009009", "上级：大连湾街道 → 红旗街道"],
        ),
        (ON, "由下列区域合并而来", ["海青社区", "柳林社区"], []),
    ]
    assert story(east) == [(ON + timedelta(days=2), "由下列区域拆分而来", ["海柳社区"], [])]
    details = [words for *_, told in story(far) for words in told]
    assert "曾用名：柳林网格 → 滨海网格" in details
    html = staff.get(f"/w/areas/{second.uuid}/").content.decode()
    assert "柳林社区已于 2026 年 6 月 1 日停用，并入" in html
    assert f"/w/areas/{second.uuid}/outcome/" in html


def test_the_public_page_of_what_ended_leads_to_what_is_now(
    client, community, second, far, other_street
):
    after(community, second, far, other_street)
    heir = Area.objects.get(name="海柳社区")
    html = client.get(second.get_absolute_url()).content.decode()
    assert f'href="{heir.get_absolute_url()}"' in html
