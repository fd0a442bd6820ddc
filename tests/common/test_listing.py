"""The one list contract, on the register of units: filters, sort, columns, pages, Excel."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.test import RequestFactory

from common.listing import ListColumn, Listing, selected
from common.sheets import check_workbook, open_sheet
from members.models import MemberUnit
from tests.common.group_import import GroupImport

pytestmark = pytest.mark.urls("tests.common.group_import")
URL = "/w/trial/units/"


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


@pytest.fixture
def many(community):
    return MemberUnit.objects.bulk_create(
        MemberUnit(
            name=f"单位{number:03}",
            type="state" if number % 2 else "school",
            area=community,
            joined_on=date(2026, 1, 1 + number % 28),
            district=community.district,
            street=community.street,
            community=community,
        )
        for number in range(120)
    )


def names(answer) -> list[str]:
    return [line.obj.name for line in answer.context["list"].lines]


def test_count_with_its_definition(staff, many):
    html = staff.get(URL).content.decode()
    assert "共 120 家</b>" in html
    assert "（口径：当前在册的单位）" in html


def test_pages_and_sizes(staff, many):
    assert names(staff.get(URL)) == [f"单位{n:03}" for n in range(20)]
    assert names(staff.get(URL + "?page=2&size=50")) == [f"单位{n:03}" for n in range(50, 100)]
    assert len(names(staff.get(URL + "?size=100"))) == 100


@pytest.mark.parametrize(
    "query",
    ["?size=7", "?page=x", "?sort=salary", "?type=nothing", "?cols=salary", "?area=1", "?q=%07"],
)
def test_what_makes_no_sense_is_ignored(staff, many, query):
    answer = staff.get(URL + query)
    assert names(answer) == [f"单位{n:03}" for n in range(20)]
    assert answer.context["list"].chips == []


def test_page_past_the_end_is_the_last(staff, many):
    assert names(staff.get(URL + "?page=99"))[-1] == "单位119"


def test_filters_narrow_and_show_as_chips(staff, many, unit):
    answer = staff.get(URL + "?type=state&q=单位00&sort=-name")
    assert names(answer) == ["单位009", "单位007", "单位005", "单位003", "单位001"]
    assert answer.context["list"].chips == [
        ("类型：国有企业", f"{URL}?q=%E5%8D%95%E4%BD%8D00&sort=-name", True),
        ("名称：单位00", f"{URL}?type=state&sort=-name", True),
    ]
    assert answer.context["list"].clear_url == f"{URL}?sort=-name"
    assert '<option value="state" selected>国有企业</option>' in answer.content.decode()


def test_filter_of_ones_own(staff, many, other_unit):
    other = staff.get(URL + "?area=210211009001")  # another street's: not offered, so ignored
    assert len(names(other)) == 20
    assert staff.get(URL + "?area=210211013001").context["list"].count == 120


def test_long_search_is_cut(staff, many):
    assert len(staff.get(URL + "?q=" + "单" * 90).context["list"].fields[1].value) == 60


def test_nothing_found_offers_to_clear_the_filters(staff, many):
    html = staff.get(URL + "?q=没有").content.decode()
    assert "没有符合条件的记录。" in html
    assert f'href="{URL}">清除全部条件' in html


def test_empty_register(staff):
    html = staff.get(URL).content.decode()
    assert "没有符合条件的记录。" in html
    assert "清除全部条件" not in html


def test_sort_links_turn_round(staff, many):
    answer = staff.get(URL + "?sort=type&page=2")
    heads = {head.column.key: head for head in answer.context["list"].heads}
    assert (heads["type"].direction, heads["type"].url) == ("ascending", f"{URL}?sort=-type")
    assert (heads["name"].direction, heads["name"].url) == ("", f"{URL}?sort=name")
    assert 'aria-sort="ascending"' in answer.content.decode()
    assert names(answer)[0] == "单位078"  # schools first, each by name downwards
    assert names(staff.get(URL + "?sort=-type"))[0] == "单位001"


def test_equal_rows_keep_their_order_and_empty_ones_come_last(staff, many):
    MemberUnit.objects.filter(pk=many[5].pk).update(left_on=date(2026, 2, 1))
    for sort in ("left_on", "-left_on"):
        assert names(staff.get(f"{URL}?sort={sort}"))[0] == "单位005"
    seen = [
        name for page in range(1, 7) for name in names(staff.get(f"{URL}?sort=area&page={page}"))
    ]
    assert sorted(seen) == [f"单位{n:03}" for n in range(120)]


def test_the_key_breaks_every_tie(staff, many):
    """SQLite happens to keep equal rows in order, PostgreSQL does not."""
    ordering = staff.get(URL + "?sort=-area").context["list"].filtered.query.order_by
    assert [(one.expression.name, one.descending) for one in ordering] == [
        ("area__code", True),
        ("pk", True),
    ]


def test_columns_can_be_chosen(staff, many):
    answer = staff.get(URL + "?cols=name&cols=joined_on&cols=left_on")
    assert [head.column.key for head in answer.context["list"].heads] == [
        "name",
        "joined_on",
        "left_on",
    ]
    html = answer.content.decode()
    assert "<td>2026-01-01</td>" in html
    assert "<td>—</td>" in html
    assert '<input type="hidden" name="cols" value="left_on">' in html  # kept by the filters


def test_a_cell_links_to_its_record(staff, unit):
    html = staff.get(URL).content.decode()
    assert f'<a href="/w/trial/units/{unit.uuid}/">区第二医院</a>' in html
    assert f'value="{unit.uuid}" aria-label="选择 区第二医院"' in html
    assert '<span class="tag tag-ok">机关事业单位</span>' in html


def test_markup_in_data_is_text(staff, unit):
    MemberUnit.objects.filter(pk=unit.pk).update(name="<b>甲</b>")
    assert "&lt;b&gt;甲&lt;/b&gt;" in staff.get(URL + "?q=<b>").content.decode()


@pytest.mark.parametrize("count", [1, 3, 100])
def test_queries_do_not_grow_with_rows(staff, many, count, django_assert_max_num_queries):
    MemberUnit.objects.exclude(pk__in=[one.pk for one in many[:count]]).delete()
    with django_assert_max_num_queries(8):
        staff.get(URL + "?size=100&type=&area=210211013001")


def test_export_is_exactly_what_is_filtered(
    staff, street_user, many, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        answer = staff.get(URL + "?type=state&sort=-name&cols=name&cols=joined_on&export=xlsx")
    sheet = open_sheet(answer.content)
    assert sheet.header == ("单位名称", "加入日期")
    assert len(sheet.rows) == 60
    assert sheet.rows[0] == (2, ("单位119", date(2026, 1, 8)))
    entry = LogEntry.objects.get(additional_data__verb="export")
    assert entry.actor == street_user
    assert entry.additional_data["reason"] == "成员单位：60 家；类型：国有企业"


def test_more_rows_than_an_import_takes_are_to_be_narrowed_first(staff, many, monkeypatch):
    monkeypatch.setattr("common.sheets.views.MAX_ROWS", 60)
    answer = staff.get(URL + "?sort=-name&export=xlsx", follow=True)
    assert answer.redirect_chain == [(f"{URL}?sort=-name", 302)]
    assert "一次最多导出 60 家，请先筛选。" in answer.text
    assert not LogEntry.objects.filter(additional_data__verb="export").exists()
    assert staff.get(URL + "?type=state&export=xlsx").status_code == 200


def test_export_link_is_plain_and_keeps_the_filters(staff, many):
    listing = staff.get(URL + "?type=state&page=2").context["list"]
    assert listing.export_url == f"{URL}?type=state&export=xlsx"
    assert listing.kept_filters == [("type", "state")]


def test_export_with_an_importer_takes_its_columns(rf: RequestFactory, street_user, now):
    class Groups(Listing):
        title = "工作组"
        columns = [ListColumn("name", "名称")]
        importer = GroupImport

    request = rf.get("/")
    request.user = street_user
    Group.objects.create(name="一组")
    sheet = open_sheet(Groups(request, Group.objects.all()).export(now=now))
    assert (sheet.header, sheet.rows) == (("名称", "人数", "级别"), ((2, ("一组", "", "")),))


def test_what_such_an_export_adds_to_be_read_is_no_matter_of_an_import(
    rf: RequestFactory, street_user, now
):
    class Groups(Listing):
        title = "工作组"
        columns = [ListColumn("name", "名称"), ListColumn("state", "状态", lambda one: "已停用")]
        importer = GroupImport
        told = ("state",)

    request = rf.get("/")
    request.user = street_user
    Group.objects.create(name="一组")
    data = Groups(request, Group.objects.all()).export(now=now)
    sheet = open_sheet(data)
    assert sheet.header == ("名称", "人数", "级别", "状态（仅供查看）")
    assert sheet.rows == ((2, ("一组", "", "", "已停用")),)
    assert check_workbook(GroupImport, data, by=street_user, now=now).is_clean


def test_values_as_a_reader_sees_them(rf: RequestFactory, street_user, unit, now):
    class Odd(Listing):
        title = "杂"
        columns = [
            ListColumn("yes", "是否", lambda _: True),
            ListColumn("at", "时间", lambda _: now),
            ListColumn("none", "空", "area.nothing.name"),
            ListColumn("call", "方法", "get_type_display", link=True),
        ]

    request = rf.get("/")
    request.user = street_user
    listing = Odd(request, MemberUnit.objects.all())
    (line,) = listing.lines
    assert [cell.text for cell in line.cells] == ["是", "2026-11-10 09:00", "", "机关事业单位"]
    assert line.cells[3].url == unit.get_absolute_url()
    assert listing.sorted_by == (None, False)


# --- on a phone ---


def test_what_is_behind_the_first_filter_lies_folded_until_one_is_active(staff, unit):
    html = staff.get(URL).text
    box = '<input class="fold-t vh" type="checkbox" id="f-more"'
    first, rest = html.split(box)
    assert 'id="f-q"' in first
    assert rest.startswith(">")
    assert 'id="f-type"' in rest.split('<div class="fold">')[1]
    assert f"{box} checked>" in staff.get(URL + "?type=state").text


# --- ticked rows ------------------------------------------------------------------------------


def test_ticked_rows_are_shown_once_more_before_anything_happens(staff, unit, unit2):
    answer = staff.post("/w/trial/units/stop/", {"pick": [unit.uuid, unit2.uuid]})
    html = answer.content.decode()
    assert "涉及的 2 条记录" in html
    assert f'<input type="hidden" name="pick" value="{unit.uuid}">' in html
    hidden = {"pick": [unit.uuid, unit2.uuid], "confirm": "1"}
    assert staff.post("/w/trial/units/stop/", hidden).content == b"stopped 2"


def test_nothing_ticked(staff):
    assert "没有勾选任何记录" in staff.post("/w/trial/units/stop/").content.decode()


def test_ticks_outside_the_scope_or_malformed_are_left_out(rf, unit, military_unit):
    request = rf.post("/", {"pick": [str(unit.uuid), str(military_unit.uuid), "x", ""]})
    assert selected(request, MemberUnit.objects.exclude(type="military")) == [unit]
