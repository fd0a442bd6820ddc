"""The pages of an import: template → upload → check → write, exactly once."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.lifecycle import IllegalMove
from common.models import ImportBatch
from common.sheets import batches, open_sheet
from common.sheets.writer import XLSX
from tests.books import raw, workbook
from tests.common.group_import import GroupImport

pytestmark = pytest.mark.urls("tests.common.group_import")
UPLOAD = "/w/trial/groups/import/"
CLEAN = workbook(["名称", "人数"], ["一组", 3], ["二组", 4])
WRONG = workbook(["名称", "人数"], ["一组", "多"], ["", 4])


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def upload(client, data: bytes, name: str = "工作组.xlsx"):
    file = SimpleUploadedFile(name, data, content_type=XLSX)
    return client.post(UPLOAD, {"file": file})


def page_of(client, data: bytes) -> str:
    answer = upload(client, data)
    assert answer.status_code == 302
    return answer["Location"]


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_upload_page_tells_how_to_fill_in_each_column(staff):
    html = staff.get(UPLOAD).content.decode()
    assert "<h1>导入工作组</h1>" in html
    assert ">返回工作组</a>" in html
    assert '<th scope="row">名称</th><td>必填</td><td>全称。</td><td>一组</td>' in html
    assert "可填：街道、社区。" in html
    assert 'href="/w/trial/groups/import/template.xlsx"' in html
    assert 'href="/w/trial/units/"' in html


def test_template_has_the_columns_and_a_chinese_name(staff):
    answer = staff.get(f"{UPLOAD}template.xlsx")
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''"
        "%E5%B7%A5%E4%BD%9C%E7%BB%84%E5%AF%BC%E5%85%A5%E6%A8%A1%E6%9D%BF.xlsx"
    )


def test_upload_keeps_the_file_encrypted_and_leads_to_its_check(staff, street_user):
    page = page_of(staff, CLEAN)
    batch = ImportBatch.objects.get()
    assert page == f"{UPLOAD}{batch.uuid}/"
    assert (batch.kind, batch.file_name, batch.rows) == ("groups", "工作组.xlsx", 2)
    assert batch.uploaded_by == street_user
    assert b"PK\x03\x04" not in bytes(batch.content)  # as a workbook begins
    assert Group.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的，请重新选择。"),
        (b"a,b", "这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"),
        (b"PK" + b"0" * (5 << 20), "文件超过 5 MB，请拆成几个文件分别导入。"),
        (raw('<row r="2"><c r="A2"><f>1</f></c></row>'), "A2 是公式，请改成"),
    ],
)
def test_unusable_file_is_answered_beside_the_field(staff, data, words):
    answer = upload(staff, data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f"Excel 文件：{words}" in html  # in the summary on top
    assert html.count(words) == 2
    assert "<title>错误：" in html
    assert ImportBatch.objects.count() == 0


def test_no_file_chosen(staff):
    assert "请选择要导入的 Excel 文件。" in staff.post(UPLOAD).content.decode()


def test_check_page_of_a_clean_file(staff):
    html = staff.get(page_of(staff, CLEAN)).content.decode()
    assert "写入后将新增 2 行，更新 0 行，0 行没有变化。" in html
    assert '<button class="btn btn-main">写入 2 行</button>' in html
    assert "<td>一组</td><td>3</td>" in html


def test_check_page_of_a_wrong_file_lists_every_problem_and_cannot_write(staff):
    page = page_of(staff, WRONG)
    html = staff.get(page).content.decode()
    assert "有 2 个问题，一行都没有写入。" in html
    assert '<td class="num">2</td><td>人数</td><td>“多”不是数字</td>' in html
    assert '<td class="num">3</td><td>名称</td><td>不能为空</td><td>全称</td>' in html
    assert "写入 " not in html
    answer = staff.post(f"{page}write/", follow=True)
    assert messages_of(answer) == ["有 2 个问题，未写入任何数据。"]
    assert Group.objects.count() == 0
    assert ImportBatch.objects.get().status == "checked"


def test_check_page_of_very_many_problems_says_how_many_are_shown(staff):
    html = staff.get(page_of(staff, workbook(["名称"], *([f"禁{n}"] for n in range(501))))).content
    assert "有 501 个问题" in html.decode()
    assert "下面列出前 500 个。" in html.decode()


def test_annotated_copy_marks_rows_and_can_be_mended_and_uploaded_again(staff):
    answer = staff.get(f"{page_of(staff, WRONG)}annotated.xlsx")
    assert answer["Content-Type"] == XLSX
    sheet = open_sheet(answer.content)
    assert sheet.header == ("名称", "人数", "问题")
    assert sheet.rows == (
        (2, ("一组", "多", "人数：“多”不是数字（只填数字，不带单位）")),
        (3, ("", 4.0, "名称：不能为空（全称）")),
    )
    assert "有 2 个问题" in staff.get(page_of(staff, answer.content)).content.decode()


def test_annotated_copy_with_a_wrong_header_and_dates(staff):
    data = workbook(["名称", "单位", "日期"], ["一组", "甲", timezone.localdate()])
    answer = staff.get(f"{page_of(staff, data)}annotated.xlsx")
    assert open_sheet(answer.content).rows == ((2, ("一组", "甲", timezone.localdate(), "")),)
    assert b"xl/worksheets/sheet2.xml" in answer.content


def test_write_makes_the_records_once(staff, street_user):
    page = page_of(staff, CLEAN)
    answer = staff.post(f"{page}write/", follow=True)
    assert messages_of(answer) == ["已写入工作组：新增 2 行，更新 0 行。"]
    assert "不会再次写入" in answer.content.decode()
    assert sorted(Group.objects.values_list("name", flat=True)) == ["一组", "二组"]
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.created, batch.updated) == ("written", 2, 0)
    assert bytes(batch.content) == b""
    assert LogEntry.objects.get_for_object(batch).get().actor == street_user


def test_second_submit_says_it_is_written_and_writes_nothing(staff):
    page = page_of(staff, CLEAN)
    staff.post(f"{page}write/")
    answer = staff.post(f"{page}write/", follow=True)
    assert "这份文件已经写入过，没有重复写入。" in messages_of(answer)
    assert Group.objects.count() == 2
    assert staff.get(f"{page}annotated.xlsx")["Location"] == page


def test_the_loser_of_two_submits_at_once_writes_nothing(staff, street_user, now):
    page_of(staff, CLEAN)
    first, second = ImportBatch.objects.get(), ImportBatch.objects.get()
    batches.write_batch(first, GroupImport, by=street_user, now=now)
    with pytest.raises(IllegalMove):
        batches.write_batch(second, GroupImport, by=street_user, now=now)
    assert Group.objects.count() == 2


def test_records_that_appeared_since_the_check_are_met(staff):
    page = page_of(staff, CLEAN)
    Group.objects.create(name="一组")
    assert "写入后将新增 1 行，更新 0 行，1 行没有变化。" in staff.get(page).content.decode()


def test_batch_is_its_uploaders_alone(client, staff, district_user):
    page = page_of(staff, CLEAN)
    client.force_login(district_user)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}annotated.xlsx").status_code == 404
    assert client.post(f"{page}write/").status_code == 404
    assert client.get(f"{UPLOAD}{uuid.uuid4()}/").status_code == 404
    assert Group.objects.count() == 0


def test_auditor_may_not_and_liaison_does_not_know(client, auditor, liaison_user):
    client.force_login(auditor)
    assert client.get(UPLOAD).status_code == 403
    client.force_login(liaison_user)
    assert client.get(UPLOAD).status_code == 404


def test_wrong_methods(staff):
    page = page_of(staff, CLEAN)
    assert staff.get(f"{page}write/").status_code == 405
    assert staff.post(page).status_code == 405
    assert staff.post(f"{UPLOAD}template.xlsx").status_code == 405
    assert staff.put(UPLOAD).status_code == 405


def test_upload_never_written_is_forgotten_after_a_week(staff):
    page_of(staff, CLEAN)
    ImportBatch.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
    kept = page_of(staff, CLEAN)
    assert kept.endswith(f"{ImportBatch.objects.get().uuid}/")


def test_twenty_thousand_rows_are_checked_and_written_in_few_queries(
    staff, django_assert_max_num_queries
):
    page = page_of(staff, workbook(["名称"], *([f"{n}组"] for n in range(20_000))))
    with django_assert_max_num_queries(8):
        assert "新增 20000 行" in staff.get(page).content.decode().replace(",", "")


def test_template_read_by_the_reader_has_no_rows(staff):
    data = BytesIO(staff.get(f"{UPLOAD}template.xlsx").content).getvalue()
    assert "没有可导入的数据行" in upload(staff, data).content.decode()
