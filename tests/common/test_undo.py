"""Undoing a batch: all or nothing, and what stands in the way is named row by row."""

import json
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.fields import decrypt
from common.lifecycle import IllegalMove
from common.models import ImportBatch, ImportRow
from common.sheets.batches import TooLate, receive, undo_batch, visible_to
from common.sheets.changes import load, merged
from common.sheets.importer import Change
from common.sheets.undo import Obstacle, UndoRefused
from grids.importers import AreaImport, FiguresImport, PostImport
from grids.models import Area, AreaFigures, AreaHistory, GridPost
from meetings.models import LiaisonReport
from members.importers import LiaisonImport, UnitImport
from members.models import Alliance, Liaison, MemberUnit, Person, Posting, SignInLink
from notices.models import Notice
from tests.books import workbook
from tests.common.undoing import everything, imported, undone
from tests.conftest import START

MEND = "请先改回导入时的内容，或在页面上单独处理这一条"
UNITS = [
    ["单位名称", "类型", "区划代码", "地址"],
    ["大连湾供电所", "国有企业", "210211013001", "海青路 1 号"],
    ["海湾小学", "学校", "210211013001", "海湾里 3 号"],
]


@pytest.fixture
def batch(unit2, street_user, now) -> ImportBatch:
    """A unit changed (row 2) and one made (row 3)."""
    return imported(UnitImport, *UNITS, by=street_user, now=now)


def obstacles(batch, importer, by, now) -> list[Obstacle]:
    """Why the undo is refused; it must have changed nothing."""
    before = everything()
    with pytest.raises(UndoRefused) as refused:
        undone(batch, importer, by=by, now=now)
    assert everything() == before
    batch.refresh_from_db()
    assert (batch.status, batch.undone_at) == ("written", None)
    return list(refused.value.obstacles)


# --- what is kept -----------------------------------------------------------------------------


def test_rows_say_which_record_and_keep_its_content_encrypted(batch, unit2):
    rows = list(batch.changes.all())
    new = MemberUnit.objects.get(name="海湾小学")
    # The importer writes new units before it changes known ones.
    assert [(row.order, row.row, row.model, row.key) for row in rows] == [
        (0, 3, "members.MemberUnit", new.pk),
        (1, 2, "members.MemberUnit", unit2.pk),
    ]
    assert json.loads(decrypt(bytes(rows[1].content))) == {
        "before": {"address": ""},
        "after": {"address": "海青路 1 号"},
    }
    assert json.loads(decrypt(bytes(rows[0].content)))["after"]["name"] == "海湾小学"


