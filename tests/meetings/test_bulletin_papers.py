"""An issued bulletin as an official paper: for staff, officers and residents."""

import io
import zipfile
from datetime import date

import pytest
from auditlog.models import LogEntry

from common.official import Heading, Text
from meetings.actions import bulletins
from meetings.actions.papers import save_letterhead
from meetings.bulletins.scope import Issuer, Period
from meetings.models import Bulletin, DocumentNumber
from meetings.papers.bulletin import bulletin_of
from members.models import MemberUnit
from tests.conftest import at
from tests.meetings.conftest import statuses

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22")
PERIOD = Period(date(2026, 10, 1), date(2026, 11, 22))
TITLE = "定期通报（2026年第1期）"


def issued_by(issuer, by, *, is_public: bool = True, text: str = "推进旧小区改造。\n查电路。"):
    made = bulletins.draft(issuer, PERIOD, is_public=is_public, by=by, now=NOW)
    texts = {"development": "", "works": "", "key_work": text}
    bulletins.edit(made, texts, is_public=is_public, by=by)
    bulletins.issue(made, by=by, now=NOW)
    return Bulletin.objects.select_related("alliance", "area").get(pk=made.pk)


@pytest.fixture
def issued(alliance, unit, unit2, street_user):
    return issued_by(Issuer(alliance, alliance.area), street_user)


@pytest.fixture
def inner(alliance, unit, unit2, street_user):
    return issued_by(Issuer(alliance, alliance.area), street_user, is_public=False)


def paper_of(one: Bulletin, door: str = "w") -> str:
    return f"/{door}/bulletins/{one.uuid}/paper/"


def words_of(answer) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return package.read("word/document.xml").decode()


# --- what stands in it -------------------------------------------------------------------------


def test_it_says_what_was_issued_under_the_number_that_it_was_given(
    issued, alliance, street_user, django_assert_max_num_queries
):
    save_letterhead(alliance, by=street_user, code="新代字")  # numbers given before keep theirs
    with django_assert_max_num_queries(3):
        paper = bulletin_of(issued)
    assert paper.title == TITLE
    assert paper.mark == "大连湾街道区域化党建联合体文件"
    assert paper.number == "大连湾联〔2026〕1号"
    assert paper.body == (
        Text("现将2026年10月1日至2026年11月22日的有关情况通报如下。"),
        Heading(1, "区委区政府重点工作"),
        Text("推进旧小区改造。"),
        Text("查电路。"),
    )
    assert (paper.signature, paper.dated) == ("大连湾街道区域化党建联合体", date(2026, 11, 22))


def test_an_area_without_an_alliance_has_its_own_number(street, unit, street_user):
    paper = bulletin_of(issued_by(Issuer(None, street), street_user))
    assert paper.number == "〔2026〕1号"
    assert paper.mark == "大连湾街道文件"
    assert not DocumentNumber.objects.exists()


def test_one_numbered_before_papers_were_goes_by_the_letterhead(issued):
    DocumentNumber.objects.all().delete()
    assert bulletin_of(issued).number == "大连湾联〔2026〕1号"


def test_who_became_military_since_is_not_named(issued, unit):
    Bulletin.objects.update(key_work=f"感谢{unit.name}。")
    MemberUnit.objects.filter(pk=unit.pk).update(type="military", alias="驻街单位乙")
    issued.refresh_from_db()
    for public in (False, True):
        assert bulletin_of(issued, public=public).body[-1] == Text("感谢联合体成员单位。")


def test_mobile_numbers_are_masked_for_residents_alone(issued):
    Bulletin.objects.update(key_work="打 13812345678")
    issued.refresh_from_db()
    assert bulletin_of(issued).body[-1] == Text("打 13812345678")
    assert bulletin_of(issued, public=True).body[-1] == Text("打 138****5678")


# --- staff --------------------------------------------------------------------------------


def test_staff_see_it_and_save_it(client, issued, street_user):
    client.force_login(street_user)
    assert paper_of(issued) in client.get(issued.get_absolute_url()).text
    assert TITLE in client.get(paper_of(issued)).text
    answer = client.get(f"{paper_of(issued)}?as=docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "推进旧小区改造。" in words_of(answer)
    assert "〔2026〕1号" in words_of(answer)
    noted = LogEntry.objects.filter(additional_data__verb="download").get()
    assert noted.additional_data["reason"] == "定期通报（Word）"
    assert (noted.actor, noted.object_id) == (street_user, issued.pk)


def test_without_libreoffice_a_pdf_is_refused_with_words(client, issued, street_user):
    client.force_login(street_user)
    assert "下载 Word，或打开预览打印" in client.get(f"{paper_of(issued)}?as=pdf").text
    assert not LogEntry.objects.filter(additional_data__verb="download").exists()


def test_a_draft_has_no_paper(client, alliance, street_user):
    issuer = Issuer(alliance, alliance.area)
    made = bulletins.draft(issuer, PERIOD, is_public=True, by=street_user, now=NOW)
    client.force_login(street_user)
    assert client.get(paper_of(made)).status_code == 404
    assert paper_of(made) not in client.get(made.get_absolute_url()).text
    assert client.get(paper_of(made, "open")).status_code == 404


@pytest.mark.parametrize("form", ["", "?as=docx", "?as=pdf"])
def test_strangers_get_nothing_and_leave_no_trace(
    client, issued, form, community_user, other_street_user, liaison_user, auditor
):
    url = f"{paper_of(issued)}{form}"
    assert client.get(url).url.startswith("/in/?next=")
    before = LogEntry.objects.count()
    strangers = (community_user, other_street_user, liaison_user)
    assert statuses(client, "get", url, *strangers) == [404] * 3
    assert LogEntry.objects.count() == before
    assert statuses(client, "get", url, auditor) == [200]
    assert statuses(client, "post", paper_of(issued), auditor) == [405]


# --- officers --------------------------------------------------------------------------------


def test_officers_of_the_units_it_went_to_read_and_save_it(
    client, inner, liaison_user, other_liaison_user, grid_user
):
    url = paper_of(inner, "l")
    client.force_login(liaison_user)
    assert url in client.get(inner.phone_url).text
    assert TITLE in client.get(url).text
    assert "推进旧小区改造。" in words_of(client.get(f"{url}?as=docx"))
    noted = LogEntry.objects.filter(additional_data__verb="download").get()
    assert noted.actor == liaison_user
    assert client.get(f"{url}?as=pdf")["Content-Type"].startswith("text/html")
    for form in ("", "?as=docx"):
        assert statuses(client, "get", f"{url}{form}", other_liaison_user, grid_user) == [404] * 2


# --- residents --------------------------------------------------------------------------------


def test_residents_print_and_save_what_is_public(client, issued, inner):
    url = paper_of(issued, "open")
    assert url in client.get(issued.public_url).text
    page = client.get(url)
    assert TITLE in page.text
    assert "周敏" not in page.text  # who issued it
    answer = client.get(f"{url}?as=docx")
    assert "推进旧小区改造。" in words_of(answer)
    assert "周敏" not in words_of(answer)
    assert client.get(f"{url}?as=pdf")["Content-Type"].startswith("text/html")
    for form in ("", "?as=docx"):
        assert client.get(f"{paper_of(inner, 'open')}{form}").status_code == 404
    assert client.post(url).status_code == 405
