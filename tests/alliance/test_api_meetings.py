"""/api/v1/meetings/…: the agenda, the replies, and a unit's own reply."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.models import AgendaItem, Invitation, Meeting, MeetingRule


@pytest.fixture
def called(alliance, unit, unit2, liaison_user):
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3)
    now = timezone.now()
    meeting = Meeting.objects.create(
        rule=rule,
        period=date(2099, 1, 1),
        starts_at=now + timedelta(days=3),
        status="notified",
        notified_at=now,
    )
    AgendaItem.objects.create(meeting=meeting, order=1, title="学习")
    for one in (unit, unit2):
        Invitation.objects.create(meeting=meeting, unit=one)
    return meeting


def url(meeting, verb: str) -> str:
    return f"/api/v1/meetings/{meeting.uuid}/{verb}/"


def test_the_agenda_is_read_by_staff_and_by_officers_once_the_notice_is_out(
    client, called, street_user, liaison_user, other_liaison_user
):
    for user, status in ((street_user, 200), (liaison_user, 200), (other_liaison_user, 404)):
        client.force_login(user)
        answer = client.get(url(called, "agenda"))
        assert answer.status_code == status
    Meeting.objects.update(status="agenda", notified_at=None)
    client.force_login(liaison_user)
    assert client.get(url(called, "agenda")).json() == []
    client.force_login(street_user)
    assert [one["title"] for one in client.get(url(called, "agenda")).json()] == ["学习"]


def test_an_officer_replies_for_the_own_unit_alone(
    client, called, unit, unit2, street_user, liaison_user, other_liaison_user
):
    client.force_login(liaison_user)
    (own,) = client.get(url(called, "invitations")).json()
    assert own["unit_name"] == unit.name
    body = {"reply": "substitute", "substitute": "王芳", "seen": own["seen"]}
    answer = client.post(url(called, "reply"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["reply"]) == (200, "substitute")
    assert "王芳" not in answer.text
    stale = body | {"reply": "self"}
    again = client.post(url(called, "reply"), stale, content_type="application/json")
    assert again.status_code == 409
    lacking = {"reply": "substitute"}
    assert client.post(url(called, "reply"), lacking, content_type="application/json").status_code \
        == 400  # fmt: skip
    assert Invitation.objects.get(unit=unit2).reply == ""
    client.force_login(street_user)
    assert len(client.get(url(called, "invitations")).json()) == 2
    for user, status in ((street_user, 403), (other_liaison_user, 404)):
        client.force_login(user)
        answer = client.post(url(called, "reply"), body, content_type="application/json")
        assert answer.status_code == status


def test_too_late_is_a_conflict(client, called, liaison_user):
    Meeting.objects.update(starts_at=timezone.now())
    client.force_login(liaison_user)
    answer = client.post(url(called, "reply"), {"reply": "self"}, content_type="application/json")
    assert answer.status_code == 409