def test_nobody_reads_a_phone_in_the_database(street_user, unit, now):
    rows = [
        ["单位名称", "区划代码", "联络员姓名", "手机"],
        ["区第二医院", "210211013001", "孙立", "13800002222"],
    ]
    imported(LiaisonImport, *rows, by=street_user, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM common_importrow")
        stored = b"".join(bytes(content) for (content,) in cursor.fetchall())
    assert stored
    assert b"13800002222" not in stored
    assert "孙立".encode() not in stored


def test_a_batch_that_changes_nothing_keeps_nothing(unit2, street_user, now):
    rows = [["单位名称", "类型", "区划代码"], ["大连湾供电所", "国有企业", "210211013001"]]
    batch = imported(UnitImport, *rows, by=street_user, now=now)
    assert not batch.changes.exists()
    with pytest.raises(TooLate):
        undone(batch, UnitImport, by=street_user, now=now)


def test_one_record_has_one_step_with_what_was_there_first(unit, unit2):
    changes = [
        Change(unit, {"name": "甲"}, 2),
        Change(unit2, None, 3),
        Change(unit, {"name": "乙", "alias": "丙"}, 4),
        Change(unit2, {"name": "丁"}, 5),
    ]
    assert [(change.obj, change.before) for change in merged(changes)] == [
        (unit, {"name": "甲", "alias": "丙"}),
        (unit2, None),
    ]


def test_steps_come_back_as_they_were(street_user, grid, now):
    rows = [["区划代码", "统计日期", "来源", "面积（平方公里）"], [grid.code, START, "年报", 1.25]]
    batch = imported(FiguresImport, *rows, by=street_user, now=now)
    (step,) = load(batch)
    made = AreaFigures.objects.get()
    assert (step.model, step.key, step.row, step.what) == (AreaFigures, made.pk, 2, "made")
    assert step.after == {
        name: getattr(made, name) for name in (f.attname for f in AreaFigures._meta.fields[1:])
    }


# --- once, in time, by whom -------------------------------------------------------------------


def test_undo_leaves_one_row_of_the_trail(batch, street_user, now):
    LogEntry.objects.all().delete()
    undone(batch, UnitImport, by=street_user, now=now)
    entry = LogEntry.objects.get()
    assert entry.actor == street_user
    assert entry.content_type.name == "导入批次"
    assert entry.additional_data["reason"] == "撤销导入：删除 1 条，恢复 1 条"
    batch.refresh_from_db()
    assert (batch.status, batch.undone_at) == ("undone", now)
    assert not batch.changes.exists()


def test_a_second_undo_changes_nothing(batch, street_user, now):
    stale = ImportBatch.objects.get(pk=batch.pk)
    undone(batch, UnitImport, by=street_user, now=now)
    for late in (stale, ImportBatch.objects.get(pk=batch.pk)):
        with pytest.raises(IllegalMove):
            undo_batch(late, UnitImport, by=street_user, now=now)


def test_a_batch_not_written_yet_cannot_be_undone(street_user, community, now):
    batch = receive(UnitImport, workbook(*UNITS), "表.xlsx", by=street_user, now=now)
    with pytest.raises(IllegalMove):
        undo_batch(batch, UnitImport, by=street_user, now=now)


def test_after_thirty_days_it_is_too_late_and_the_next_upload_forgets(batch, street_user, now):
    late = now + timedelta(days=30, seconds=1)
    with pytest.raises(TooLate):
        undone(batch, UnitImport, by=street_user, now=late)
    receive(UnitImport, workbook(*UNITS), "表.xlsx", by=street_user, now=now + timedelta(days=30))
    assert batch.changes.exists()
    receive(UnitImport, workbook(*UNITS), "表.xlsx", by=street_user, now=late)
    assert not ImportRow.objects.exists()


def test_who_sees_a_batch(batch, street_user, district_user, community_user, auditor):
    def seen(user):
        return list(visible_to(user))

    assert [seen(u) for u in (street_user, district_user, community_user, auditor)] == [
        [batch],
        [batch],
        [],
        [],
    ]
    ImportBatch.objects.update(status="checked", written_at=None)
    assert [seen(u) for u in (street_user, district_user)] == [[batch], []]


def test_records_outside_the_scope_of_today_stand_in_the_way(batch, street_user, other_street, now):
    Posting.objects.update(area=other_street)
    del street_user.current_postings
    outside = "不在您现在的管辖范围内"
    assert obstacles(batch, UnitImport, street_user, now) == [
        Obstacle(2, "成员单位 大连湾供电所", outside, "请由上级管理员撤销"),
        Obstacle(3, "成员单位 海湾小学", outside, "请由上级管理员撤销"),
    ]


def test_a_place_to_go_back_to_must_be_in_scope(
    unit2, street_user, district_user, community, other_community, now
):
    MemberUnit.objects.filter(pk=unit2.pk).update(
        credit_code="91350100M000100Y43", area=other_community
    )
    rows = [
        ["单位名称", "类型", "区划代码", "统一社会信用代码"],
        ["大连湾供电所", "国有企业", "210211013001", "91350100M000100Y43"],
    ]
    batch = imported(UnitImport, *rows, by=district_user, now=now)
    (one,) = obstacles(batch, UnitImport, street_user, now)
    assert (one.row, one.text) == (2, "原来所在的区域不在您现在的管辖范围内")
    undone(batch, UnitImport, by=district_user, now=now)
    unit2.refresh_from_db()
    assert (unit2.area, unit2.street) == (other_community, other_community.street)


# --- what stands in the way -------------------------------------------------------------------


def test_changed_since(batch, street_user, now):
    MemberUnit.objects.filter(name="大连湾供电所").update(address="海青路 2 号")
    MemberUnit.objects.filter(name="海湾小学").update(industry="教育", alias="海小")
    assert obstacles(batch, UnitImport, street_user, now) == [
        Obstacle(2, "成员单位 大连湾供电所", "写入之后又被修改：地址", MEND),
        Obstacle(3, "成员单位 海湾小学", "写入之后又被修改：代称、行业", MEND),
    ]


def test_a_field_that_the_batch_left_alone_may_have_changed(batch, unit2, street_user, now):
    MemberUnit.objects.filter(pk=unit2.pk).update(industry="电力")
    undone(batch, UnitImport, by=street_user, now=now)
    unit2.refresh_from_db()
    assert (unit2.address, unit2.industry) == ("", "电力")


def test_something_hangs_on_a_made_record(batch, street_user, now):
    new = MemberUnit.objects.get(name="海湾小学")
    Liaison.objects.create(unit=new, person=Person.objects.create(name="甲"), since=START)
    assert obstacles(batch, UnitImport, street_user, now) == [
        Obstacle(3, "成员单位 海湾小学", "已有 1 条“联络员”与它关联", "请先处理这些记录，再撤销")
    ]


def test_a_made_record_that_is_gone_already_is_no_obstacle(batch, unit2, street_user, now):
    MemberUnit.objects.filter(name="海湾小学").delete()
    undone(batch, UnitImport, by=street_user, now=now)
    unit2.refresh_from_db()
    assert unit2.address == ""


def test_a_changed_record_that_is_gone_cannot_be_restored(batch, unit2, street_user, now):
    unit2.delete()
    (one,) = obstacles(batch, UnitImport, street_user, now)
    assert one == Obstacle(2, "成员单位", "已被删除，不能恢复原值", MEND)


def test_a_removed_record_that_was_made_again(street_user, grid, now):
    head = ["区划代码", "统计日期", "来源", "街道、社区（村）党委（党总支）"]
    head += ["街道、社区（村）党支部", "街道、社区（村）党员"]
    rows = [head, [grid.code, START, "年报", 1, 2, 3]]
    imported(FiguresImport, *rows, by=street_user, now=now)
    party = AreaFigures.objects.get().party.get()
    batch = imported(
        FiguresImport, head, [grid.code, START, "年报", "", "", ""], by=street_user, now=now
    )
    party.save(force_insert=True)
    (one,) = obstacles(batch, FiguresImport, street_user, now)
    assert (one.row, one.text) == (2, "已重新登记")


def test_the_old_value_was_taken_by_somebody_else(unit2, street_user, community, now):
    MemberUnit.objects.filter(pk=unit2.pk).update(credit_code="91350100M000100Y43")
    rows = [
        ["单位名称", "类型", "区划代码", "统一社会信用代码"],
        ["大连湾供电公司", "国有企业", "210211013001", "91350100M000100Y43"],
    ]
    batch = imported(UnitImport, *rows, by=street_user, now=now)
    MemberUnit.objects.create(name="大连湾供电所", area=community, type="state", joined_on=START)
    (one,) = obstacles(batch, UnitImport, street_user, now)
    assert (one.row, one.text) == (2, "原来的内容已被别的记录占用：该区域已登记同名单位。")


def test_an_area_that_is_in_use(street, street_user, now):
    rows = [["区划代码", "名称"], ["210211013009", "海湾社区"], ["210211013009001", "第1网格"]]
    batch = imported(AreaImport, *rows, by=street_user, now=now)
    grid = Area.objects.get(code="210211013009001")
    community = grid.parent
    Area.objects.create(
        kind="grid", code="210211013009002", name="第2网格", parent=community, valid_from=START
    )
    GridPost.objects.create(area=grid, role="head", name="甲", duty_phone="12345", since=START)
    AreaHistory.objects.create(
        area=grid, name="旧", code=grid.code, parent=community, since=START, until=date(2026, 2, 1)
    )
    found = obstacles(batch, AreaImport, street_user, now)
    assert sorted((one.row, one.record, one.text) for one in found) == [
        (2, "区域 海湾社区", "已有 1 条“其他记录”与它关联"),
        (2, "区域 海湾社区", "已有 1 条“区域”与它关联"),
        (3, "区域 第1网格", "已有 1 条“其他记录”与它关联"),
        (3, "区域 第1网格", "已有 1 条“其他记录”与它关联"),
    ]


# --- what goes along --------------------------------------------------------------------------


def test_a_blank_report_goes_along_and_a_written_one_stays(batch, street_user, now):
    new = MemberUnit.objects.get(name="海湾小学")
    report = LiaisonReport.objects.create(
        unit=new, area=new.area, month=date(2026, 11, 1), due_on=date(2026, 11, 27)
    )
    LiaisonReport.objects.update(practice="一件事")
    assert [one.text for one in obstacles(batch, UnitImport, street_user, now)] == [
        "已有 1 条“联络员月报”与它关联"
    ]
    LiaisonReport.objects.update(practice="")
    undone(batch, UnitImport, by=street_user, now=now)
    assert not LiaisonReport.objects.filter(pk=report.pk).exists()


# --- liaison officers: the access -------------------------------------------------------------


def link(person, by, now, **more):
    return SignInLink.objects.create(
        person=person,
        token_hash=f"{person.pk:064}",
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=30),
        **more,
    )


