"""Changing and ending a post: terms, consent, stale tabs."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from common.sheets.batches import import_workbook
from grids.actions.edits import AlreadyEnded, WrongDay
from grids.actions.posts import HeadInOffice, PostEnded, change_post, end_post, take_post
from grids.importers import PostImport
from grids.models import GridPost
from tests.books import workbook
from tests.conftest import START

TODAY = date(2026, 11, 10)


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def url(post, page="edit") -> str:
    return f"/w/posts/{post.uuid}/{page}/"


def errors(answer) -> list[str]:
    return [text for texts in answer.context["form"].errors.values() for text in texts]


def typed(staff, post, **changes) -> dict[str, object]:
    return {
        "stand_in": "王芳",
        "duty_phone": "0411-87600199",
        "availability": "工作日",
        "consent_on": "",
        "term_ends_on": "2028-12-31",
        "seen": staff.get(url(post)).context["seen"],
        **changes,
    }


def test_edit(staff, post):
    answer = staff.post(url(post), typed(staff, post))
    assert answer["Location"] == f"/w/areas/{post.area.uuid}/"
    post.refresh_from_db()
    assert (post.stand_in, post.duty_phone, post.availability) == (
        "王芳",
        "0411-87600199",
        "工作日",
    )
    assert (post.consent_on, post.term_ends_on) == (None, date(2028, 12, 31))
    assert (post.public_name, post.name) == ("", "陈桂芳")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"term_ends_on": "2025-12-31"}, "任期不能早于任职日期结束。"),
        ({"consent_on": "2999-01-01"}, "同意公开日期不能晚于今天。"),
        ({"duty_phone": "119"}, "电话应为手机号，或带区号的座机号，例如 0411-87600000。"),
    ],
)
def test_what_cannot_be_is_refused(staff, post, changed, message):
    assert errors(staff.post(url(post), typed(staff, post, **changed))) == [message]
    assert GridPost.objects.get() == post
    assert GridPost.objects.get().stand_in == "刘海"


def test_a_stale_tab_undoes_nothing(staff, post):
    data = typed(staff, post)
    GridPost.objects.update(stand_in="别人")
    assert errors(staff.post(url(post), data)) == [
        "在您填写期间，别人修改了这条登记。请核对现在的内容后再保存。"
    ]
    assert GridPost.objects.get().stand_in == "别人"


def test_who_may(client, post, auditor, other_street_user, liaison_user, community_user):
    codes = {}
    for user in (community_user, auditor, other_street_user, liaison_user):
        client.force_login(user)
        codes[user.username] = client.get(url(post)).status_code
    assert codes == {"community": 200, "auditor": 403, "otherstreet": 404, "liaison": 404}


def test_an_ended_post_changes_no_more(staff, post, street_user):
    end_post(post, on=TODAY, by=street_user, today=TODAY)
    assert staff.get(url(post)).status_code == 403
    with pytest.raises(AlreadyEnded):
        change_post(post, stand_in="x", by=street_user)
    with pytest.raises(PostEnded):
        end_post(post, on=TODAY, by=street_user, today=TODAY)


def test_a_post_ends_today_or_with_its_term(post, street_user):
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(WrongDay, match="结束日期不能晚于 2026-11-10"):
        end_post(post, on=tomorrow, by=street_user, today=TODAY)
    GridPost.objects.update(term_ends_on=date(2026, 12, 31))
    post.refresh_from_db()
    with pytest.raises(WrongDay, match="结束日期不能晚于 2027-01-01"):
        end_post(post, on=date(2027, 1, 2), by=street_user, today=TODAY)
    end_post(post, on=date(2027, 1, 1), by=street_user, today=TODAY)
    assert list(GridPost.objects.on(date(2026, 12, 31))) == [post]
    assert list(GridPost.objects.on(date(2027, 1, 1))) == []


def test_a_term_without_end_ends_today(post, street_user):
    GridPost.objects.update(term_ends_on=date.max)
    post.refresh_from_db()
    end_post(post, on=TODAY, by=street_user, today=TODAY)
    assert list(GridPost.objects.on(TODAY)) == []


def test_the_page_refuses_a_far_day(staff, post):
    answer = staff.post(url(post, "end"), {"on": "2999-01-01"})
    assert errors(answer) == [f"结束日期不能晚于 {timezone.localdate()}。"]
    assert GridPost.objects.get().until is None


def test_the_next_head_begins_when_the_one_before_ends(post, grid, street_user):
    GridPost.objects.update(term_ends_on=date(2026, 12, 31), until=date(2027, 1, 1))
    more = {"area": grid, "role": "head", "name": "李强", "duty_phone": "0411-87600101"}
    with pytest.raises(HeadInOffice, match="陈桂芳任网格长到 2027-01-01"):
        take_post(GridPost(since=date(2026, 12, 31), **more), by=street_user)
    take_post(GridPost(since=date(2027, 1, 1), **more), by=street_user)
    assert [p.name for p in GridPost.objects.on(date(2027, 1, 1))] == ["李强"]


def test_the_register_finds_terms_that_end(staff, post):
    def found(term: str) -> int:
        return len(staff.get(f"/w/posts/?term={term}").context["list"].lines)

    today = timezone.localdate()
    counts = {}
    for days in (-1, 0, 30, 31):
        GridPost.objects.update(since=START, term_ends_on=today + timedelta(days=days))
        counts[days] = (found("soon"), found("over"))
    assert counts == {-1: (0, 1), 0: (1, 0), 30: (1, 0), 31: (0, 0)}


def test_a_workbook_brings_terms_and_one_without_leaves_them(post, grid, now):
    header = ["区划代码", "岗位", "姓名", "值班电话", "任职自", "任期至"]
    row = [grid.code, "网格长", "陈桂芳", "0411-87600101", START, date(2028, 12, 31)]
    import_workbook(PostImport, workbook(header, row), by=None, now=now)
    assert GridPost.objects.get().term_ends_on == date(2028, 12, 31)
    import_workbook(PostImport, workbook(header[:-1], row[:-1]), by=None, now=now)
    assert GridPost.objects.get().term_ends_on == date(2028, 12, 31)
