"""The three lists from a workbook: the command, and the page /w/lists/<kind>/import/."""

import io
from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from common.sheets import BadWorkbook, ImportRefused, export, open_sheet
from common.sheets.batches import import_workbook
from grids.models import Area
from members.models import Alliance, AllianceMembership, MemberUnit, User
from projects.actions import rounds
from projects.importers.items import COMMAND_LINE
from projects.importers.lists import DemandImport, ResourceImport, ServiceImport
from projects.models import Category, Demand, Resource, Service
from tests.books import workbook
from tests.conftest import START, at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-10")
HERE = "210211013001"
CODE = "91350100M000100Y43"
HEADER = (
    "单位名称", "统一社会信用代码", "区划代码", "名称", "类别", "说明", "服务对象", "地点",
    "服务时间", "名额", "预约方式", "需带材料", "联系岗位", "联系电话", "是否公开",
)  # fmt: skip


def row(unit="区第二医院", title="免费量血压", **more):
    cells = {
        "单位名称": unit, "区划代码": HERE, "名称": title, "类别": "义诊体检", "服务对象": "居民",
        "地点": "卫生站", "服务时间": "周一上午", "联系岗位": "办公室", "联系电话": "0411-87600202",
        "是否公开": "是",
    } | more  # fmt: skip
    return tuple(cells.get(name, "") for name in HEADER)


def load(by, *rows, importer=ServiceImport, header=HEADER):
    return import_workbook(importer, workbook(header, *rows), by=by, now=NOW)


def problems(by, *rows, importer=ServiceImport, header=HEADER) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        load(by, *rows, importer=importer, header=header)
    assert importer.model.objects.filter(created_by=by).count() == 0
    return [str(problem) for problem in refused.value.checked.problems]


def test_what_is_imported_belongs_to_the_round_that_calls_its_unit(
    by, unit, unit2, military_unit, alliance
):
    """The first of several; a unit that left, and one of another alliance, are not called."""
    far = Alliance.objects.create(
        kind="chain", name="冷链", industry="冷链", area=alliance.area, founded_on=START
    )
    for one in (unit, military_unit):
        AllianceMembership.objects.create(alliance=far, unit=one, since=START)
    AllianceMembership.objects.filter(alliance=alliance, unit=unit2).update(until=START)
    late = {"submit_by": date(2026, 12, 20), "claim_by": date(2027, 1, 20)}
    soon = {"submit_by": date(2026, 12, 10), "claim_by": date(2027, 1, 20)}
    other = rounds.open_round(far, title="专项征集", by=by, now=NOW, **late)
    call = rounds.open_round(alliance, title="下半年征集", by=by, now=NOW, **soon)
    load(by, row(), row(unit2.name, "二"), row(military_unit.label, "三", 是否公开="否"))
    found = dict(Service.objects.values_list("unit__name", "round"))
    assert found == {unit.name: call.pk, unit2.name: None, military_unit.name: other.pk}


@pytest.fixture
def by(street_user, unit, unit2, military_unit, other_unit) -> User:
    return street_user


# --- what is written ---------------------------------------------------------------------------


def test_imported_items_are_published_with_the_importer_as_reviewer(by, unit, community):
    written = load(by, row(名额="20 人", 预约方式="电话", 需带材料="身份证", 说明="两行\n字"))
    assert (written.created, written.updated, written.unchanged) == (1, 0, 0)
    item = Service.objects.get()
    assert (item.unit, item.area, item.community, item.category.code) == (
        unit, community, community, "checkup",
    )  # fmt: skip
    assert (item.status, item.reviewed_by, item.created_by) == ("published", by, by)
    assert (item.published_at, item.last_confirmed) == (NOW, date(2026, 11, 10))
    assert item.valid_until == date(2027, 1, 9)
    assert (item.quota, item.booking, item.bring) == ("20 人", "电话", "身份证")
    assert item.is_public is True
    assert "血压" in item.search_text


def test_every_row_leaves_one_trace(by):
    load(by, row(), row(title="测血糖"))
    entries = LogEntry.objects.get_for_model(Service)
    assert [(e.actor, e.additional_data) for e in entries] == [
        (by, {"verb": "create", "reason": "导入"})
    ] * 2


def test_without_a_code_an_item_is_for_the_area_of_its_unit(by, community):
    load(by, row(区划代码=""))
    assert Service.objects.get().area == community


@pytest.mark.parametrize("code", ["210211", "210211013", "210211013001", "210211013001001"])
def test_an_item_may_reach_further_or_less_far_than_its_unit(by, grid, code):
    load(by, row(区划代码=code))
    assert Service.objects.get().area.code == code


def test_a_neighbouring_community_is_near_enough(by, street):
    near = Area.objects.create(
        kind="community", code="210211013002", name="邻社区", parent=street, valid_from=START
    )
    load(by, row(区划代码="210211013002"))
    assert Service.objects.get().area == near


def test_a_unit_of_the_district_reaches_every_street(district_user, district, other_community, by):
    MemberUnit.objects.create(name="区图书馆", area=district, type="public", joined_on=START)
    load(district_user, row("区图书馆", 区划代码="210211009001"))
    assert Service.objects.get().area == other_community


