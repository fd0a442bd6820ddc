"""/w/meetings/<uuid>/cancel/"""

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError
from django.utils import timezone

from meetings.actions import minutes, planning
from meetings.models import Meeting
from tests.meetings.conftest import after_expiry, in_days, put, statuses


@pytest.fixture
def url(meeting) -> str:
    return f"{meeting.get_absolute_url()}cancel/"


def stored() -> tuple[str, str]:
    return Meeting.objects.values_list("status", "cancel_reason").get()


def test_staff_call_it_off_and_say_why(client, street_user, liaison_user, meeting, url):
    client.force_login(street_user)
    assert "取消这次会议？" in client.get(url).text
    assert stored() == ("planned", "")
    LogEntry.objects.all().delete()

    answer = client.post(url, {"reason": "防汛值守"}, follow=True)

    assert stored() == ("cancelled", "防汛值守")
    assert "防汛值守" in answer.text
    entry = LogEntry.objects.get()
    assert (entry.additional_data["reason"], entry.actor) == ("防汛值守", street_user)
    client.force_login(liaison_user)
    assert "防汛值守" in client.get(meeting.phone_url).text


def test_who_may_and_who_may_not(
    client, url, auditor, other_street_user, community_user, liaison_user
):
    assert client.post(url, {"reason": "防汛"}).url.startswith("/in/?next=")
    for method in ("get", "post"):
        assert statuses(client, method, url, auditor) == [403]
        strangers = (other_street_user, community_user, liaison_user)
        assert statuses(client, method, url, *strangers) == [404] * 3
    assert stored() == ("planned", "")


def test_another_verb_is_refused(client, url, street_user):
    assert statuses(client, "put", url, street_user) == [405]


@pytest.mark.parametrize("reason", ["", " 　 ", "因" * 201, "防汛\x00"])
def test_a_reason_is_needed(client, url, street_user, reason):
    client.force_login(street_user)
    answer = client.post(url, {"reason": reason})
    assert "<title>错误：" in answer.text
    assert stored() == ("planned", "")


def test_a_second_click_and_a_stale_tab_change_nothing(client, url, street_user):
    client.force_login(street_user)
    client.post(url, {"reason": "防汛"})
    answer = client.post(url, {"reason": "别的"}, follow=True)
    assert "可能已被他人处理" in answer.text
    assert stored() == ("cancelled", "防汛")


def test_what_was_held_stays(client, url, street_user):
    put("held", starts_at=in_days(-1))
    client.force_login(street_user)
    client.post(url, {"reason": "防汛"})
    assert stored() == ("held", "")


def test_what_did_not_take_place_is_called_off_afterwards(client, url, street_user):
    Meeting.objects.update(starts_at=in_days(-1))
    client.force_login(street_user)
    client.post(url, {"reason": "没有开成"})
    assert stored() == ("cancelled", "没有开成")


def test_what_was_typed_survives_an_expired_session(client, url, street_user):
    page = after_expiry(client, street_user, url, {"reason": "防汛值守"}).text
    assert 'value="防汛值守"' in page
    assert stored() == ("planned", "")


def test_the_database_wants_a_reason(meeting):
    with pytest.raises(IntegrityError):
        Meeting.objects.update(status="cancelled")


def test_minutes_of_a_meeting_called_off_wait_for_nobody(client, called, street_user):
    minutes.begin(called, by=street_user, now=timezone.now())
    client.force_login(street_user)
    assert "印发纪要" in client.get("/w/").text
    planning.cancel(called, reason="下大雪", by=street_user)
    assert "印发纪要" not in client.get("/w/").text
