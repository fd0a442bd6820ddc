"""What units support: on the unit's page, in the register, from a workbook, for the officer."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.sheets import ImportRefused
from common.sheets.batches import import_workbook
from grids.models import ServiceTeam
from members.actions import units
from members.actions.errors import LinkEnded, UnitHasLeft
from members.actions.support import add_support, end_support
from members.importers.support import SupportImport
from members.models import SupportLink
from tests.books import workbook
from tests.conftest import START

TODAY = timezone.localdate()
HEADER = ("单位名称", "区划代码", "统一社会信用代码", "包联区划代码", "组团名称", "自", "至")
HERE, GRID = "210211013001", "210211013001001"


@pytest.fixture
def team(community) -> ServiceTeam:
    return ServiceTeam.objects.create(name="暖心组团", area=community, since=START)


@pytest.fixture
def link(unit, grid, street_user, now) -> SupportLink:
    return add_support(unit, area=grid, since=START, by=street_user, now=now)


def lines(client, **query) -> list[SupportLink]:
    found = client.get("/w/support/", query).context["list"].lines
    return sorted((line.obj for line in found), key=lambda one: one.pk)


def test_a_unit_is_linked_on_its_page(client, street_user, unit, grid, team):
    client.force_login(street_user)
    page = f"/w/units/{unit.uuid}/support/"
    assert "海青社区 · 第1网格" in client.get(page).content.decode()
    LogEntry.objects.all().delete()
    assert (
        client.post(page, {"area": grid.pk, "since": "2026-02-01"}).url == unit.get_absolute_url()
    )
    assert client.post(page, {"team": team.pk, "since": "2026-02-01"}).status_code == 302
    assert LogEntry.objects.filter(additional_data__verb="create").count() == 2
    shown = client.get(unit.get_absolute_url()).content.decode()
    assert "包联　海青社区第1网格" in shown
    assert "组团　海青社区暖心组团" in shown


def test_a_wrong_form_says_why(client, street_user, unit, grid, team, link, other_grid):
    client.force_login(street_user)
    page = f"/w/units/{unit.uuid}/support/"
    tomorrow = TODAY + timedelta(days=1)
    for given, words in (
        ({"since": "2026-02-01"}, "中的一个"),
        ({"area": grid.pk, "team": team.pk, "since": "2026-02-01"}, "中的一个"),
        ({"area": grid.pk, "since": ""}, "请填写日期。"),
        ({"area": grid.pk, "since": "2026-02-01"}, "该单位已包联这个区域。"),
        ({"team": team.pk, "since": tomorrow}, "不能晚于今天"),
        ({"area": other_grid.pk, "since": "2026-02-01"}, "errors"),
    ):
        assert words in client.post(page, given).content.decode()
    assert SupportLink.objects.count() == 1


def test_the_register_shows_what_stands_and_on_demand_what_ended(
    client, street_user, other_street_user, unit2, team, link, now
):
    other = add_support(unit2, team=team, since=START, by=street_user, now=now)
    client.force_login(street_user)
    assert lines(client) == [link, other]
    assert lines(client, kind="team") == [other]
    assert lines(client, kind="area") == [link]
    assert lines(client, place=HERE, q="供电") == [other]
    assert lines(client, place="210211013") == [link, other]
    end_support(link, on=TODAY, by=street_user, now=timezone.now())
    assert lines(client) == [other]
    assert lines(client, state="ended") == [link]
    ServiceTeam.objects.update(until=TODAY)
    assert lines(client) == []
    client.force_login(other_street_user)
    assert lines(client, state="ended") == []


def test_ending(client, street_user, auditor, other_street_user, link):
    page = f"/w/support/{link.uuid}/end/"
    for user, code in ((other_street_user, 404), (auditor, 403)):
        client.force_login(user)
        assert client.post(page, {"on": TODAY}).status_code == code
    client.force_login(street_user)
    assert client.get(page).status_code == 200
    for given, words in (
        ({"on": ""}, "请填写日期。"),
        ({"on": "2025-01-01"}, "不能早于开始日期"),
        ({"on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ):
        assert words in client.post(page, given).content.decode()
    assert client.post(page, {"on": TODAY}).url == "/w/support/"
    link.refresh_from_db()
    assert link.until == TODAY
    assert client.post(page, {"on": TODAY}).status_code == 404
    with pytest.raises(LinkEnded):
        end_support(link, on=TODAY, by=street_user, now=timezone.now())


def test_who_only_reads_the_area_may_not_end(
    client, street_user, district, other_unit, other_grid, now
):
    link = add_support(other_unit, area=other_grid, since=START, by=None, now=now)
    street_user.postings.create(role="auditor", area=district, since=START)
    client.force_login(street_user)
    assert client.get(f"/w/support/{link.uuid}/end/").status_code == 403
    assert client.get(f"/w/units/{other_unit.uuid}/support/").status_code == 403


def test_support_ends_when_the_unit_leaves(unit, team, link, street_user, now):
    add_support(unit, team=team, since=START, by=None, now=now)
    units.leave(unit, on=now.date(), by=street_user, now=now)
    assert {one.until for one in SupportLink.objects.all()} == {now.date()}
    with pytest.raises(UnitHasLeft):
        add_support(unit, team=team, since=START, by=None, now=now)


def test_the_pages_of_area_and_team_name_their_units(client, street_user, unit2, team, link, now):
    add_support(unit2, team=team, since=START, by=None, now=now)
    client.force_login(street_user)
    for page, title, here, elsewhere in (
        (f"/w/areas/{link.area.uuid}/", "包联单位", "区第二医院", "大连湾供电所"),
        (f"/w/teams/{team.uuid}/", "组团单位", "大连湾供电所", "区第二医院"),
    ):
        shown = client.get(page).content.decode()
        assert title in shown
        assert here in shown
        assert elsewhere not in shown
    assert "包联单位" not in client.get(f"/w/areas/{link.area.street.uuid}/").content.decode()


def test_the_officer_sees_what_the_unit_supports(client, liaison_user, liaison2_user, link):
    client.force_login(liaison_user)
    assert "我单位包联：海青社区第1网格" in client.get("/l/").content.decode()
    client.force_login(liaison2_user)
    assert "我单位包联" not in client.get("/l/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_one_row_and_three(
    client, street_user, unit, unit2, military_unit, grid, count, now, django_assert_num_queries
):
    for one in (unit, unit2, military_unit)[:count]:
        add_support(one, area=grid, since=START, by=None, now=now)
    client.force_login(street_user)
    with django_assert_num_queries(7):
        assert len(lines(client)) == count
    assert "警卫连" not in client.get("/w/support/").content.decode()


def load(by, *rows):
    return import_workbook(SupportImport, workbook(HEADER, *rows), by=by, now=timezone.now())


def row(unit="区第二医院", area=HERE, code="", target=GRID, team="", since=START, until=""):
    return (unit, area, code, target, team, since, until)


def test_a_workbook_adds_keeps_and_ends(street_user, unit, unit2, grid, team, link):
    other = row("大连湾供电所", target=HERE, team="暖心组团", since="")
    written = load(street_user, row(), other)
    assert (written.created, written.updated, written.unchanged) == (1, 0, 1)
    added = SupportLink.objects.get(unit=unit2)
    assert (added.team, added.area, added.since) == (team, None, TODAY)
    written = load(street_user, row(until=TODAY))
    assert (written.created, written.updated, written.unchanged) == (0, 1, 0)
    link.refresh_from_db()
    assert link.until == TODAY
    assert SupportImport.values(SupportLink.objects.for_list().get(pk=link.pk)) == {
        "unit": "区第二医院",
        "area_code": HERE,
        "credit_code": "",
        "target_code": GRID,
        "team": "",
        "since": START,
        "until": TODAY,
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"unit": "没有"}, "没有这家单位"),
        ({"target": "210211009001001"}, "没有这个区域"),
        ({"team": "没有"}, "没有这个组团"),
        ({"target": "210211013"}, "只能包联社区或网格"),
        ({"since": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"until": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"since": TODAY, "until": START}, "不能早于开始日期"),
    ],
)
def test_a_wrong_row_is_named(street_user, unit, grid, other_grid, wrong, words):
    with pytest.raises(ImportRefused) as refused:
        load(street_user, row(**wrong))
    assert words in str(refused.value.checked.problems[0])
    assert not SupportLink.objects.exists()


def test_the_same_link_twice_in_a_file(street_user, unit, grid):
    type(unit).objects.update(credit_code="91350100M000100Y43")
    with pytest.raises(ImportRefused) as refused:
        load(street_user, row(), row("", "", "91350100M000100Y43"))
    assert "同一项" in str(refused.value.checked.problems[0])