def test_the_credit_code_says_which_of_two_namesakes(by, street):
    namesake = MemberUnit.objects.create(
        name="区第二医院", area=street, type="public", joined_on=START, credit_code=CODE
    )
    assert problems(by, row()) == [
        "第 2 行 统一社会信用代码：有多家同名单位（请填写统一社会信用代码）"
    ]
    load(by, row(统一社会信用代码=CODE))
    assert Service.objects.get().unit == namesake


def test_a_military_unit_goes_by_its_alias_and_stays_inside(by, military_unit):
    load(by, row("驻街单位甲", 是否公开="否"))
    assert (Service.objects.get().unit, Service.objects.get().is_public) == (military_unit, False)


def test_a_path_names_one_of_two_categories(by):
    law = Category.objects.get(code="law")
    Category.objects.create(code="law-checkup", name="义诊体检", parent=law)
    assert "有多个同名类别" in problems(by, row())[0]
    load(by, row(类别="法律咨询/义诊体检"))
    assert Service.objects.get().category.code == "law-checkup"


def test_resources_and_demands_have_columns_of_their_own(by):
    load(
        by,
        ("区第二医院", "多功能厅", "会议室", "场地", 120, 2, "周末", "办公室", "13800001234"),
        importer=ResourceImport,
        header=(
            "单位名称",
            "名称",
            "类别",
            "资源形式",
            "可容纳人数",
            "可同时预订的数量",
            "开放时间",
            "联系岗位",
            "联系电话",
        ),
    )
    resource = Resource.objects.get()
    assert (resource.form, resource.capacity, resource.is_public) == ("venue", 120, False)
    assert resource.pieces == 2
    assert resource.valid_until == date(2027, 2, 8)
    load(
        by,
        (
            "区第二医院",
            "缺健身器材",
            "体育健身",
            "紧急",
            date(2026, 12, 24),
            36,
            "办公室",
            "0411-87600202",
        ),
        importer=DemandImport,
        header=(
            "单位名称",
            "名称",
            "类别",
            "紧急程度",
            "希望解决日期",
            "可分批解决的总数",
            "联系岗位",
            "联系电话",
        ),
    )
    demand = Demand.objects.get()
    assert (demand.urgency, demand.wished_on) == ("urgent", date(2026, 12, 24))
    assert demand.amount == 36


def test_a_workbook_without_numbers_meets_what_was_given_one_on_the_page(by):
    load(by, row())
    Service.objects.update(places=20)
    written = load(by, row())
    assert (written.created, written.unchanged, Service.objects.get().places) == (0, 1, 20)


def test_places_of_a_service_are_a_number_from_one(by):
    header = (*HEADER, "名额（数字）")
    assert "名额（数字）" in problems(by, (*row(), 0), header=header)[0]
    load(by, (*row(), 20), header=header)
    assert Service.objects.get().places == 20


# --- what is there already ---------------------------------------------------------------------


def test_importing_twice_changes_nothing(by):
    load(by, row(), row(title="测血糖"))
    entries = LogEntry.objects.count()
    written = load(by, row(), row(title="测血糖"), row(title="新的"))
    assert (written.created, written.unchanged) == (1, 2)
    assert LogEntry.objects.count() == entries + 1


@pytest.mark.parametrize(
    ("kind", "importer"),
    [(Service, ServiceImport), (Resource, ResourceImport), (Demand, DemandImport)],
)
def test_an_export_imports_again_without_change(by, make, kind, importer, military_unit):
    for status in ("draft", "submitted", "published", "withdrawn"):
        make(kind, f"{status} 的", status, description="第一行\n第二行")
    make(kind, "军营", unit=military_unit, is_public=False)
    data = export(importer, kind.objects.for_list())
    written = import_workbook(importer, data, by=by, now=NOW)
    assert (written.created, written.unchanged) == (0, 5)
    texts = str(open_sheet(data).rows)
    assert ("驻街单位甲" in texts, "警卫连" in texts) == (True, False)


def test_an_item_that_differs_is_not_overwritten(by, make):
    item = make(Service, "免费量血压")
    with pytest.raises(ImportRefused) as refused:
        load(by, row())
    (told,) = refused.value.checked.problems
    assert (told.row, told.field) == (2, "名称")
    assert told.text == "该单位已有同名服务项目，内容不同"
    item.refresh_from_db()
    assert item.place == "社区卫生站"


def test_a_withdrawn_namesake_is_no_obstacle(by, make):
    make(Service, "免费量血压", "withdrawn")
    assert load(by, row()).created == 1


