"""Liaison officers from a workbook: the command, and the page /w/liaisons/import/."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from common.sheets import Checked, ImportRefused, check_workbook, export, open_sheet
from common.sheets.batches import ChangedMeanwhile, import_workbook, write_checked
from members.actions.liaisons import appoint
from members.actions.links import make_link
from members.importers import LiaisonImport
from members.models import Liaison, MemberUnit, Person, SignInLink, User
from tests.books import workbook

HEADER = ("单位名称", "区划代码", "统一社会信用代码", "联络员姓名", "手机", "任职自")
CODE = "91350100M000100Y43"
HERE, PHONE = "210211013001", "13812341234"
DAY = date(2026, 2, 1)
TODAY = timezone.localdate()


def row(unit="区第二医院", area=HERE, code="", name="王芳", phone=PHONE, since=DAY):
    return (unit, area, code, name, phone, since)


def check(by, *rows) -> Checked:
    return check_workbook(LiaisonImport, workbook(HEADER, *rows), by=by, now=timezone.now())


def load(by, *rows):
    return import_workbook(LiaisonImport, workbook(HEADER, *rows), by=by, now=timezone.now())


def problems(by, *rows) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        load(by, *rows)
    return [str(problem) for problem in refused.value.checked.problems]


def test_officers_are_appointed_by_name_or_code_each_with_an_account(
    street_user, unit, unit2, military_unit
):
    MemberUnit.objects.filter(pk=unit2.pk).update(credit_code=CODE)
    LogEntry.objects.all().delete()
    written = load(
        street_user,
        row(),
        row("", "", CODE, "张伟", 13900001111.0, ""),
        row("驻街单位甲", name="王芳", phone="138 1234 1234"),
    )
    assert (written.created, written.updated, written.unchanged) == (3, 0, 0)
    officers = {one.unit: one for one in Liaison.objects.current().select_related("person__user")}
    assert {u: (one.person.name, one.person.phone, one.since) for u, one in officers.items()} == {
        unit: ("王芳", PHONE, DAY),
        unit2: ("张伟", "13900001111", TODAY),
        military_unit: ("王芳", PHONE, DAY),
    }
    assert officers[unit].person == officers[military_unit].person
    assert officers[unit].person.user.is_liaison
    assert Person.objects.count() == 2
    noted = str(list(LogEntry.objects.values()))
    assert PHONE not in noted
    assert LogEntry.objects.count() == 3


def test_another_person_takes_over_and_the_old_access_ends(client, street_user, unit, liaison_user):
    make_link(liaison_user.person, by=street_user, now=timezone.now())
    client.force_login(liaison_user)
    written = load(street_user, row())
    assert (written.created, written.updated) == (0, 1)
    ended = unit.liaisons.exclude(until=None).get()
    assert (ended.person, ended.until) == (liaison_user.person, DAY)
    assert SignInLink.objects.filter(revoked_at=None).count() == 0
    assert client.get("/l/password/").url.startswith("/in/")


def test_the_same_file_again_and_the_masked_export_change_nothing(street_user, unit, unit2):
    load(street_user, row())
    for data in (
        workbook(HEADER, row(since=TODAY)),
        export(LiaisonImport, Liaison.objects.for_list()),
    ):
        written = import_workbook(LiaisonImport, data, by=street_user, now=timezone.now())
        assert (written.created, written.updated, written.unchanged) == (0, 0, 1)
    assert Liaison.objects.get().since == DAY


def test_a_known_person_without_account_gets_one(street_user, unit, unit2):
    load(street_user, row())
    User.objects.filter(person__isnull=False).update(is_active=True)
    Person.objects.update(user=None)
    load(street_user, row("大连湾供电所"))
    person = Person.objects.get()
    assert person.user.is_liaison
    assert person.liaisons.count() == 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("没有的单位")], "没有这家单位"),
        ([row("红旗小学", "210211009001")], "没有这家单位"),
        ([row(unit="", area="")], "没有这家单位"),
        ([row(name="")], "第 2 行 联络员姓名：不能为空"),
        ([row(name="长" * 41)], "最多 40 个字"),
        ([row(phone="")], "手机：不能为空"),
        ([row(phone="0411-87600000")], "手机号应为 11 位数字"),
        ([row(phone="138****1234")], "手机号应为 11 位数字"),
        ([row(phone=1.38e20)], "末几位已丢失"),
        ([row(since="上周")], "不是日期"),
        ([row(since=TODAY + timedelta(days=1))], "不能晚于今天"),
        ([row(since=date(2025, 12, 31))], "不能早于现任联络员的任职日期"),
        ([row(), row()], "与第 2 行重复"),
        ([row(), row("", "", CODE, phone="13900001111")], "与第 2 行是同一家单位"),
        ([row(), row("大连湾供电所", name="张伟")], "与该手机号已登记的姓名不一致"),
        ([row(name="张伟", phone="13700007777")], "与该手机号已登记的姓名不一致"),
        ([row(code="1")], "18 位"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    street_user, other_street_user, unit, unit2, other_unit, liaison_user, rows, words
):
    MemberUnit.objects.filter(pk=unit.pk).update(credit_code=CODE)
    appoint(
        other_unit,
        name="钱伟",
        phone="13700007777",
        since=DAY,
        by=other_street_user,
        now=timezone.now(),
    )
    found = problems(street_user, *rows)
    assert any(words in problem for problem in found), found
    assert PHONE not in str(found)
    assert Liaison.objects.count() == 2


@pytest.mark.parametrize("held", [True, False])
def test_who_was_appointed_since_the_check_stays(request, street_user, unit, held):
    if held:
        request.getfixturevalue("liaison_user")
    checked = check(street_user, row())
    now = timezone.now()
    appoint(unit, name="快手", phone="13600006666", since=TODAY, by=street_user, now=now)
    with pytest.raises(ChangedMeanwhile):
        write_checked(checked, by=street_user, now=now)
    assert unit.liaisons.current().get().person.name == "快手"
    assert Person.objects.filter(name="王芳").count() == 0


def test_a_unit_that_left_since_the_check_gets_no_officer(street_user, unit):
    checked = check(street_user, row())
    MemberUnit.objects.filter(pk=unit.pk).update(left_on=TODAY)
    with pytest.raises(ChangedMeanwhile):
        write_checked(checked, by=street_user, now=timezone.now())
    assert Liaison.objects.count() == 0


def test_the_statements_hardly_grow_with_the_rows(
    street_user, community, django_assert_max_num_queries
):
    counts = []
    for many in (3, 300):
        MemberUnit.objects.bulk_create(
            MemberUnit(name=f"企业{many}-{n}", area=community, type="private", joined_on=DAY)
            for n in range(many)
        )
        rows = [
            row(f"企业{many}-{n}", name=f"人{n}", phone=f"139{many:03}{n:05}") for n in range(many)
        ]
        with django_assert_max_num_queries(60) as captured:
            load(street_user, *rows)
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 15  # rows go in batches


def test_the_command_and_the_page(client, tmp_path, street_user, unit, unit2):
    file = tmp_path / "liaisons.xlsx"
    file.write_bytes(workbook(HEADER, row()))
    call_command("import_liaisons", file)
    assert unit.liaisons.get().person.name == "王芳"
    client.force_login(street_user)
    upload = SimpleUploadedFile("联络员.xlsx", workbook(HEADER, row("大连湾供电所")))
    checked = client.post("/w/liaisons/import/", {"file": upload}, follow=True)
    client.post(checked.redirect_chain[-1][0] + "write/")
    assert unit2.liaisons.get().person == unit.liaisons.get().person
    exported = client.get("/w/liaisons/?export=xlsx").content
    assert [cells[4] for _, cells in open_sheet(exported).rows] == ["138****1234"] * 2


def test_who_may_import(client, auditor, liaison_user):
    assert client.get("/w/liaisons/import/").url.startswith("/in/")
    client.force_login(liaison_user)
    assert client.get("/w/liaisons/import/").status_code == 404
    client.force_login(auditor)
    assert client.get("/w/liaisons/import/").status_code == 403
