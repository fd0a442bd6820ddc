"""/w/reports/<uuid>/, accept, return."""

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.lifecycle import IllegalMove
from meetings.actions import reports
from meetings.models import LiaisonReport
from tests.meetings.conftest import after_expiry, statuses

VERBS = ("accept/", "return/")


@pytest.fixture
def url(submitted) -> str:
    return submitted.get_absolute_url()


def stored() -> tuple[str, str]:
    found = LiaisonReport.objects.get(unit__name="区第二医院")
    return found.status, found.return_note


def test_staff_read_what_was_handed_in(client, street_user, submitted, url):
    client.force_login(street_user)
    page = client.get(url).text
    for words in ("区第二医院", "义诊进网格", "待审核", "通过月报", "退回修改", "李建国"):
        assert words in page


def test_a_report_not_handed_in_shows_no_draft(client, street_user, report):
    LiaisonReport.objects.filter(pk=report.pk).update(plans="还没写完")
    client.force_login(street_user)
    page = client.get(report.get_absolute_url()).text
    assert "联络员还没有提交" in page
    assert "还没写完" not in page
    assert "通过月报" not in page


def test_overdue_is_said(client, street_user, report):
    LiaisonReport.objects.update(month="2026-01-01", due_on="2026-01-26")
    client.force_login(street_user)
    assert "已逾期" in client.get(report.get_absolute_url()).text


def test_accept(client, street_user, submitted, url):
    client.force_login(street_user)
    answer = client.post(f"{url}accept/", {"seen": submitted.seen}, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "区第二医院 2026 年 11 月月报已通过。" in answer.text
    assert "通过月报" not in answer.text
    submitted.refresh_from_db()
    assert (submitted.status, submitted.reviewed_by) == ("accepted", street_user)
    assert LogEntry.objects.get_for_object(submitted).latest().actor == street_user


def test_return_with_the_sentence_the_officer_reads(
    client, street_user, liaison_user, submitted, url
):
    client.force_login(street_user)
    typed = {"seen": submitted.seen, "note": "请补充下月打算的时间"}
    answer = client.post(f"{url}return/", typed, follow=True)
    assert answer.redirect_chain == [(url, 302)]
    assert "联络员会收到提醒" in answer.text
    assert stored() == ("returned", "请补充下月打算的时间")

    client.force_login(liaison_user)
    for page in ("/l/", submitted.phone_url):
        assert "街道请您修改：" in client.get(page).text
        assert "请补充下月打算的时间" in client.get(page).text


def test_the_community_reads_but_does_not_decide(client, community_user, submitted, url):
    client.force_login(community_user)
    page = client.get(url).text
    assert "义诊进网格" in page
    assert "通过月报" not in page
    for verb in VERBS:
        assert client.post(url + verb, {"note": "改", "seen": submitted.seen}).status_code == 403
    assert client.get(f"{url}return/").status_code == 403
    assert stored() == ("submitted", "")


def test_who_else_may_not(
    client, url, auditor, other_street_user, liaison_user, liaison2_user, grid_user
):
    strangers = (other_street_user, liaison_user, liaison2_user, grid_user)
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, *strangers) == [404] * 4
    assert statuses(client, "get", url, auditor) == [200]
    for verb in VERBS:
        assert statuses(client, "post", url + verb, *strangers) == [404] * 4
        assert statuses(client, "post", url + verb, auditor) == [403]
    assert stored() == ("submitted", "")


def test_another_verb_is_refused(client, url, street_user):
    assert statuses(client, "post", url, street_user) == [405]
    assert statuses(client, "get", f"{url}accept/", street_user) == [405]
    assert statuses(client, "put", f"{url}return/", street_user) == [405]


def test_a_hand_in_that_was_not_read_is_not_decided_on(
    client, street_user, liaison_user, submitted, url
):
    """Returned by a colleague and handed in again, while this tab still shows the first."""
    client.force_login(street_user)
    LiaisonReport.objects.update(submitted_at=timezone.now(), plans="改写了")

    answer = client.post(f"{url}accept/", {"seen": submitted.seen}, follow=True)
    assert "在您打开页面后有了变化" in answer.text
    answer = client.post(f"{url}return/", {"seen": submitted.seen, "note": "请写具体"})
    assert "在您打开页面后有了变化" in answer.text
    assert 'value="请写具体"' in answer.text
    assert "改写了" in answer.text
    assert stored() == ("submitted", "")


def test_a_second_click_decides_once(client, street_user, submitted, url):
    client.force_login(street_user)
    for _ in range(2):
        answer = client.post(f"{url}accept/", {"seen": submitted.seen}, follow=True)
    assert "已通过" in answer.text
    client.post(f"{url}return/", {"seen": submitted.seen, "note": "改"})
    assert stored() == ("accepted", "")
    assert LogEntry.objects.get_for_object(submitted).filter(action=1).count() == 1


def test_of_two_who_decide_at_once_one_wins(street_user, submitted, now):
    stale = LiaisonReport.objects.get(pk=submitted.pk)
    reports.accept(submitted, by=street_user, now=now, seen=submitted.seen)
    with pytest.raises(IllegalMove):
        reports.give_back(stale, note="改", by=street_user, seen=stale.seen)
    assert stored() == ("accepted", "")


@pytest.mark.parametrize("note", ["", " 　", "改" * 201, "改\x00"])
def test_a_note_is_needed(client, street_user, submitted, url, note):
    client.force_login(street_user)
    answer = client.post(f"{url}return/", {"seen": submitted.seen, "note": note})
    assert "<title>错误：" in answer.text
    assert stored() == ("submitted", "")


@pytest.mark.parametrize("page", ["", "return/"])
def test_a_note_survives_an_expired_session(client, street_user, submitted, url, page):
    typed = {"seen": submitted.seen, "note": "请补充下月打算"}
    shown = after_expiry(client, street_user, f"{url}return/", typed, page=url + page)
    assert shown.status_code == 200
    assert 'value="请补充下月打算"' in shown.text
    assert stored() == ("submitted", "")


def test_queries(client, street_user, url, django_assert_max_num_queries):
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        client.get(url)