def test_a_workbook_of_before_says_nothing_of_an_address(by, make):
    item = make(Resource, "会议室", address="海湾路 3 号二楼")
    data = export(ResourceImport, Resource.objects.for_list())
    sheet = open_sheet(data)
    place = sheet.header.index("地点")
    header = [title for title in sheet.header if title != "地点"]
    cells = [cell for at, cell in enumerate(sheet.rows[0][1]) if at != place]
    assert sheet.rows[0][1][place] == "海湾路 3 号二楼"
    written = import_workbook(ResourceImport, workbook(header, cells), by=by, now=NOW)
    assert (written.created, written.unchanged) == (0, 1)
    item.refresh_from_db()
    assert item.address == "海湾路 3 号二楼"


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"单位名称": ""}, "单位名称：不能为空"),
        ({"单位名称": "火星研究所"}, "单位名称：没有“火星研究所”这家单位"),
        ({"单位名称": "红旗小学"}, "单位名称：没有“红旗小学”这家单位"),
        ({"统一社会信用代码": CODE}, "单位名称：没有“区第二医院”这家单位"),
        ({"区划代码": "210211099"}, "区划代码：未知区划代码"),
        ({"区划代码": "210211009001"}, "区划代码：锦绣社区不在该单位所在的街道"),
        ({"区划代码": 210211013001.0}, "区划代码：是数字，代码应为文本"),
        ({"区划代码": "21"}, "区划代码：有 2 位，应为"),
        ({"名称": ""}, "名称：不能为空"),
        ({"名称": "长" * 61}, "名称：有 61 个字，最多 60 个字"),
        ({"名称": "钟\x07声"}, "名称：含有不可见的控制字符"),
        ({"类别": "炼丹"}, "类别：没有“炼丹”这个类别"),
        ({"地点": ""}, "地点：不能为空"),
        ({"联系电话": 41187600202.0}, "联系电话：是数字，电话应为文本"),
        ({"联系电话": "12"}, "联系电话：电话应为手机号"),
        ({"是否公开": "也许"}, "是否公开：“也许”不在可选范围内"),
        ({"单位名称": "驻街单位甲"}, "是否公开：军警单位的资源、服务和需求只在联合体内部使用"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(by, other_community, cells, expected):
    told = problems(by, row(title="好的一行"), row(**cells))
    assert [line.partition(" 行 ")[2].startswith(expected) for line in told] == [True]
    assert told[0].startswith("第 3 行")


def test_the_same_item_twice_in_a_file_is_refused(by):
    assert problems(by, row(), row()) == ["第 3 行 名称：与第 2 行重复（请只留一行）"]


def test_a_missing_column_is_named(by):
    told = problems(by, ("区第二医院",), header=("单位名称",))
    assert any(line.startswith("第 1 行 名称：缺少这一列") for line in told)


def test_an_unknown_column_is_named(by):
    told = problems(by, (*row(), "5 星"), header=(*HEADER, "评分"))
    assert told[0].startswith("第 1 行 评分：模板中没有这一列")


def test_a_left_unit_is_unknown(by, unit):
    MemberUnit.objects.filter(pk=unit.pk).update(left_on=START)
    assert "没有“区第二医院”这家单位" in problems(by, row())[0]


def test_a_file_that_is_no_workbook_is_refused(by):
    with pytest.raises(BadWorkbook):
        import_workbook(ServiceImport, b"name,title\n", by=by, now=NOW)


def test_checking_costs_the_same_for_one_row_and_a_hundred(by, django_assert_max_num_queries):
    load(by, row())
    with django_assert_max_num_queries(16):
        load(by, *(row(title=f"第 {number} 项") for number in range(100)))


# --- the command and the page ------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "services.xlsx"
    path.write_bytes(workbook(HEADER, row()))
    return path


def test_the_command_imports(by, file, capsys):
    call_command("import_list", "service", str(file))
    assert "新增 1" in capsys.readouterr().out
    account = Service.objects.get().reviewed_by
    assert (account.username, account.is_active) == (COMMAND_LINE, False)
    assert account.has_usable_password() is False
    call_command("import_list", "service", str(file))
    assert User.objects.filter(username=COMMAND_LINE).count() == 1


def test_the_command_checks_only(by, file, capsys):
    call_command("import_list", "service", str(file), "--check")
    assert "检查通过：1 行" in capsys.readouterr().out
    assert Service.objects.count() == 0


def test_the_command_reports_row_by_row_and_fails(by, tmp_path, capsys):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(workbook(HEADER, row("火星研究所")))
    with pytest.raises(CommandError):
        call_command("import_list", "service", str(path))
    assert "第 2 行 单位名称：没有“火星研究所”这家单位" in capsys.readouterr().err
    assert Service.objects.count() == 0


def test_the_command_knows_three_lists(file):
    with pytest.raises(CommandError):
        call_command("import_list", "wish", str(file))


@pytest.mark.parametrize("kind", ["resource", "service", "demand"])
def test_every_list_has_its_template(client, by, kind):
    client.force_login(by)
    answer = client.get(f"/w/lists/{kind}/import/template.xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert "单位名称" in str(book.get_sheet_by_index(0).to_python()[0])


def test_the_page_checks_then_writes(client, by, file):
    client.force_login(by)
    assert client.get("/w/lists/service/import/").status_code == 200
    upload = SimpleUploadedFile("服务.xlsx", file.read_bytes())
    checked = client.post("/w/lists/service/import/", {"file": upload})
    assert client.get(checked.url).status_code == 200
    assert Service.objects.count() == 0
    client.post(checked.url + "write/")
    client.post(checked.url + "write/")
    assert Service.objects.get().reviewed_by == by