@pytest.fixture
def handover(unit, liaison_user, street_user, now):
    """李建国 had a link and a session; by the batch 孙立 speaks for the unit."""
    link(liaison_user.person, street_user, now)
    rows = [
        ["单位名称", "区划代码", "联络员姓名", "手机"],
        ["区第二医院", "210211013001", "孙立", "13800002222"],
    ]
    return imported(LiaisonImport, *rows, by=street_user, now=now)


def test_the_old_officer_speaks_again_and_the_new_one_is_out(
    handover, liaison_user, street_user, client, now
):
    new = Person.objects.get(name="孙立")
    link(new, street_user, now)
    client.force_login(new.user)
    assert client.get("/l/").status_code == 200
    Notice.objects.create(recipient=new.user, kind="report_due", subject=1, slot="a", raised_at=now)
    undone(handover, LiaisonImport, by=street_user, now=now + timedelta(minutes=5))
    assert client.get("/l/").status_code == 302  # to the sign-in page
    assert not Person.objects.filter(name="孙立").exists()
    assert Liaison.objects.get().until is None
    assert liaison_user.person.sign_in_links.get().revoked_at is None
    liaison_user.refresh_from_db()
    client.force_login(liaison_user)
    assert client.get("/l/").status_code == 200


def test_an_officer_known_before_loses_the_access_and_stays_a_person(
    unit, unit2, street_user, client, now
):
    rows = [
        ["单位名称", "区划代码", "联络员姓名", "手机"],
        ["区第二医院", "210211013001", "孙立", "13800002222"],
    ]
    imported(LiaisonImport, *rows, by=street_user, now=now)
    person = Person.objects.get(name="孙立")
    Liaison.objects.update(until=START + timedelta(days=400))
    rows[1][0] = "大连湾供电所"
    batch = imported(LiaisonImport, *rows, by=street_user, now=now)
    link(person, street_user, now)
    person.user.refresh_from_db()
    client.force_login(person.user)
    undone(batch, LiaisonImport, by=street_user, now=now + timedelta(minutes=5))
    assert client.get("/l/").status_code == 302
    assert person.sign_in_links.get().revoked_at == now + timedelta(minutes=5)
    assert not Liaison.objects.current().exists()


