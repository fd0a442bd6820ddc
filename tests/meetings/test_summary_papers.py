"""The month's summary as an official paper: generated, edited, issued once with a number."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.lifecycle import IllegalMove
from common.official import Heading, Table, Text
from grids.models import Area
from meetings.actions import summaries
from meetings.models import DocumentNumber, LiaisonReport, SummaryIssue
from meetings.models.summaries import LONGEST
from meetings.papers.summary import summary_of
from meetings.periods import add_months
from meetings.reports.summary import drafted, month_summary
from members.models import MemberUnit, Posting, User
from tests.conftest import START
from tests.meetings.conftest import join, statuses
from tests.meetings.test_late import last_month, open_for
from tests.meetings.test_summary import handed

pytestmark = pytest.mark.django_db
URL = "/w/reports/summary/"
VERBS = ("edit/", "issue/", "discard/")
WORDS = "区第二医院：义诊两场 打 138****5678"


@pytest.fixture
def month(alliance, unit, unit2, military_unit, liaison_user, community):
    handed(unit, liaison_user, practice="义诊两场\n打 13812345678")
    handed(unit2, liaison_user, no_change=True)
    handed(military_unit, liaison_user, practice="营区的事")
    open_for(join(alliance, community, 1)[0])
    return last_month()


@pytest.fixture
def asked(month, street) -> str:
    return f"?month={month:%Y-%m}&place={street.uuid}"


@pytest.fixture
def draft(month, alliance, street_user, now) -> SummaryIssue:
    texts = {"practice": "义诊两场。", "plans": "下月查电路。"}
    return summaries.edit(alliance, month, texts, by=street_user, now=timezone.now())


@pytest.fixture
def issued(draft, month, alliance, street_user) -> SummaryIssue:
    summaries.issue(alliance, month, by=street_user, now=timezone.now())
    return SummaryIssue.objects.get()


def paper_now(alliance, month):
    today = timezone.localdate()
    found = summaries.current(alliance, month, today=today)
    return summary_of(found, alliance.area, alliance, today=today)


def words_of(answer) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return package.read("word/document.xml").decode()


# --- what stands in it ----------------------------------------------------------------


def test_before_anybody_edits_it_it_says_what_the_reports_say(month, alliance):
    paper = paper_now(alliance, month)
    assert paper.title == f"{month.year}年{month.month}月联络员月报汇总"
    assert paper.mark == "大连湾街道区域化党建联合体文件"
    assert paper.number == f"大连湾联〔{timezone.localdate().year}〕　号"
    table = paper.body[1]
    assert isinstance(table, Table)
    assert table.rows[:2] == (("应交", "4 家"), ("已交", "3 家"))
    assert table.rows[-1] == ("对接", "1 项")
    assert paper.body[2:] == (Heading(1, "特色做法"), Text(WORDS))
    assert "营区" not in str(paper)
    assert not SummaryIssue.objects.exists()


def test_an_edited_one_keeps_the_figures_it_was_drafted_from(draft, month, alliance, unit2):
    before = paper_now(alliance, month).body[1]
    LiaisonReport.objects.filter(unit=unit2).update(status="returned", return_note="写清楚")
    paper = paper_now(alliance, month)
    assert paper.body[1] == before
    assert Text("义诊两场。") in paper.body
    assert Text(WORDS) not in paper.body


def test_an_issued_one_is_frozen_with_its_number(issued, month, alliance, unit):
    before = paper_now(alliance, month)
    assert before.number == f"大连湾联〔{timezone.localdate().year}〕1号"
    later = timezone.localdate() + timedelta(days=400)
    found = summaries.current(alliance, month, today=later)
    paper = summary_of(found, alliance.area, alliance, today=later)
    assert (paper.number, paper.dated) == (before.number, timezone.localdate())
    LiaisonReport.objects.filter(unit=unit).update(practice="别的", status="returned",
                                                   return_note="写清楚")  # fmt: skip
    assert paper_now(alliance, month) == before


def test_who_became_military_since_is_not_named(issued, month, alliance, unit):
    SummaryIssue.objects.update(practice=f"{unit.name}：义诊")
    MemberUnit.objects.filter(pk=unit.pk).update(type="military", alias="驻街单位乙")
    assert Text("联合体成员单位：义诊") in paper_now(alliance, month).body


def test_what_is_too_long_is_counted_not_cut_in_a_word(month, street, alliance, liaison_user):
    units = join(alliance, street, 60)
    for unit in units:
        handed(unit, liaison_user, practice="长" * 1000)
    text = drafted(month_summary(street, month, today=timezone.localdate())).practice
    assert len(text) <= LONGEST
    assert text.endswith("家的文字太长，见月报名册。）")
    assert len(text.splitlines()) > 45


# --- edited, issued, dropped --------------------------------------------------------


def test_the_number_is_given_once(draft, month, alliance, street_user):
    given = summaries.issue(alliance, month, by=street_user, now=timezone.now())
    with pytest.raises(IllegalMove):
        summaries.issue(alliance, month, by=street_user, now=timezone.now())
    found = SummaryIssue.objects.get()
    assert (found.status, found.number, found.issued_by) == ("issued", given, street_user)
    assert DocumentNumber.objects.get().document == found.uuid
    verbs = [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(found)]
    assert verbs == ["move", "create"]


def test_it_can_be_issued_as_the_reports_say(month, alliance, street_user):
    summaries.issue(alliance, month, by=street_user, now=timezone.now())
    assert SummaryIssue.objects.get().practice == WORDS


def test_once_issued_it_never_changes(issued, month, alliance, street_user):
    who = {"by": street_user, "now": timezone.now()}
    for act in (
        lambda: summaries.edit(alliance, month, {"practice": "改"}, **who),
        lambda: summaries.discard(alliance, month, **who),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert SummaryIssue.objects.get().practice == "义诊两场。"


def test_a_dropped_draft_leaves_no_gap(draft, month, alliance, street_user):
    who = {"by": street_user, "now": timezone.now()}
    summaries.discard(alliance, month, **who)
    assert not SummaryIssue.objects.exists()
    assert summaries.issue(alliance, month, **who).number == 1


def test_a_stale_page_neither_saves_nor_issues_nor_drops(month, alliance, unit2, street_user):
    who = {"by": street_user, "now": timezone.now()}
    seen = summaries.current(alliance, month, today=timezone.localdate()).seen
    LiaisonReport.objects.filter(unit=unit2).update(no_change=False, plans="查电路")
    for act in (
        lambda: summaries.edit(alliance, month, {"practice": "甲"}, seen=seen, **who),
        lambda: summaries.issue(alliance, month, seen=seen, **who),
        lambda: summaries.discard(alliance, month, seen=seen, **who),
    ):
        with pytest.raises(summaries.ChangedMeanwhile):
            act()
    assert not SummaryIssue.objects.exists()
    assert not DocumentNumber.objects.exists()


def test_nothing_to_print_and_the_military_are_refused(month, alliance, street_user):
    who = {"by": street_user, "now": timezone.now()}
    with pytest.raises(summaries.NotToBeIssued, match="没有交来的月报"):
        summaries.issue(alliance, add_months(month, -3), **who)
    summaries.edit(alliance, month, {"practice": "某部警卫连来慰问"}, **who)
    with pytest.raises(summaries.NotToBeIssued, match="军警"):
        summaries.issue(alliance, month, **who)
    assert not DocumentNumber.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": None}, {"issued_at": None}, {"issued_by": None}, {"status": "draft"},
        {"month": date(2026, 9, 2)},
    ],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_what_must_not_be(issued, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SummaryIssue.objects.update(**wrong)


def test_one_an_alliance_and_month(issued, alliance, street_user):
    other = add_months(issued.month, -1)
    summaries.edit(alliance, other, {"practice": "x"}, by=street_user, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        SummaryIssue.objects.filter(month=other).update(month=issued.month)


# --- pages ----------------------------------------------------------------------


def test_previewed_edited_and_issued_through_the_pages(client, month, asked, street_user):
    client.force_login(street_user)
    page = client.get(f"{URL}?month={month:%Y-%m}").text
    for verb in ("paper/", "edit/", "issue/"):
        assert f"{URL}{verb}{asked}".replace("&", "&amp;") in page
    assert WORDS in client.get(f"{URL}paper/{asked}").text
    edit = f"{URL}edit/{asked}"
    form = client.get(edit).context["form"]
    assert form["practice"].value() == WORDS
    seen = form["seen"].value()
    words = {"practice": "甲\r\n乙", "problems": "", "plans": "丙", "advice": ""}
    assert "草稿已保存。" in client.post(edit, words | {"seen": seen}, follow=True).text
    stale = client.post(edit, words | {"seen": seen, "practice": "别的"})
    assert "刚被他人改过" in stale.text
    assert "别的</textarea>" in stale.text
    assert SummaryIssue.objects.get().practice == "甲\n乙"
    confirm = f"{URL}issue/{asked}"
    page = client.get(confirm)
    assert "应交 4 家，已交 3 家" in page.text
    seen = page.context["form"]["seen"].value()
    done = client.post(confirm, {"seen": seen}, follow=True).text
    assert "汇总已编号印发。" in done
    assert f"大连湾联〔{timezone.localdate().year}〕1号" in done
    assert "/issue/" not in done
    for verb in VERBS:
        url = f"{URL}{verb}{asked}"
        assert client.get(url).url.startswith(URL)
        assert "已经印发" in client.post(url, words).text
    assert SummaryIssue.objects.get().practice == "甲\n乙"


def test_a_draft_behind_its_reports_says_so(client, draft, asked, unit2, street_user):
    client.force_login(street_user)
    assert "月报有变化" not in client.get(f"{URL}issue/{asked}").text
    LiaisonReport.objects.filter(unit=unit2).update(no_change=False, plans="查电路")
    for verb in ("issue/", "edit/"):
        assert "起草之后月报有变化" in client.get(f"{URL}{verb}{asked}").text
    seen = SummaryIssue.objects.get().seen
    done = client.post(f"{URL}discard/{asked}", {"seen": seen}, follow=True).text
    assert "草稿已丢弃" in done
    assert not SummaryIssue.objects.exists()
    assert client.get(f"{URL}discard/{asked}").status_code == 302


def test_saved_as_word_with_a_row_in_the_trail(client, month, asked, street, street_user):
    client.force_login(street_user)
    url = f"{URL}paper/{asked}"
    assert f"{asked}&amp;as=docx".replace("&place", "&amp;place") in client.get(url).text
    assert WORDS in words_of(client.get(f"{url}&as=docx"))
    assert "下载 Word，或打开预览打印" in client.get(f"{url}&as=pdf").text
    noted = LogEntry.objects.get(additional_data__verb="download")
    assert (noted.actor, noted.object_id) == (street_user, street.pk)
    assert noted.additional_data["reason"].endswith("月联络员月报汇总（Word）")


def test_the_trail_of_an_issued_one_is_its_own(client, issued, asked, street_user):
    client.force_login(street_user)
    assert "〕1号" in words_of(client.get(f"{URL}paper/{asked}&as=docx"))
    assert LogEntry.objects.get(additional_data__verb="download").object_id == issued.pk


def test_strangers_get_nothing_and_readers_change_nothing(
    client, draft, asked, auditor, community_user, other_street_user, liaison_user, district_user
):
    strangers = (community_user, other_street_user, liaison_user)
    before = LogEntry.objects.count()
    assert client.get(f"{URL}paper/{asked}").url.startswith("/in/?next=")
    for form in ("", "&as=docx"):
        assert statuses(client, "get", f"{URL}paper/{asked}{form}", *strangers) == [404] * 3
    for verb in VERBS:
        url = f"{URL}{verb}{asked}"
        assert statuses(client, "post", url, auditor, *strangers) == [403, 404, 404, 404]
    assert LogEntry.objects.count() == before
    assert SummaryIssue.objects.get().status == "draft"
    assert statuses(client, "get", f"{URL}paper/{asked}", auditor, district_user) == [200] * 2
    assert statuses(client, "post", f"{URL}paper/{asked}", auditor) == [405]
    client.force_login(auditor)
    assert "/edit/" not in client.get(URL).text


def test_what_is_asked_badly(client, month, street_user):
    client.force_login(street_user)
    assert client.get(f"{URL}paper/?month=x").status_code == 200
    assert client.get(f"{URL}paper/?place=x").status_code == 404


def test_a_place_without_an_alliance_has_a_paper_without_number(client):
    district = Area.objects.create(
        kind="district", code="210212", name="旅顺口区", parent=None, valid_from=START
    )
    user = User.objects.create_user(username="elsewhere", password="a-long-pass-1", name="郑凯")
    Posting.objects.create(user=user, role="district", area=district, since=START)
    client.force_login(user)
    page = client.get(f"{URL}paper/").text
    assert "旅顺口区文件" in page
    assert "〔" not in page
    assert "编号印发" not in client.get(URL).text.replace("还没有编号印发", "")
    assert [client.get(f"{URL}{verb}").status_code for verb in VERBS] == [404] * 3


def test_other_months_are_listed_and_found_again(
    client, issued, asked, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    now = add_months(issued.month, 1)
    with django_assert_max_num_queries(8):
        page = client.get(f"{URL}?month={now:%Y-%m}").text
    assert issued.paper_url.replace("&", "&amp;") in page
    assert str(issued.number) in page
