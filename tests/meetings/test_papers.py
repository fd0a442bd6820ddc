"""/w/meetings/<uuid>/papers/ and what officers read of them."""

import io
import zipfile
from datetime import date

import pytest
from auditlog.models import LogEntry
from django.utils import timezone
from openpyxl import load_workbook

from common.official import Heading, Table, Text
from meetings.actions import minutes, planning, resolutions
from meetings.actions.papers import number_for
from meetings.models import AgendaItem, DocumentNumber, Invitation, Meeting
from meetings.papers import bulletin, summary
from meetings.papers.minutes import minutes_of
from meetings.papers.notice import notice_of
from meetings.papers.sheet import sheet_of
from tests.conftest import at
from tests.meetings.conftest import in_days, join, put, statuses

TODAY = date(2026, 11, 10)


@pytest.fixture
def url(meeting):
    return f"/w/meetings/{meeting.uuid}/papers/"


@pytest.fixture
def invited(meeting, unit, unit2, military_unit, liaison_user):
    """Notified: one comes, one is on leave, a military unit has not answered."""
    put("notified")
    meeting.refresh_from_db()
    facts = {"replied_at": at("2026-11-09"), "replied_by": liaison_user}
    Invitation.objects.create(meeting=meeting, unit=unit, reply="self", **facts)
    Invitation.objects.create(meeting=meeting, unit=unit2, reply="leave", reason="检修", **facts)
    Invitation.objects.create(meeting=meeting, unit=military_unit)
    return meeting


@pytest.fixture
def held(invited, unit, unit2, street_user):
    """Held, with one item that led to a resolution; its minutes are issued."""
    put("held", starts_at=at("2026-11-05", "14:30"), held_at=at("2026-11-05", "14:30"))
    invited.refresh_from_db()
    Invitation.objects.filter(unit=unit).update(attended_at=at("2026-11-05"), attended_how="list")
    item = AgendaItem.objects.create(
        meeting=invited, order=1, title="冬季用电安全", presenter="供电所"
    )
    who = {"by": street_user, "now": at("2026-11-05", "17:00")}
    draft = minutes.begin(invited, **who)
    facts = {"title": "检查独居老人家庭用电", "text": "逐户登门。", "due_on": date(2026, 12, 20)}
    resolutions.make(item, lead=unit2, helpers=[unit], **facts, **who)
    seen = draft.outcomes.get().seen
    minutes.write(draft, item, {"said": "供电所通报了摸排情况。"}, by=street_user, seen=seen)
    minutes.issue(draft, **who)
    invited.refresh_from_db()
    return invited


def text(answer) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return package.read("word/document.xml").decode()


# --- what stands in them ----------------------------------------------------------------------


def test_a_notice_says_when_where_what_and_whom_to_call(meeting, post, street):
    Meeting.objects.update(starts_at=at("2026-11-24", "14:30"))
    meeting.refresh_from_db()
    AgendaItem.objects.create(meeting=meeting, order=2, title="讨论", minutes=20)
    AgendaItem.objects.create(meeting=meeting, order=1, title="通报", minutes=5, presenter="周敏")
    post.area = street
    post.save()
    paper = notice_of(meeting, today=TODAY)

    assert paper.title == "关于召开2026年12月联络员工作会议的通知".replace(
        "2026年12月", meeting.period_text.replace(" ", "")
    )
    assert paper.mark == "大连湾街道区域化党建联合体文件"
    assert paper.number == "大连湾联〔2026〕　号"
    assert paper.addressees == "区第二医院、大连湾供电所"
    assert (paper.signature, paper.dated) == ("大连湾街道区域化党建联合体", TODAY)
    assert Text("2026年11月24日（周二）14:30。") in paper.body
    assert Text("街道三楼。") in paper.body
    items = [block.text for block in paper.body if isinstance(block, Heading) and block.level == 3]
    assert items == ["通报（周敏，5分钟）", "讨论（20分钟）"]
    assert "0411-87600101" in paper.body[-1].text


def test_a_notice_is_dated_when_units_were_told_last(meeting, street_user):
    """As a draft today; a number given before does not date it, and no later day changes it."""
    number_for(meeting.rule.alliance, "notice", 2026, of=meeting, on=date(2026, 11, 2))
    assert notice_of(meeting, today=TODAY).dated == TODAY
    put("notified", notified_at=at("2026-11-20", "00:30"), starts_at=at("2026-12-01"))
    meeting.refresh_from_db()
    later = date(2027, 1, 5)
    assert notice_of(meeting, today=later).dated == date(2026, 11, 20)
    facts = {"starts_at": at("2026-12-03"), "place": "二楼", "by": street_user}
    planning.reschedule(meeting, now=at("2026-11-22", "23:30"), **facts)
    paper = notice_of(meeting, today=later)
    assert (paper.number, paper.dated) == ("大连湾联〔2026〕1号", date(2026, 11, 22))


