"""Member units from a workbook: the command, and the page /w/units/import/."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.sheets import ImportRefused, export, open_sheet
from common.sheets.batches import import_workbook
from members.importers import UnitImport
from members.models import Alliance, MemberUnit, PartyOrganization
from tests.books import workbook

HEADER = ("单位名称", "代称", "类型", "区划代码", "地址", "统一社会信用代码", "行业", "加入日期")
CODE, OTHER = "91350100M000100Y43", "91440300708461136T"
HERE = "210211013001"
DAY = date(2026, 2, 1)


def row(
    name="供电所", alias="", kind="国有企业", area=HERE, address="", code="", industry="", on=DAY
):
    return (name, alias, kind, area, address, code, industry, on)


def load(by, *rows, header=HEADER):
    return import_workbook(UnitImport, workbook(header, *rows), by=by, now=timezone.now())


def problems(by, *rows, header=HEADER) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        load(by, *rows, header=header)
    return [str(problem) for problem in refused.value.checked.problems]


def test_new_units_are_registered_and_join_their_alliances(
    street, community, grid, alliance, street_user
):
    LogEntry.objects.all().delete()
    written = load(
        street_user,
        row(code=CODE, address="海青路", industry="电力"),
        row("街道党工委", kind="地方党组织", area="210211013", on=""),
        row("某部", "单位乙", "军警单位", "210211013001001"),
    )
    assert (written.created, written.updated, written.unchanged) == (3, 0, 0)
    one = MemberUnit.objects.get(name="供电所")
    facts = (
        one.type,
        one.area,
        one.street,
        one.address,
        one.credit_code,
        one.industry,
        one.joined_on,
    )
    assert facts == ("state", community, street, "海青路", CODE, "电力", DAY)
    assert MemberUnit.objects.get(name="街道党工委").joined_on == timezone.localdate()
    assert MemberUnit.objects.get(alias="单位乙").area == grid
    assert alliance.memberships.current().count() == 5
    assert LogEntry.objects.count() == 3
    assert {entry.actor for entry in LogEntry.objects.all()} == {street_user}


def test_a_known_unit_is_changed_and_the_same_file_again_changes_nothing(street_user, unit):
    MemberUnit.objects.filter(pk=unit.pk).update(credit_code=CODE)
    rows = [row("区第二医院（新名）", kind="机关事业单位", code=CODE, address="新址")]
    assert load(street_user, *rows).updated == 1
    unit.refresh_from_db()
    assert (unit.name, unit.address, unit.joined_on) == ("区第二医院（新名）", "新址", DAY)
    LogEntry.objects.all().delete()
    again = load(street_user, *rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert LogEntry.objects.count() == 0


def test_without_a_code_area_and_name_tell(street_user, unit):
    assert load(street_user, row("区第二医院", kind="机关事业单位", code=CODE, on="")).updated == 1
    unit.refresh_from_db()
    assert (unit.credit_code, unit.joined_on) == (CODE, date(2026, 1, 1))
    assert MemberUnit.objects.count() == 1
    assert load(street_user, row("区第二医院", kind="机关事业单位", on="")).unchanged == 1


def test_an_absent_column_leaves_what_is_registered(street_user, unit):
    MemberUnit.objects.filter(pk=unit.pk).update(address="旧址", industry="医疗")
    header = ("单位名称", "类型", "区划代码", "地址")
    load(street_user, ("区第二医院", "机关事业单位", HERE, ""), header=header)
    unit.refresh_from_db()
    assert (unit.address, unit.industry) == ("", "医疗")


def test_a_unit_that_moved_changes_its_alliances(
    district_user, unit, alliance, other_community, other_street
):
    MemberUnit.objects.filter(pk=unit.pk).update(credit_code=CODE)
    there = Alliance.objects.create(name="红旗", area=other_street, founded_on=DAY)
    branch = PartyOrganization.objects.create(
        kind="branch", name="医院支部", unit=unit, area=unit.area, founded_on=DAY
    )
    moved = row("区第二医院", kind="机关事业单位", area="210211009001", code=CODE)
    assert load(district_user, moved).updated == 1
    unit.refresh_from_db()
    assert (unit.area, unit.street) == (other_community, other_street)
    assert [m.alliance for m in unit.memberships.current()] == [there]
    branch.refresh_from_db()
    assert (branch.area, branch.street) == (other_community, other_street)


def test_the_export_imports_again_unchanged_military_units_too(street_user, unit, military_unit):
    data = export(UnitImport, MemberUnit.objects.for_list())
    assert "警卫连" not in str(open_sheet(data))
    written = import_workbook(UnitImport, data, by=street_user, now=timezone.now())
    assert (written.created, written.updated, written.unchanged) == (0, 0, 2)
    load(street_user, row("驻街单位甲", "驻街单位甲", "军警单位", address="院内", on=""))
    military_unit.refresh_from_db()
    assert (military_unit.name, military_unit.address) == ("某部警卫连", "院内")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(name="")], "第 2 行 单位名称：不能为空"),
        ([row(name="长" * 121)], "最多 120 个字"),
        ([row(kind="国企")], "“国企”不在可选范围内"),
        ([row(area="210211013999")], "没有这个区域，或不在您的管辖范围内"),
        ([row(area="210211009001")], "没有这个区域，或不在您的管辖范围内"),
        ([row(area="210211")], "有 6 位，应为"),
        ([row(area=210211013001.0)], "是数字，代码应为文本"),
        ([row(code=CODE[:-1] + "4")], "校验位不对"),
        ([row(code="12345")], "18 位"),
        ([row(kind="军警单位")], "军警单位必须填写代称"),
        ([row(on="昨天")], "不是日期"),
        ([row(), row()], "与第 2 行重复"),
        ([row(code=CODE), row("另一家", code=CODE)], "与第 2 行重复"),
        ([row("区第二医院", code=OTHER)], "与已登记的代码不一致"),
        ([row("新名", code=CODE), row("区第二医院")], "与第 2 行是同一家单位"),
        ([row("大连湾供电所", code=CODE)], "该区域已登记同名单位"),
        ([row("甲", code="914403001922038216")], "已登记给其他区域的单位"),
        ([row("供电\u202e所")], "控制字符"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    street_user, unit, unit2, other_unit, rows, words
):
    MemberUnit.objects.filter(pk=unit.pk).update(credit_code=CODE)
    MemberUnit.objects.filter(pk=other_unit.pk).update(credit_code="914403001922038216")
    found = problems(street_user, *rows)
    assert any(words in problem for problem in found), found
    assert MemberUnit.objects.count() == 3


def test_missing_and_unknown_columns_are_named(street_user):
    found = problems(street_user, ("甲", "乙"), header=("单位名称", "备注"))
    assert "缺少这一列" in str(found)
    assert "模板中没有这一列" in str(found)


def test_the_statements_hardly_grow_with_the_rows(
    street_user, community, alliance, django_assert_max_num_queries
):
    counts = []
    for many in (3, 300):
        rows = [row(f"企业{many}-{number}") for number in range(many)]
        with django_assert_max_num_queries(40) as captured:
            load(street_user, *rows)
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 12  # rows go in batches


# --- the command and the page -----------------------------------------------------------------


def test_the_command_writes_without_a_scope(tmp_path, other_community, capsys):
    file = tmp_path / "units.xlsx"
    file.write_bytes(workbook(HEADER, row(area="210211009001")))
    call_command("import_units", file, check=True)
    assert MemberUnit.objects.count() == 0
    call_command("import_units", file)
    assert MemberUnit.objects.get().area == other_community
    file.write_bytes(workbook(HEADER, row(area="999999999")))
    with pytest.raises(CommandError):
        call_command("import_units", file)
    assert "没有这个区域" in capsys.readouterr().err


def test_the_page_checks_then_writes(client, street_user, community):
    client.force_login(street_user)
    assert client.get("/w/units/import/").status_code == 200
    file = SimpleUploadedFile("单位.xlsx", workbook(HEADER, row(), row("卫生站", kind="学校")))
    check = client.post("/w/units/import/", {"file": file}, follow=True)
    assert MemberUnit.objects.count() == 0
    client.post(check.redirect_chain[-1][0] + "write/")
    assert MemberUnit.objects.count() == 2


def test_who_may_import(client, auditor, liaison_user):
    assert client.get("/w/units/import/").url.startswith("/in/")
    client.force_login(liaison_user)
    assert client.get("/w/units/import/").status_code == 404
    client.force_login(auditor)
    assert client.get("/w/units/import/").status_code == 403
    assert client.post("/w/units/import/").status_code == 403