def test_a_newer_link_of_the_old_officer_stands(handover, unit2, liaison_user, street_user, now):
    Liaison.objects.create(unit=unit2, person=liaison_user.person, since=START)
    newer = SignInLink.objects.create(
        person=liaison_user.person,
        token_hash="f" * 64,
        made_by=street_user,
        made_at=now,
        expires_at=now + timedelta(days=30),
    )
    undone(handover, LiaisonImport, by=street_user, now=now + timedelta(minutes=5))
    assert [one.pk for one in SignInLink.objects.filter(revoked_at=None)] == [newer.pk]


def test_what_a_new_officer_did_stands_in_the_way(handover, street_user, now):
    user = Person.objects.get(name="孙立").user
    LogEntry.objects.create(
        content_type_id=1, object_pk="1", object_repr="", action=1, changes={}, actor=user
    )
    assert obstacles(handover, LiaisonImport, street_user, now) == [
        Obstacle(2, "账号 孙立", "已有 1 条“操作记录”与它关联", "请先处理这些记录，再撤销")
    ]


# --- cost and races ---------------------------------------------------------------------------


def many(count, by, now):
    rows = [[f"单位{n}", "学校", "210211013001"] for n in range(count)]
    return imported(UnitImport, UNITS[0][:3], *rows, by=by, now=now)