def test_a_notice_without_a_number_leaves_its_gap_in_the_year_of_its_day(invited):
    assert notice_of(invited, today=date(2027, 1, 5)).number == "大连湾联〔2026〕　号"


def test_minutes_are_dated_when_the_version_that_holds_was_issued(held, street_user):
    number_for(held.rule.alliance, "minutes", 2026, of=held, on=date(2026, 11, 9))
    assert minutes_of(held, today=TODAY).dated == date(2026, 11, 5)
    now = at("2026-11-08", "10:00")
    draft = minutes.correct(held, reason="漏了一项", by=street_user, now=now)
    minutes.issue(draft, by=street_user, now=now)
    assert minutes_of(held, today=TODAY).dated == date(2026, 11, 8)


def test_many_units_stand_in_a_list(meeting, community):
    join(meeting.rule.alliance, community, 20)
    paper = notice_of(meeting, today=TODAY)
    assert paper.addressees == "各成员单位"
    assert isinstance(paper.body[-1], Table)
    assert len(paper.body[-1].rows) == 22


def test_a_military_unit_goes_by_its_label(invited):
    for paper in (notice_of(invited, today=TODAY), sheet_of(invited, today=TODAY)):
        assert "驻街单位甲" in str(paper)
        assert "警卫连" not in str(paper)


def test_minutes_tell_who_came_and_what_was_resolved(held):
    paper = minutes_of(held, today=TODAY)

    assert paper.mark == "大连湾街道区域化党建联合体会议纪要"
    assert paper.addressees == ""
    assert Heading(1, "冬季用电安全") in paper.body
    assert Text("供电所通报了摸排情况。") in paper.body
    resolved = (
        "检查独居老人家庭用电：逐户登门。（大连湾供电所牵头，区第二医院配合，2026年12月20日前完成）"
    )
    assert Heading(3, resolved) in paper.body
    assert paper.body[-2:] == (Text("区第二医院。", "出席："), Text("大连湾供电所。", "请假："))


def test_a_sign_in_sheet_has_a_row_for_each_and_some_to_spare(invited):
    table = sheet_of(invited, today=TODAY).body[-1]
    labels = [row[1] for row in table.rows]
    assert {*labels[:3]} == {"区第二医院", "大连湾供电所", "驻街单位甲"}
    assert labels[3:] == [""] * 3
    assert all(row[2:] == ("", "", "") for row in table.rows)


def test_a_bulletin_leaves_out_what_is_empty():
    paper = bulletin.build(
        title="定期通报",
        alliance="海青联合体",
        code="海青联",
        year=2026,
        number=3,
        sections=[
            (bulletin.SECTIONS[0], [bulletin.Entry("新成员", "两家加入。")]),
            (bulletin.SECTIONS[1], []),
        ],
        issued_on=TODAY,
    )
    assert paper.number == "海青联〔2026〕3号"
    assert paper.body == (Heading(1, "区域化发展动态"), Heading(2, "新成员"), Text("两家加入。"))


def test_a_summary_has_figures_and_what_was_said():
    paper = summary.build(
        month=date(2026, 11, 1),
        alliance="海青联合体",
        code="海青联",
        year=2026,
        number=None,
        figures=[summary.Figure("已提交月报", 12, "份")],
        chapters=[("特色做法", ["驻街单位甲：义诊。", " "]), ("建议", [])],
        issued_on=TODAY,
    )
    assert paper.title == "2026年11月联络员月报汇总"
    assert paper.body[1] == Table(("事项", "数量"), (("已提交月报", "12 份"),), (5, 2))
    assert paper.body[2:] == (Heading(1, "特色做法"), Text("驻街单位甲：义诊。"))


# --- the pages --------------------------------------------------------------------------------


def test_the_list_offers_what_there_is(client, url, invited, street_user):
    client.force_login(street_user)
    page = client.get(url).text

    for words in ("会议通知", "签到表", "纪要印发后才有公文", "会议回执 Excel", "受邀单位 3 家"):
        assert words in page
    assert "notice/?as=docx" in page
    assert "as=pdf" not in page  # LibreOffice is off, and the page says so
    assert "存为 PDF" in page


def test_previews_and_word_files(client, url, held, street_user):
    client.force_login(street_user)
    for key, words in (("notice", "会议议程"), ("sign-in", "签到表"), ("minutes", "请假：")):
        assert words in client.get(f"{url}{key}/").text
        answer = client.get(f"{url}{key}/?as=docx")
        assert answer["Content-Type"].endswith("wordprocessingml.document")
        assert "filename*=utf-8''" in answer["Content-Disposition"]
        assert words in text(answer)
    noted = LogEntry.objects.filter(additional_data__verb="download").order_by("pk")
    reasons = [entry.additional_data["reason"] for entry in noted]
    assert reasons == ["会议通知（Word）", "签到表（Word）", "会议纪要（Word）"]
    assert {entry.actor for entry in noted} == {street_user}


