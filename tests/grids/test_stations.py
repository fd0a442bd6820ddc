"""Stations: the register, its forms, the page residents see, the workbook."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from common.sheets import ImportRefused, export
from common.sheets.batches import import_workbook
from grids.importers import StationImport
from grids.models import ServiceStation
from tests.books import workbook
from tests.conftest import START

TYPED = {
    "kind": "station",
    "name": "海青社区党群服务站",
    "address": "海滨街 12 号",
    "duty_phone": "0411-87600001",
    "hours": "周一至周五 8:30-11:30，13:30-17:00",
    "facilities": "书屋、轮椅",
    "longitude": "121.6031",
    "latitude": "39.0312",
    "since": "2026-01-01",
}
OFFICE = [[day, *span] for day in range(1, 6) for span in ([510, 690], [810, 1020])]


def make(area, name="海青社区党群服务站", **more) -> ServiceStation:
    fields = {"address": "海滨街 12 号", "duty_phone": "0411-87600001", "since": START}
    return ServiceStation.objects.create(area=area, name=name, **fields | more)


@pytest.fixture
def station(community) -> ServiceStation:
    return make(community, hours=OFFICE, facilities="书屋")


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def url(station, page="") -> str:
    return f"/w/stations/{station.uuid}/{page}"


def rows(answer) -> list[str]:
    return [str(line.obj) for line in answer.context["list"].lines]


def errors(answer) -> list[str]:
    return [text for texts in answer.context["form"].errors.values() for text in texts]


# --- adding, changing, closing ------------------------------------------------------------------


def test_add(staff, community):
    answer = staff.post("/w/stations/add/", TYPED | {"area": community.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/w/stations/")
    added = ServiceStation.objects.get()
    assert (added.area, added.street, added.hours) == (community, community.street, OFFICE)
    assert (added.longitude, added.latitude, added.open_on_holidays) == (121.6031, 39.0312, False)


def test_the_area_asked_for_is_chosen(staff, community, other_community):
    answer = staff.get(f"/w/stations/add/?area={community.uuid}")
    assert answer.context["form"].initial["area"] == community.pk
    for query in ("area=x", f"area={other_community.uuid}"):
        assert staff.get(f"/w/stations/add/?{query}").context["form"].initial["area"] is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"hours": "周一"}, "“周一”没有写几点到几点。"),
        ({"latitude": ""}, "经度和纬度要一起填写。"),
        ({"longitude": "181"}, "不能大于 180"),
        ({"longitude": "nan"}, "请填数字。"),
        ({"duty_phone": "119"}, "电话应为手机号，或带区号的座机号"),
        ({"name": ""}, "请填写这一项。"),
    ],
)
def test_what_cannot_be_is_refused(staff, community, changed, message):
    answer = staff.post("/w/stations/add/", TYPED | {"area": community.pk} | changed)
    [error] = errors(answer)
    assert error.startswith(message)
    assert not ServiceStation.objects.exists()


def test_nobody_adds_one_elsewhere(staff, community, other_community):
    answer = staff.post("/w/stations/add/", TYPED | {"area": other_community.pk})
    assert len(errors(answer)) == 1
    assert not ServiceStation.objects.exists()


def test_a_second_of_that_name_is_refused(staff, station, community):
    answer = staff.post("/w/stations/add/", TYPED | {"area": community.pk})
    assert errors(answer) == ["该区域已有同名阵地。"]


def typed_of(staff, station, **changes) -> dict[str, object]:
    seen = staff.get(url(station, "edit/")).context["seen"]
    return {**TYPED, "area": station.area_id, "seen": seen, **changes}


def test_edit_shows_hours_as_text_and_saves(staff, station):
    form = staff.get(url(station, "edit/")).context["form"]
    assert form["hours"].value() == "周一至周五 8:30–11:30、13:30–17:00"
    data = typed_of(staff, station, hours="每天 全天", open_on_holidays="on")
    assert staff.post(url(station, "edit/"), data)["Location"] == url(station)
    station.refresh_from_db()
    assert station.hours == [[day, 0, 1440] for day in range(1, 8)]
    assert (station.open_on_holidays, station.facilities) == (True, "书屋、轮椅")


def test_a_stale_tab_undoes_nothing(staff, station):
    data = typed_of(staff, station)
    ServiceStation.objects.update(address="新址")
    answer = staff.post(url(station, "edit/"), data)
    assert errors(answer) == ["在您填写期间，别人修改了这条登记。请核对现在的内容后再保存。"]
    station.refresh_from_db()
    assert station.address == "新址"


def test_end(staff, station):
    assert errors(staff.post(url(station, "end/"), {"on": "2025-12-31"})) == [
        "结束日期不能早于启用日期 2026-01-01。"
    ]
    [late] = errors(staff.post(url(station, "end/"), {"on": "2999-01-01"}))
    assert late.startswith("结束日期不能晚于 ")
    assert staff.post(url(station, "end/"), {"on": "2026-06-01"})["Location"] == url(station)
    station.refresh_from_db()
    assert station.until == date(2026, 6, 1)
    for page in ("edit/", "end/"):
        assert staff.get(url(station, page)).status_code == 403
    assert "2026 年 6 月 1 日停用" in staff.get(url(station)).content.decode()


def test_who_may(client, station, auditor, other_street_user, liaison_user, community_user):
    pages = ["", "edit/", "end/"]
    codes = {}
    for user in (community_user, auditor, other_street_user, liaison_user):
        client.force_login(user)
        codes[user.username] = [client.get(url(station, page)).status_code for page in pages]
    assert codes == {
        "community": [200, 200, 200],
        "auditor": [200, 403, 403],
        "otherstreet": [404, 404, 404],
        "liaison": [404, 404, 404],
    }


# --- the register -------------------------------------------------------------------------------


def test_the_register_and_its_filters(staff, station, street, other_community):
    make(
        street,
        "街道中心",
        kind="centre",
        hours=[[day, 0, 1440] for day in range(1, 8)],
        open_on_holidays=True,
    )
    make(other_community, "外街站")
    make(street, "旧站", until=date(2026, 6, 1))
    assert rows(staff.get("/w/stations/")) == ["街道中心", "海青社区党群服务站"]
    for query, found in [
        ("kind=centre", ["街道中心"]),
        ("q=书屋", ["海青社区党群服务站"]),
        ("open=now&kind=centre", ["街道中心"]),
        (f"street={street.pk}&sort=-name", ["街道中心", "海青社区党群服务站"]),
    ]:
        assert sorted(rows(staff.get(f"/w/stations/?{query}"))) == sorted(found)
    ServiceStation.objects.update(hours=[])
    assert rows(staff.get("/w/stations/?open=now")) == []


@pytest.mark.parametrize("more", [1, 3])
def test_queries_do_not_grow(staff, community, more, django_assert_max_num_queries):
    for number in range(more):
        make(community, f"站{number}", hours=OFFICE)
    with django_assert_max_num_queries(8):
        assert len(rows(staff.get("/w/stations/"))) == more


# --- what residents see -------------------------------------------------------------------------


def test_the_public_page(client, station, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        html = client.get(f"/grid/stations/{station.uuid}/").content.decode()
    for words in (
        "海青社区党群服务站",
        "海滨街 12 号",
        'href="tel:0411-87600001"',
        "<dt>周一至周五</dt>",
        "8:30–11:30、13:30–17:00",
        "法定节假日不开放",
        "书屋",
    ):
        assert words in html


def test_a_closed_station_has_no_public_page(client, station):
    ServiceStation.objects.update(until=date(2026, 6, 1))
    assert client.get(f"/grid/stations/{station.uuid}/").status_code == 404


# --- the workbook -------------------------------------------------------------------------------

HEADER = [
    *("区划代码", "名称", "类型", "地址", "电话", "开放时间", "节假日照常", "设施"),
    *("经度", "纬度", "启用日期"),
]
CODE = "210211013001"
ROW = [
    *(CODE, "海青社区党群服务站", "党群服务站", "海滨街 12 号", "0411-87600001"),
    *("周一至周五 8:30–11:30、13:30–17:00", "", "书屋", "", "", START),
]


def take(*lines, by=None, now):
    return import_workbook(StationImport, workbook(HEADER, *lines), by=by, now=now)


def test_import_adds_changes_and_leaves(community, street_user, now):
    assert take(ROW, by=street_user, now=now).created == 1
    assert take(ROW, by=street_user, now=now).unchanged == 1
    moved = [*ROW[:3], "新址 1 号", *ROW[4:6], "是", ROW[7], 121.6031, 39.0312, START]
    assert take(moved, by=street_user, now=now).updated == 1
    station = ServiceStation.objects.get()
    assert (station.address, station.open_on_holidays) == ("新址 1 号", True)
    assert (station.longitude, station.hours, station.street) == (
        121.6031,
        OFFICE,
        community.street,
    )


def test_the_check_page_shows_hours_as_they_were_typed(staff, community):
    file = SimpleUploadedFile("阵地.xlsx", workbook(HEADER, ROW))
    page = staff.post("/w/stations/import/", {"file": file}, follow=True)
    [(_, shown)] = page.context["preview"]["rows"]
    assert shown[5] == ROW[5]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        (0, "210211009001", "区划代码：未知区划代码"),
        (5, "周一", "开放时间：“周一”没有写几点到几点。"),
        (8, 121.5, "经度：经度和纬度要一起填写"),
        (8, 200, "经度：不能大于 180"),
        (2, "食堂", "类型：“食堂”不在可选范围内"),
    ],
)
def test_a_bad_row_is_named(community, other_community, street_user, now, column, value, problem):
    row = [*ROW]
    row[column] = value
    with pytest.raises(ImportRefused) as refused:
        take(row, by=street_user, now=now)
    [found] = refused.value.checked.problems
    assert str(found).startswith(f"第 2 行 {problem}")
    assert not ServiceStation.objects.exists()


def test_the_first_day_is_not_changed_by_an_import(station, now):
    with pytest.raises(ImportRefused) as refused:
        take([*ROW[:10], date(2026, 2, 1)], now=now)
    [found] = refused.value.checked.problems
    assert str(found) == "第 2 行 启用日期：与已登记的 2026-01-01 不同（启用日期不能由导入修改）"


def test_the_export_imports_again(staff, station, street, now):
    make(street, "街道中心", kind="centre", longitude=121.6, latitude=39.03, open_on_holidays=True)
    data = b"".join(staff.get("/w/stations/?export=xlsx"))
    assert import_workbook(StationImport, data, by=None, now=now).unchanged == 2
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert "每天" not in str([cell.value for cell in sheet[1]])
    assert export(StationImport, ServiceStation.objects.none())
