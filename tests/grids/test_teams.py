"""Service teams: the register, the form of functions and grids, history, the workbook."""

from datetime import date

import pytest
from django.utils import timezone

from common.sheets import ImportRefused
from common.sheets.batches import import_workbook
from grids.actions import teams
from grids.importers import TeamImport
from grids.models import Area, ServiceTeam, TeamFunction, TeamGrid
from tests.books import workbook
from tests.conftest import START

TYPED = {
    "name": "第一服务组团",
    "duty_phone": "0411-87600110",
    "note": "",
    "since": "2026-01-01",
    "people_police": "2",
    "phone_police": "0411-87600111",
    "people_medical": "1",
    "people_volunteer": "0",
}


@pytest.fixture
def grid2(community) -> Area:
    return Area.objects.create(
        kind="grid", code="210211013001002", name="第2网格", parent=community, valid_from=START
    )


@pytest.fixture
def team(community, grid, street_user) -> ServiceTeam:
    return teams.form_team(
        community,
        name="第一服务组团",
        since=START,
        functions={"police": (2, "0411-87600111"), "medical": (1, "")},
        grids=[grid],
        by=street_user,
    )


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def url(team, page="") -> str:
    return f"/w/teams/{team.uuid}/{page}"


def rows(answer) -> list[str]:
    return [str(line.obj) for line in answer.context["list"].lines]


def errors(answer) -> list[str]:
    return [text for texts in answer.context["form"].errors.values() for text in texts]


def functions() -> list[tuple[str, int, str]]:
    return list(
        TeamFunction.objects.order_by("function").values_list("function", "people", "duty_phone")
    )


def attached() -> list[tuple[str, date, date | None]]:
    return list(TeamGrid.objects.order_by("pk").values_list("area__name", "since", "until"))


# --- forming, changing, disbanding --------------------------------------------------------------


def test_choose_whose_team_then_form_it(staff, community, grid, grid2):
    assert staff.get("/w/teams/add/").status_code == 200
    answer = staff.get(f"/w/teams/add/?area={community.uuid}")
    path = f"/w/areas/{community.uuid}/teams/add/"
    assert answer["Location"] == path
    assert "海青社区 第1网格　幸福里小区 1–8 幢" in staff.get(path).content.decode()
    assert staff.post(path, TYPED | {"grids": [grid.pk, grid2.pk]})["Location"] == "/w/teams/"
    formed = ServiceTeam.objects.get()
    assert (formed.area, formed.community, formed.duty_phone) == (
        community,
        community,
        "0411-87600110",
    )
    assert functions() == [("medical", 1, ""), ("police", 2, "0411-87600111")]
    assert attached() == [("第1网格", START, None), ("第2网格", START, None)]


def test_who_has_one_community_finds_it_chosen(client, community, community_user):
    client.force_login(community_user)
    html = client.get("/w/teams/add/").content.decode()
    assert f'<option value="{community.uuid}" selected>海青社区</option>' in html


def test_no_team_of_a_grid_and_none_elsewhere(staff, grid, other_community):
    assert staff.get(f"/w/areas/{grid.uuid}/teams/add/").status_code == 403
    assert staff.get(f"/w/areas/{other_community.uuid}/teams/add/").status_code == 404
    answer = staff.get(f"/w/teams/add/?area={other_community.uuid}")
    assert (answer.status_code, len(errors(answer))) == (200, 1)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"people_police": "-1"}, "不能小于 0。"),
        ({"people_police": ""}, "填了电话，请也填写人数。"),
        ({"phone_police": "119"}, "电话应为手机号"),
        ({"duty_phone": "119"}, "电话应为手机号"),
        ({"grids": ["999999"]}, "请从列出的选项里选一个"),
    ],
)
def test_what_cannot_be_is_refused(staff, community, changed, message):
    answer = staff.post(f"/w/areas/{community.uuid}/teams/add/", TYPED | changed)
    [error] = errors(answer)
    assert error.startswith(message)
    assert not ServiceTeam.objects.exists()


def test_a_grid_of_another_community_is_refused(community, other_grid, street_user):
    with pytest.raises(teams.OutsideTeamArea):
        teams.form_team(
            community, name="x", since=START, functions={}, grids=[other_grid], by=street_user
        )
    assert not ServiceTeam.objects.exists()


def test_a_second_of_that_name_is_refused(staff, team, community):
    answer = staff.post(f"/w/areas/{community.uuid}/teams/add/", TYPED)
    assert errors(answer) == ["该区域已有同名组团。"]


def test_grids_come_and_go_by_date_and_stay_on_record(staff, team, grid2):
    page = staff.get(url(team, "edit/"))
    form = page.context["form"]
    assert (form["people_police"].value(), form["phone_police"].value()) == (2, "0411-87600111")
    data = TYPED | {"people_medical": "", "people_lawyer": "3", "grids": [grid2.pk]}
    assert staff.post(url(team, "edit/"), data | {"seen": page.context["seen"]})["Location"] == url(
        team
    )
    today = timezone.localdate()
    assert attached() == [("第1网格", START, today), ("第2网格", today, None)]
    assert functions() == [("lawyer", 3, ""), ("police", 2, "0411-87600111")]
    html = staff.get(url(team)).content.decode()
    assert "以前服务过" in html