def test_queries_do_not_grow_with_the_rows(street_user, community, street, now):
    Alliance.objects.create(name="联合体", area=street, founded_on=START)
    counts = []
    for rows in (100, 400):
        batch = many(rows, street_user, now)
        with CaptureQueriesContext(connection) as captured:
            undone(batch, UnitImport, by=street_user, now=now)
        counts.append(len(captured))
        assert not MemberUnit.objects.exists()
    few, many_rows = counts
    pointing = [f for f in MemberUnit._meta.get_fields(include_hidden=True) if f.auto_created]
    assert few <= 2 * len(pointing) + 20  # each looked into before and while deleting
    assert many_rows - few <= 2 * 3  # units and their memberships, a DELETE for each 100 on SQLite


def test_an_import_keeps_its_rows_in_few_queries(
    street_user, community, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        many(400, street_user, now)
    assert ImportRow.objects.count() == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_undos_at_once_one_wins(street_user, unit2, now):
    batch = imported(UnitImport, *UNITS, by=street_user, now=now)
    ends, start = [], Barrier(2)

    def go():
        try:
            mine = ImportBatch.objects.get(pk=batch.pk)
            start.wait()
            undo_batch(mine, UnitImport, by=street_user, now=now)
            ends.append("undone")
        except IllegalMove:
            ends.append("late")
        finally:
            connection.close()

    threads = [Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["late", "undone"]
    assert [unit.address for unit in MemberUnit.objects.all()] == [""]


@pytest.mark.django_db(transaction=True)
def test_a_constraint_that_speaks_at_the_end_refuses_the_undo(street_user, unit2, now, monkeypatch):
    """The old place is gone: the database says so only when the transaction ends."""
    batch = imported(UnitImport, *UNITS, by=street_user, now=now)
    monkeypatch.setattr(UnitImport, "after_undo", _hang_on_nothing)
    before = everything()
    with pytest.raises(UndoRefused) as refused:
        undone(batch, UnitImport, by=street_user, now=now)
    assert everything() == before
    assert [one.record for one in refused.value.obstacles] == [""]


def _hang_on_nothing(records, *, written_at, now):
    assert transaction.get_connection().in_atomic_block
    Liaison.objects.create(unit_id=987654, person=Person.objects.create(name="甲"), since=START)


def test_posts_of_a_batch_by_an_account_that_writes_no_more(post, street_user, grid, now):
    rows = [
        ["区划代码", "岗位", "姓名", "值班电话", "任职自"],
        [grid.code, "网格长", "赵刚", "12345", START],
    ]
    batch = imported(PostImport, *rows, by=street_user, now=now)
    street_user.postings.update(until=date(2026, 11, 1))
    del street_user.current_postings
    assert len(obstacles(batch, PostImport, street_user, now)) == 2
