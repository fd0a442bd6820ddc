"""/l/reports/<uuid>/save/: what the page saves by itself, and two pages of one report."""

import pytest
from auditlog.models import LogEntry

from meetings.actions import reports
from meetings.models import LiaisonReport
from tests.meetings.conftest import statuses

pytestmark = pytest.mark.django_db
TEXTS = dict.fromkeys(LiaisonReport.TEXTS, "")


@pytest.fixture
def url(report) -> str:
    return f"{report.phone_url}save/"


def stored() -> LiaisonReport:
    return LiaisonReport.objects.get(unit__name="区第二医院")


def test_it_saves_and_says_when_and_leaves_no_row_of_the_trail(client, report, url, liaison_user):
    client.force_login(liaison_user)
    answer = client.post(url, TEXTS | {"plans": "义诊\r\n两场", "seen": report.typed_seen})
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved", "seen"}
    assert answer.json()["seen"] == stored().typed_seen
    assert stored().plans == "义诊\n两场"
    assert not LogEntry.objects.get_for_object(report).exists()
    again = client.post(url, TEXTS | {"plans": "三场", "seen": answer.json()["seen"]})
    assert again.status_code == 200


def test_a_second_page_does_not_overwrite_the_first(client, report, url, liaison_user):
    client.force_login(liaison_user)
    seen = report.typed_seen
    client.post(url, TEXTS | {"plans": "先写的", "seen": seen})
    answer = client.post(url, TEXTS | {"plans": "后写的", "seen": seen})
    assert answer.status_code == 409
    assert "别的页面" in answer.json()["error"]
    assert stored().plans == "先写的"

    page = client.post(report.phone_url, TEXTS | {"plans": "后写的", "seen": seen})
    assert "别的页面" in page.text
    assert "后写的</textarea>" in page.text
    assert stored().plans == "先写的"
    fresh = stored().typed_seen
    assert f'name="seen" value="{fresh}"' in page.text
    client.post(report.phone_url, TEXTS | {"plans": "后写的", "seen": fresh})
    assert stored().plans == "后写的"


def test_the_same_words_twice_are_no_conflict(client, report, url, liaison_user):
    client.force_login(liaison_user)
    for _ in range(2):
        answer = client.post(url, TEXTS | {"plans": "义诊", "seen": report.typed_seen})
        assert answer.status_code == 200


def test_once_handed_in_it_saves_nothing(client, report, url, liaison_user, now):
    client.force_login(liaison_user)
    reports.submit(report, TEXTS, no_change=True, by=liaison_user, now=now)
    answer = client.post(url, TEXTS | {"plans": "晚了"})
    assert (answer.status_code, "已经提交" in answer.json()["error"]) == (409, True)
    assert stored().plans == ""


def test_a_text_too_long_is_said_and_not_cut(client, url, liaison_user):
    client.force_login(liaison_user)
    answer = client.post(url, TEXTS | {"plans": "字" * 1001})
    assert answer.status_code == 400
    assert stored().plans == ""


def test_who_else_may_not(client, url, liaison2_user, street_user, auditor):
    assert client.post(url).url.startswith("/in/?next=")
    assert statuses(client, "post", url, liaison2_user, street_user, auditor) == [404] * 3


def test_the_form_names_its_address_and_works_without(client, report, url, liaison_user):
    client.force_login(liaison_user)
    page = client.get(report.phone_url).text
    assert f'data-save-to="{url}"' in page
    assert f'name="seen" value="{report.typed_seen}"' in page
    assert "save_report" in page