@pytest.mark.parametrize("behind", ["name", "function", "grid"])
def test_a_stale_tab_undoes_nothing(staff, team, grid2, behind):
    seen = staff.get(url(team, "edit/")).context["seen"]
    if behind == "name":
        ServiceTeam.objects.update(name="新名")
    elif behind == "function":
        TeamFunction.objects.filter(function="police").update(people=9)
    else:
        TeamGrid.objects.create(team=team, area=grid2, since=START)
    before = (functions(), attached())
    answer = staff.post(url(team, "edit/"), TYPED | {"seen": seen})
    assert errors(answer) == ["在您填写期间，别人修改了这条登记。请核对现在的内容后再保存。"]
    assert (functions(), attached()) == before


def test_disband(staff, team):
    assert errors(staff.post(url(team, "end/"), {"on": "2025-12-31"})) == [
        "结束日期不能早于组建日期 2026-01-01。"
    ]
    assert staff.post(url(team, "end/"), {"on": "2026-06-01"})["Location"] == url(team)
    team.refresh_from_db()
    assert (team.until, attached()) == (
        date(2026, 6, 1),
        [("第1网格", START, date(2026, 6, 1))],
    )
    for page in ("edit/", "end/"):
        assert staff.get(url(team, page)).status_code == 403
    assert rows(staff.get("/w/teams/")) == []


def test_who_may(client, team, auditor, other_street_user, liaison_user, community_user):
    pages = ["", "edit/", "end/"]
    codes = {}
    for user in (community_user, auditor, other_street_user, liaison_user):
        client.force_login(user)
        codes[user.username] = [client.get(url(team, page)).status_code for page in pages]
    assert codes == {
        "community": [200, 200, 200],
        "auditor": [200, 403, 403],
        "otherstreet": [404, 404, 404],
        "liaison": [404, 404, 404],
    }


# --- the register -------------------------------------------------------------------------------


def test_the_register_and_its_filters(staff, team, street, other_community):
    ServiceTeam.objects.create(area=street, name="街道组团", since=START)
    ServiceTeam.objects.create(area=other_community, name="外街组团", since=START)
    answer = staff.get("/w/teams/")
    assert rows(answer) == ["街道组团", "第一服务组团"]
    cells = [[cell.text for cell in line.cells[3:5]] for line in answer.context["list"].lines]
    assert cells == [
        ["", "整个街道（乡镇）"],
        ["社区民警2、医护人员1", "第1网格"],
    ]
    for query, found in [
        ("function=police", ["第一服务组团"]),
        ("function=lawyer", []),
        ("q=街道", ["街道组团"]),
    ]:
        assert rows(staff.get(f"/w/teams/?{query}")) == found


@pytest.mark.parametrize("more", [1, 3])
def test_queries_do_not_grow(
    staff, community, grid, street_user, more, django_assert_max_num_queries
):
    for number in range(more):
        functions = {"police": (1, "")}
        teams.form_team(
            community, name=f"组团{number}", since=START, functions=functions, grids=[grid], by=None
        )
    with django_assert_max_num_queries(8):
        assert len(rows(staff.get("/w/teams/"))) == more


# --- the workbook -------------------------------------------------------------------------------

HEADER = ["区划代码", "组团名称", "力量", "服务网格代码", "值班电话", "说明", "组建日期"]
CODE = "210211013001"
POLICE = "社区民警2（0411-87600111）、医护人员1"
ROW = [CODE, "第一服务组团", POLICE, f"{CODE}001", "", "", START]


def take(*lines, by=None, now):
    return import_workbook(TeamImport, workbook(HEADER, *lines), by=by, now=now)


def test_import_forms_changes_and_leaves(community, grid, grid2, street_user, now):
    assert take(ROW, by=street_user, now=now).created == 1
    assert functions() == [("medical", 1, ""), ("police", 2, "0411-87600111")]
    assert attached() == [("第1网格", START, None)]
    assert take(ROW, by=street_user, now=now).unchanged == 1
    other = [*ROW[:2], "社区民警3、志愿者 12 人", f"{CODE}002", "0411-87600110", "", START]
    assert take(other, by=street_user, now=now).updated == 1
    today = timezone.localdate(now)
    assert functions() == [("police", 3, ""), ("volunteer", 12, "")]
    assert attached() == [("第1网格", START, today), ("第2网格", today, None)]
    assert ServiceTeam.objects.get().duty_phone == "0411-87600110"


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        (0, "210211013001001", "区划代码：组团属于街道或社区（村）"),
        (2, "神医1", "力量：看不懂“神医1”：力量后面写人数"),
        (2, "医护人员0", "力量：看不懂“医护人员0”"),
        (2, "医护人员1（119）", "力量：电话应为手机号"),
        (2, "医护人员1、医护人员2", "力量：同一种力量写了两次"),
        (3, "210211009001001", "服务网格代码：“210211009001001”不是海青社区的网格"),
        (3, "210211013001", "服务网格代码：“210211013001”不是海青社区的网格"),
    ],
)
def test_a_bad_row_is_named(community, grid, other_grid, now, column, value, problem):
    row = [*ROW[:3], "", *ROW[4:]]
    row[column] = value
    with pytest.raises(ImportRefused) as refused:
        take(row, now=now)
    [found] = refused.value.checked.problems
    assert str(found).startswith(f"第 2 行 {problem}")
    assert not ServiceTeam.objects.exists()


def test_the_export_imports_again(staff, team, street, now):
    ServiceTeam.objects.create(area=street, name="街道组团", since=START)
    data = b"".join(staff.get("/w/teams/?export=xlsx"))
    assert import_workbook(TeamImport, data, by=None, now=now).unchanged == 2
