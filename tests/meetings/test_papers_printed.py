"""Every kind of paper, from records to a PDF: LibreOffice opens what the builders write."""

import io

import pytest

from meetings.actions import summaries
from meetings.bulletins.scope import Issuer
from meetings.models import SummaryIssue
from tests.conftest import at
from tests.meetings.conftest import MONTH
from tests.meetings.test_bulletin_papers import issued_by, paper_of

pytestmark = [pytest.mark.django_db, pytest.mark.contract]  # LibreOffice, once


@pytest.fixture
def bulletin(alliance, unit, street_user) -> str:
    return paper_of(issued_by(Issuer(alliance, alliance.area), street_user))


@pytest.fixture
def summary(alliance, submitted, street_user) -> str:
    summaries.issue(alliance, MONTH, by=street_user, now=at("2026-12-01"))
    return SummaryIssue.objects.select_related("alliance__area").get().paper_url


@pytest.fixture
def papers(resolution) -> str:
    """Of a meeting whose minutes are issued."""
    return f"/w/meetings/{resolution.meeting.uuid}/papers/"


@pytest.fixture
def notice(papers) -> str:
    return f"{papers}notice/"


@pytest.fixture
def minutes(papers) -> str:
    return f"{papers}minutes/"


@pytest.fixture
def sheet(papers) -> str:
    return f"{papers}sign-in/"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("notice", ["联合体文件", "的通知", "一、会议时间", "老旧小区电路检查"]),
        ("minutes", ["会议纪要", "检查幸福里电路", "区第二医院牵头"]),
        ("sheet", ["签到表", "序号", "签名"]),
        ("bulletin", ["定期通报", "区委区政府重点工作", "推进旧小区改造。"]),
        ("summary", ["2026年11月联络员月报汇总", "总体情况", "义诊进网格"]),
    ],
)
def test_it_opens_in_libreoffice(client, request, settings, tmp_path, street_user, kind, words):
    from pdfminer.high_level import extract_pages, extract_text

    settings.SOFFICE, settings.DATA_DIR = "soffice", tmp_path
    url = request.getfixturevalue(kind)
    client.force_login(street_user)
    answer = client.get(f"{url}{'&' if '?' in url else '?'}as=pdf")

    assert answer["Content-Type"] == "application/pdf"
    data = b"".join(answer) if answer.streaming else answer.content
    text = "".join(extract_text(io.BytesIO(data)).split())
    assert [word for word in words if word not in text] == []
    for page in extract_pages(io.BytesIO(data)):
        assert (round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) == (210, 297)