def test_without_libreoffice_a_pdf_is_refused_with_words(client, url, meeting, street_user):
    client.force_login(street_user)
    answer = client.get(f"{url}notice/?as=pdf")
    assert answer.status_code == 200
    assert "下载 Word，或打开预览打印" in answer.text


@pytest.mark.parametrize(
    ("status", "readable"),
    [
        ("planned", ["notice", "sign-in"]),
        ("notified", ["notice", "sign-in"]),
        ("held", ["notice", "sign-in"]),
        ("cancelled", []),
    ],
)
def test_papers_come_with_their_stage(client, url, meeting, street_user, status, readable):
    put(status, cancel_reason="防汛")
    client.force_login(street_user)
    keys = ("notice", "sign-in", "minutes", "other")
    assert [k for k in keys if client.get(f"{url}{k}/").status_code == 200] == readable


def test_a_number_is_given_once(client, url, meeting, street_user):
    client.force_login(street_user)
    answer = client.post(f"{url}notice/number/", follow=True)
    assert "还不能编号" in answer.text
    assert not DocumentNumber.objects.exists()

    Meeting.objects.update(status="agenda")
    for _ in range(2):
        page = client.post(f"{url}notice/number/", follow=True).text
        assert f"大连湾联〔{timezone.localdate().year}〕1号" in page
    assert DocumentNumber.objects.get().given_by == street_user
    assert "给会议通知编号" not in client.get(url).text
    assert "〕1号" in text(client.get(f"{url}notice/?as=docx"))
    assert client.post(f"{url}sign-in/number/", follow=True).status_code == 200
    assert DocumentNumber.objects.count() == 1


def test_replies_are_a_workbook(client, url, invited, street_user):
    client.force_login(street_user)
    answer = client.get(f"{url}?export=replies")
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)

    assert rows[0] == ("单位", "回执", "代会人", "请假原因", "回执时间", "到会")
    assert {row[:2] for row in rows[1:]} == {
        ("区第二医院", "本人参加"),
        ("大连湾供电所", "请假"),
        ("驻街单位甲", "未回执"),
    }
    assert LogEntry.objects.latest("pk").additional_data["reason"] == "会议回执"


PAGES = ["", "notice/", "notice/?as=docx", "sign-in/", "?export=replies"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_get_nothing_and_leave_no_trace(
    client, url, page, other_street_user, community_user, liaison_user, grid_user
):
    assert client.get(f"{url}{page}").url.startswith("/in/?next=")
    strangers = (other_street_user, community_user, liaison_user, grid_user)
    before = LogEntry.objects.count()
    assert statuses(client, "get", f"{url}{page}", *strangers) == [404] * 4
    assert LogEntry.objects.count() == before


def test_readers_read_but_give_no_number(client, url, meeting, auditor, other_street_user):
    Meeting.objects.update(status="agenda")
    assert statuses(client, "get", url, auditor) == [200]
    assert "给会议通知编号" not in client.get(url).text
    assert statuses(client, "post", f"{url}notice/number/", auditor, other_street_user) == [
        403,
        404,
    ]
    assert statuses(client, "get", f"{url}notice/number/", auditor) == [405]
    assert not DocumentNumber.objects.exists()


@pytest.mark.parametrize("page", ["", "notice/", "minutes/", "notice/?as=docx", "?export=replies"])
def test_queries_do_not_grow(
    client, url, page, held, street_user, community, django_assert_max_num_queries
):
    client.force_login(street_user)
    limit = 16 if "=" in page else 14 if page else 8
    with django_assert_max_num_queries(limit) as few:
        client.get(f"{url}{page}")
    units = join(held.rule.alliance, community, 30)
    Invitation.objects.bulk_create(Invitation(meeting=held, unit=u) for u in units)
    for order in range(2, 9):
        AgendaItem.objects.create(meeting=held, order=order, title=f"事项{order}")
    with django_assert_max_num_queries(limit) as many:
        client.get(f"{url}{page}")
    assert len(many) == len(few)


# --- officers ---------------------------------------------------------------------------------


def test_officers_read_the_notice_once_it_is_out(client, meeting, liaison_user):
    url = f"/l/meetings/{meeting.uuid}/notice/"
    client.force_login(liaison_user)
    assert "还没有发出" in client.get(url).text
    put("notified", starts_at=in_days(5))
    page = client.get(url).text
    assert "关于召开" in page
    assert "各成员单位" in page or "区第二医院" in page
    Meeting.objects.update(status="cancelled", cancel_reason="防汛")
    assert "已取消" in client.get(url).text


def test_other_officers_do_not(client, meeting, other_liaison_user, grid_user, street_user):
    url = f"/l/meetings/{meeting.uuid}/notice/"
    assert statuses(client, "get", url, other_liaison_user, grid_user, street_user) == [404] * 3
