"""/w/calendar/: the calendar is shown to staff, and taken over by the district's administrators."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.sheets import ImportRefused
from common.sheets.batches import import_workbook
from grids import calendar
from grids.calendar import seed_years
from grids.importers import CalendarImport
from grids.models import WorkDay, WorkYear
from tests.books import workbook

HEADER = ["日期", "上班/放假", "名称"]
FREE_2027 = [(1, 1), (2, 5), (2, 8), (5, 1), (5, 3), (10, 1), (10, 2), (10, 3), (10, 4)]
ROWS = [
    [date(2026, 12, 31), "放假", "元旦"],
    *[[date(2027, *day), "放假", "节日"] for day in FREE_2027],
    [date(2027, 1, 30), "上班", "春节调休"],
]


def take_over(rows, by, now):
    return import_workbook(CalendarImport, workbook(HEADER, *rows), by=by, now=now)


def problems(rows, by, now) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        take_over(rows, by, now)
    return [str(problem) for problem in refused.value.checked.problems]


def test_staff_see_how_many_days_a_year_has(client, street_user, now):
    seed_years([2026, 2027], now=now)
    client.force_login(street_user)
    for year in (2026, 2027):
        html = client.get(f"/w/calendar/?year={year}").content.decode()
        assert f"{year} 年：248 个工作日" in html


def test_staff_see_a_year_and_what_is_not_official(client, street_user, now):
    this_year = timezone.localdate().year
    calendar.set_year(this_year, [], official=False, source="试", now=now)
    client.force_login(street_user)
    html = client.get("/w/calendar/").content.decode()
    assert "年的工作日历还不是正式安排" in html
    assert str(this_year) in html
    assert "请等区级管理员导入" in html
    assert "/w/calendar/import/" not in html


def test_without_years_the_page_says_so(client, auditor):
    client.force_login(auditor)
    assert "工作日历还是空的" in client.get("/w/calendar/?year=x").content.decode()


def test_only_the_district_may_import(client, district_user, street_user, auditor, liaison_user):
    codes = {}
    for user in (district_user, street_user, auditor, liaison_user):
        client.force_login(user)
        codes[user.username] = client.get("/w/calendar/import/").status_code
    assert codes == {"district": 200, "street": 403, "auditor": 403, "liaison": 404}
    client.force_login(district_user)
    assert "/w/calendar/import/" in client.get("/w/calendar/").content.decode()


def test_the_page_answers_get_only(client, street_user):
    client.force_login(street_user)
    assert client.post("/w/calendar/").status_code == 405


@pytest.mark.parametrize("year", [1949, 9999])
def test_a_year_that_must_be_a_slip_is_refused(district_user, now, year):
    words = f"第 2 行 日期：{year} 年离今年太远（请核对年份）"
    assert problems([[date(year, 10, 1), "放假", "国庆节"]], district_user, now) == [words]


def test_the_notice_makes_its_year_official(client, district_user, now):
    seed_years([2026, 2027], now=now)
    client.force_login(district_user)
    file = SimpleUploadedFile("2027.xlsx", workbook(HEADER, *ROWS))
    check = client.post("/w/calendar/import/", {"file": file})["Location"]
    assert "检查通过" in client.get(check).content.decode()
    client.post(f"{check}write/")
    assert WorkYear.objects.get(year=2027).official is True
    assert WorkDay.objects.filter(year=2027).count() == len(ROWS) - 1
    assert calendar.is_workday(date(2027, 1, 30)) is True
    assert calendar.is_workday(date(2027, 2, 9)) is True  # guessed before, not in the notice
    assert calendar.is_workday(date(2026, 12, 31)) is False


def test_days_of_the_december_before_join_their_year(district_user, now):
    take_over(ROWS, district_user, now)
    assert WorkDay.objects.get(date=date(2026, 12, 31)).year_id == 2026
    assert calendar.is_workday(date(2026, 10, 10)) is True  # that year is there as a whole


def test_the_same_notice_again_changes_nothing(district_user, now):
    first = take_over(ROWS[1:], district_user, now)
    again = take_over(ROWS[1:], district_user, now)
    assert (first.created, again.created, again.updated, again.unchanged) == (10, 0, 0, 10)


def test_half_a_notice_is_refused(district_user, now):
    rows = [row for row in ROWS if row[0] != date(2027, 10, 3)]
    assert problems(rows, district_user, now) == [
        "第 2 行 日期：缺少法定节假日 2027-10-03（请按通知填写全年安排）"
    ]
    assert WorkYear.objects.count() == 0


def test_a_weekday_cannot_be_made_up_for_and_other_years_stay_out(district_user, now):
    rows = [*ROWS, [date(2027, 3, 3), "上班", "错"], [date(2025, 5, 1), "放假", "错"]]
    assert problems(rows, district_user, now) == [
        "第 13 行 上班/放假：这一天是周一至周五，本来就上班（调休上班日应为周六或周日）",
        "第 14 行 日期：不在 2027 年内（一张表只填一年的安排）",
    ]


def test_rows_that_cannot_be_read_are_reported_alone(district_user, now):
    found = problems([["某日", "放假", "元旦"]], district_user, now)
    assert found == ["第 2 行 日期：“某日”不是日期（请写成 2026-11-22 的样子）"]
