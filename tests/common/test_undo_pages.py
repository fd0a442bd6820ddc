"""The pages of taking a batch back, and the register of batches."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.models import ImportBatch
from common.sheets.batches import receive
from members.importers import LiaisonImport, UnitImport
from members.models import MemberUnit
from tests.books import workbook
from tests.common.undoing import everything, imported

ROWS = [
    ["单位名称", "类型", "区划代码", "地址"],
    ["大连湾供电所", "国有企业", "210211013001", "海青路 1 号"],
    ["海湾小学", "学校", "210211013001", "海湾里 3 号"],
]
LIST = "/w/imports/"


@pytest.fixture
def batch(unit2, street_user) -> ImportBatch:
    return imported(UnitImport, *ROWS, by=street_user, now=timezone.now())


@pytest.fixture
def page(batch) -> str:
    return f"/w/units/import/{batch.uuid}/"


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def messages_of(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_written_page_offers_the_undo(staff, page):
    html = staff.get(page).content.decode()
    assert "<h1>导入成员单位：已写入</h1>" in html
    assert f'<a class="btn" href="{page}undo/">撤销这批导入</a>' in html
    assert "可在写入后 30 天内整批撤销。" in html


def test_the_confirm_page_says_what_will_happen_and_changes_nothing(staff, page):
    before = everything()
    html = staff.get(f"{page}undo/").content.decode()
    assert "新增的 1 条记录将被删除，修改或替换过的 1 条恢复原来的内容" in html
    assert '<button class="btn btn-main">整批撤销</button>' in html
    assert everything() == before


def test_the_undo(staff, page, unit2):
    answer = staff.post(f"{page}undo/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert messages_of(answer) == ["已撤销：删除 1 条，恢复 1 条。"]
    html = answer.content.decode()
    assert "<h1>导入成员单位：已撤销</h1>" in html
    assert "撤销这批导入" not in html
    assert list(MemberUnit.objects.values_list("name", "address")) == [("大连湾供电所", "")]


def test_a_second_undo_says_so(staff, page):
    staff.post(f"{page}undo/")
    answer = staff.post(f"{page}undo/", follow=True)
    assert "这批导入已经撤销过，没有重复撤销。" in messages_of(answer)
    assert staff.get(f"{page}undo/")["Location"] == page


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_stands_in_the_way_is_listed_row_by_row(staff, page, method):
    MemberUnit.objects.filter(name="海湾小学").update(address="别处")
    before = everything()
    answer = getattr(staff, method)(f"{page}undo/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "有 1 处妨碍撤销，没有改动任何数据。" in html
    assert '<td class="num">3</td><td>成员单位 海湾小学</td><td>写入之后又被修改：地址</td>' in html
    assert "整批撤销</button>" not in html
    assert everything() == before


def test_too_late(staff, page):
    ImportBatch.objects.update(written_at=timezone.now() - timedelta(days=31))
    html = staff.get(page).content.decode()
    assert "这批导入不能再撤销：写入已超过 30 天" in html
    assert "撤销这批导入" not in html
    assert staff.get(f"{page}undo/")["Location"] == page
    answer = staff.post(f"{page}undo/", follow=True)
    assert messages_of(answer) == ["写入已超过 30 天，或没有留下可撤销的内容，不能撤销。"]
    assert MemberUnit.objects.count() == 2


def test_a_batch_not_written_has_no_undo(staff, street_user, community):
    fresh = receive(UnitImport, workbook(*ROWS), "表.xlsx", by=street_user, now=timezone.now())
    address = f"/w/units/import/{fresh.uuid}/undo/"
    assert (staff.get(address).status_code, staff.post(address).status_code) == (404, 404)


def test_a_district_administrator_may_undo_for_an_account_of_the_district(
    client, district_user, page
):
    client.force_login(district_user)
    assert client.get(page).status_code == 200
    client.post(f"{page}undo/")
    assert ImportBatch.objects.get().status == "undone"


def test_others_do_not_know_the_batch(
    client, page, community_user, other_street_user, auditor, liaison_user
):
    for user, code in (
        (community_user, 404),
        (other_street_user, 404),
        (auditor, 403),
        (liaison_user, 404),
    ):
        client.force_login(user)
        assert client.get(f"{page}undo/").status_code == code
        assert client.post(f"{page}undo/").status_code == code
    assert ImportBatch.objects.get().status == "written"


def test_the_batch_of_one_register_is_not_found_under_another(staff, batch):
    address = f"/w/liaisons/import/{batch.uuid}/"
    assert staff.get(address).status_code == 404
    assert staff.post(f"{address}undo/").status_code == 404


def test_wrong_methods(staff, page):
    assert staff.put(f"{page}undo/").status_code == 405
    assert staff.post(LIST).status_code == 405


# --- the register of batches ------------------------------------------------------------------


def test_the_upload_page_shows_the_latest_imports(staff, batch, page):
    html = staff.get("/w/units/import/").content.decode()
    assert f'<a href="{batch.uuid}/">表.xlsx</a>' in html
    assert f'<a href="{LIST}">全部导入记录</a>' in html
    assert "最近的导入" not in staff.get("/w/liaisons/import/").content.decode()


def test_the_register_shows_ones_own(staff, batch, page, street_user, community_user):
    imported(LiaisonImport, *OFFICER, by=community_user, now=timezone.now())
    (line,) = staff.get(LIST).context["list"].lines
    assert [str(cell.text) for cell in line.cells][:2] == ["表.xlsx", "成员单位"]
    assert [str(cell.text) for cell in line.cells][3:] == ["周敏", "2", "1", "1", "已写入"]
    assert line.cells[0].url == page


OFFICER = [
    ["单位名称", "区划代码", "联络员姓名", "手机"],
    ["大连湾供电所", "210211013001", "孙立", "13800002222"],
]


def test_a_district_administrator_sees_those_of_the_district(
    client, batch, community_user, district_user
):
    imported(LiaisonImport, *OFFICER, by=community_user, now=timezone.now())
    client.force_login(district_user)
    assert client.get(LIST).context["list"].count == 2
    found = client.get(f"{LIST}?kind=liaisons&status=written&q=表").context["list"]
    assert [batch.kind for batch in found.page] == ["liaisons"]
    assert client.get(f"{LIST}?export=xlsx").status_code == 200


def test_a_register_that_is_no_more(staff, batch):
    ImportBatch.objects.update(kind="gone")
    (line,) = staff.get(LIST).context["list"].lines
    assert (line.cells[1].text, line.cells[0].url) == ("gone", "")


def test_auditors_read_the_audit_trail_instead(client, auditor, street_user):
    client.force_login(auditor)
    assert client.get(LIST).status_code == 403
    side = [name for _, entries in client.get("/w/").context["side"] for name, *_ in entries]
    assert "导入记录" not in side
    client.force_login(street_user)
    side = [name for _, entries in client.get("/w/").context["side"] for name, *_ in entries]
    assert "导入记录" in side


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_register(staff, street_user, unit2, count, django_assert_max_num_queries):
    for _ in range(count):
        imported(UnitImport, *ROWS, by=street_user, now=timezone.now())
    with django_assert_max_num_queries(8):
        staff.get(reverse("members:batch_list"))
