"""The home pages of the three doors."""

import pytest
from django.urls import reverse

from alliance import desk
from grids.models import GridPost
from meetings.actions.reports import open_month, submit
from meetings.jobs import plan_meetings
from meetings.models import LiaisonReport
from members.actions.seats import nominate
from members.models import MemberUnit
from projects.models import Demand, Service
from tests.conftest import START, at


@pytest.fixture
def service(unit, category, community, street_user):
    return published(Service, unit, category, community, street_user, title="老年助餐")


def published(model, unit, category, area, by, **more):
    return model.objects.create(
        unit=unit,
        category=category,
        area=area,
        contact="办公室",
        phone="0411-87600000",
        is_public=True,
        status="published",
        created_at=at("2026-11-01"),
        created_by=by,
        reviewed_by=by,
        published_at=at("2026-11-01"),
        last_confirmed=START,
        valid_until=at("2099-01-01").date(),
        **more,
    )


def test_residents_home_asks_one_question_and_shows_what_is_there(client, service):
    page = client.get("/").content.decode()

    assert "今天需要什么帮助？" in page
    assert "老年助餐" in page
    assert "找到我的网格" in page


def test_residents_home_remembers_the_grid(client, post, service):
    client.post(reverse("grids:set_mine", args=[post.area.uuid]))

    page = client.get("/").content.decode()

    assert "陈桂芳" in page
    assert 'href="tel:0411-87600101"' in page


def test_large_print_home_puts_the_phone_first(client, post, service):
    client.post(reverse("grids:set_mine", args=[post.area.uuid]))
    client.post("/elder/on/?size=30")

    page = client.get("/").content.decode()
    main = page[page.index("<main") :]

    assert main.index("打电话给网格长") < main.index("找服务")
    assert 'class="elder x3"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_residents_home_costs_the_same_with_more(
    client, unit, category, community, street_user, count, django_assert_max_num_queries
):
    for n in range(count):
        published(Service, unit, category, community, street_user, title=f"服务{n}")
    client.get("/")

    with django_assert_max_num_queries(8):
        client.get("/")


def test_military_units_do_not_count_in_public(client, service, military_unit):
    assert MemberUnit.objects.count() == 2
    assert "<dt>成员单位</dt><dd>1<small>家</small></dd>" in client.get("/").content.decode()


def test_phone_home_shows_the_report_that_is_due(client, liaison_user, alliance):
    open_month(at("2026-11-01"))
    client.force_login(liaison_user)

    page = client.get("/l/").content.decode()

    report = LiaisonReport.objects.get(unit__liaisons__person__user=liaison_user)
    assert "11 月联络员月报" in page
    assert f'href="{report.phone_url}"' in page


def test_phone_home_of_a_grid_worker_shows_grid_and_contacts(client, grid_user, post):
    client.force_login(grid_user)

    page = client.get("/l/").content.decode()

    assert "第1网格" in page
    assert "陈桂芳" in page
    assert "月报" not in page.split("<footer")[0].split("<main")[1]


def test_phone_home_of_a_tutor_says_there_is_nothing_yet(client, tutor_user):
    client.force_login(tutor_user)

    assert "这里暂时没有要您办的事" in client.get("/l/").content.decode()


def test_staff_home_figures_open_their_records(client, street_user, alliance, service, other_unit):
    open_month(at("2026-11-01"))
    client.force_login(street_user)

    page = client.get("/w/").content.decode()

    assert "2 家单位没有联络员" in page
    assert 'href="/w/units/?officer=none"' in page
    assert "待审核 0</a>" not in page  # nothing to open
    assert desk.of(street_user, at("2026-11-10"))["kpi"][-1]["notes"] == [
        ("已通过 0", ""),
        ("待审核 0", ""),
        ("未交 2", "/w/reports/?month=2026-11&status=waiting"),
    ]


def todo(user, now) -> list[tuple[str, str]]:
    return [(line.what, line.url) for line in desk.of(user, now)["todo"]]


def test_what_is_late_is_one_line_a_month(street_user, alliance, liaison_user, liaison2_user):
    open_month(at("2026-10-01"))
    open_month(at("2026-11-01"))

    assert todo(street_user, at("2026-11-25")) == [
        ("催交 10 月联络员月报 2 份", "/w/reports/late/?month=2026-10")
    ]
    assert todo(street_user, at("2026-11-26")) == [
        ("催交 11 月联络员月报 2 份", "/w/reports/late/?month=2026-11"),
        ("催交 10 月联络员月报 2 份", "/w/reports/late/?month=2026-10"),
    ]


def test_only_what_the_reader_decides_is_theirs_to_do(
    alliance, liaison_user, liaison2_user, street_user, community_user, auditor, now
):
    open_month(at("2026-11-01"))
    report = LiaisonReport.objects.get(unit__liaisons__person__user=liaison_user)
    texts = dict.fromkeys(LiaisonReport.TEXTS, "")
    submit(report, texts, no_change=True, by=liaison_user, now=now)

    assert todo(street_user, now) == [("审核联络员月报 1 份", "/w/reports/?status=submitted")]
    assert todo(community_user, now) == []
    assert todo(auditor, at("2026-12-01")) == []


def test_a_nomination_waits_for_the_street(alliance, unit, street_user, community_user, now):
    nominate(alliance, unit, name="刘文博", phone="13800002222", on=START, by=street_user, now=now)

    line = ("批准兼职委员提名 1 人", "/w/seats/?status=nominated")
    assert line in todo(street_user, now)
    assert line not in todo(community_user, now)


def test_only_the_nearest_entry_of_the_side_bar_is_current(client, street_user):
    client.force_login(street_user)
    side = client.get("/w/requests/figures/").context["side"]
    assert [label for _, items in side for label, *_, here in items if here] == ["点单统计"]


@pytest.mark.parametrize(("user", "way"), [("street_user", "/w/"), ("liaison_user", "/")])
def test_an_error_page_leads_back_to_the_readers_own_door(client, request, user, way):
    client.force_login(request.getfixturevalue(user))
    assert f'<a class="btn" href="{way}">' in client.get("/w/nothing/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 20])
def test_staff_home_costs_the_same_with_more(
    client, street_user, alliance, unit, category, community, count, django_assert_max_num_queries
):
    for n in range(count):
        published(Demand, unit, category, community, street_user, title=f"需求{n}")
    plan_meetings(at="2026-11-22T09:00+08:00")
    client.force_login(street_user)

    with django_assert_max_num_queries(35):
        assert client.get("/w/").status_code == 200


@pytest.mark.parametrize(
    ("door", "user"),
    [("/w/", "liaison_user"), ("/w/", "grid_user"), ("/l/", "street_user"), ("/l/", "auditor")],
)
def test_a_door_that_is_not_yours_does_not_exist(client, request, door, user):
    client.force_login(request.getfixturevalue(user))

    assert client.get(door).status_code == 404


@pytest.mark.parametrize("door", ["/w/", "/l/"])
def test_anonymous_visitors_are_asked_to_sign_in(client, db, door):
    assert client.get(door).url == f"/in/?next={door.replace('/', '%2F')}"


def test_phone_pages_say_whom_to_ask(client, liaison_user, street):
    GridPost.objects.create(
        area=street, role="guide", name="不公开的人", duty_phone="0411-87600300", since=START
    )
    client.force_login(liaison_user)

    page = client.get("/l/").content.decode()

    assert 'href="tel:0411-87600300"' in page
    assert "大连湾街道网格指导员" in page
    assert "不公开的人" not in page
