"""/calendar/<token>.ics, the pages on which feeds are made, and invitation files."""

from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from icalendar import Calendar

from grids.calendar import WorkDay, set_year
from meetings.actions import feeds, planning
from meetings.models import (
    CalendarFeed,
    LiaisonReport,
    Meeting,
    MeetingRule,
    Resolution,
    Undertaking,
)
from members.models import Alliance
from tests.conftest import START
from tests.meetings.conftest import in_days, statuses

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _nobody_tried():
    cache.clear()


@pytest.fixture
def token(liaison_user):
    return feeds.make_feed(liaison_user, by=liaison_user, now=timezone.now())


def address(token) -> str:
    return f"/calendar/{token}.ics"


def read(client, token, **headers):
    answer = client.get(address(token), **headers)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def events(calendar) -> dict[str, object]:
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def only(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


def test_a_meeting_stands_in_it_with_its_zone(client, token, meeting):
    answer = client.get(address(token))
    calendar = Calendar.from_ical(answer.content)
    event = only(calendar)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=8)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert str(event["UID"]) == f"meeting-{meeting.uuid}@alliance-portal"
    assert str(event["SUMMARY"]) == meeting.title
    assert str(event["LOCATION"]) == "街道三楼"
    assert str(event["URL"]) == f"http://testserver{meeting.phone_url}"
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")


def test_a_meeting_lasts_as_long_as_its_agenda(client, token, meeting):
    for order in (1, 2):
        meeting.agenda.create(order=order, title="事项", minutes=25)
    event = only(read(client, token))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=50)


def move(meeting, user, days, place="二楼"):
    planning.reschedule(meeting, starts_at=in_days(days), place=place, by=user, now=timezone.now())


def test_a_reschedule_comes_through(client, token, meeting, street_user):
    before = only(read(client, token))
    first = client.get(address(token))
    move(meeting, street_user, 12)
    answer = client.get(address(token), HTTP_IF_NONE_MATCH=first["ETag"])
    after = only(Calendar.from_ical(answer.content))

    assert answer.status_code == 200
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTART"].dt == before["DTSTART"].dt + timedelta(days=2)
    assert after["LAST-MODIFIED"].dt <= timezone.now()
    assert str(after["LOCATION"]) == "二楼"

    move(meeting, street_user, 13)
    again = only(read(client, token))
    assert again["SEQUENCE"] == 2
    assert again["LAST-MODIFIED"].dt >= after["LAST-MODIFIED"].dt


def test_moving_nowhere_is_no_change(client, token, meeting, street_user):
    move(meeting, street_user, 12)
    move(meeting, street_user, 12)
    assert only(read(client, token))["SEQUENCE"] == 1


def test_a_changed_rule_moves_it_as_well(client, token, rule, street_user, calendar):
    now = timezone.now()
    planning.plan(MeetingRule.objects.filter(pk=rule.pk), now=now)
    before = events(read(client, token))
    assert before
    planning.change_rule(rule.pk, by=street_user, now=now, week=3)
    after = events(read(client, token))

    assert set(before) == set(after)
    assert {event["SEQUENCE"] for event in after.values()} == {1}
    assert Meeting.objects.filter(changed_at=now).count() == len(after)


def test_a_cancelled_meeting_stays_as_cancelled(client, token, meeting, street_user):
    move(meeting, street_user, 12)
    moved = only(read(client, token))
    planning.cancel(meeting, reason="防汛", by=street_user)
    event = only(read(client, token))

    assert event["UID"] == moved["UID"]
    assert str(event["STATUS"]) == "CANCELLED"
    assert event["SEQUENCE"] > moved["SEQUENCE"]
    assert "已取消" in str(event["SUMMARY"])


def test_nothing_new_is_304(client, token, meeting, street_user):
    first = client.get(address(token))
    since = client.get(address(token), HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    same = client.get(address(token), HTTP_IF_NONE_MATCH=first["ETag"])

    assert (since.status_code, same.status_code) == (304, 304)
    assert same.content == b""
    assert client.get(address(token)).content == first.content
    head = client.head(address(token))
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])


def test_days_that_are_due_are_whole_days(
    client, token, report, unit, alliance, meeting, liaison_user
):
    resolution = Resolution.objects.create(
        alliance=alliance, meeting=meeting, title="检查用电", due_on=timezone.localdate()
    )
    whole = feeds.make_feed(alliance, by=liaison_user, now=timezone.now())
    key = f"resolution-{resolution.uuid}@alliance-portal"
    assert key not in events(read(client, whole))  # its minutes are not issued
    Resolution.objects.update(announced_at=timezone.now())
    assert key in events(read(client, whole))
    LiaisonReport.objects.update(due_on=timezone.localdate())
    found = events(read(client, token))
    assert (
        f"resolution-{resolution.uuid}@alliance-portal" not in found
    )  # the unit has no part in it
    Undertaking.objects.create(resolution=resolution, unit=unit, role="helper")
    found = events(read(client, token))

    due = found[f"report-{report.uuid}@alliance-portal"]
    assert due["DTSTART"].dt == timezone.localdate()
    assert due["DTEND"].dt == timezone.localdate() + timedelta(days=1)
    assert str(due["SUMMARY"]) == "11 月联络员月报截止"
    assert str(due["TRANSP"]) == "TRANSPARENT"
    ours = found[f"resolution-{resolution.uuid}@alliance-portal"]
    assert str(ours["SUMMARY"]) == "决议到期：检查用电"
    Resolution.objects.update(status="dropped", reason="不需要了")
    found = events(read(client, token))
    assert str(found[f"resolution-{resolution.uuid}@alliance-portal"]["STATUS"]) == "CANCELLED"


def test_it_names_nobody(
    client, token, meeting, report, military_unit, liaison_user, alliance, street_user
):
    alliance.memberships.create(unit=military_unit, since=START)
    whole = feeds.make_feed(alliance, by=street_user, now=timezone.now())
    for one in (token, whole):
        content = client.get(address(one)).content.decode()
        for secret in (
            "李建国",
            "区第二医院",
            "驻街单位甲",
            "警卫连",
            "周敏",
            "ATTENDEE",
            "ORGANIZER",
        ):
            assert secret not in content


def test_it_has_what_its_owner_may_see(
    client, meeting, liaison_user, other_liaison_user, street_user, other_street_user,
    community_user, district_user, auditor, alliance,
):  # fmt: skip
    now = timezone.now()
    seen = {
        str(owner): bool(events(read(client, feeds.make_feed(owner, by=street_user, now=now))))
        for owner in (
            liaison_user, other_liaison_user, street_user, other_street_user, community_user,
            district_user, auditor, alliance,
        )
    }  # fmt: skip
    assert seen == {
        "李建国": True, "钱伟": False, "周敏": True, "吴强": False, "孙丽": False,
        "区管理员": True, "审计员": True, str(alliance): True,
    }  # fmt: skip


def test_whose_function_ended_sees_no_more(client, token, meeting, unit, liaison_user):
    assert events(read(client, token))
    unit.liaisons.update(until=date(2026, 11, 1))
    assert not events(read(client, token))
    liaison_user.is_active = False
    liaison_user.save()
    assert client.get(address(token)).status_code == 404


def test_wrong_renewed_stopped_and_ended_are_not_found(
    client, token, liaison_user, alliance, street_user
):
    now = timezone.now()
    assert client.get(address("no-such-token")).status_code == 404
    new = feeds.make_feed(liaison_user, by=liaison_user, now=now)
    assert [client.get(address(one)).status_code for one in (token, new)] == [404, 200]
    assert feeds.stop_feed(liaison_user, by=liaison_user, now=now)
    assert not feeds.stop_feed(liaison_user, by=liaison_user, now=now)
    assert client.get(address(new)).status_code == 404
    whole = feeds.make_feed(alliance, by=street_user, now=now)
    assert client.get(address(whole)).status_code == 200
    Alliance.objects.update(ended_on=timezone.localdate())
    assert client.get(address(whole)).status_code == 404
    assert client.post(address(whole)).status_code == 405


def test_the_token_is_kept_nowhere(token):
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == feeds.hash_of(token)
    trail = " ".join(
        str([e.changes, e.additional_data, e.object_repr]) for e in LogEntry.objects.all()
    )
    assert token not in trail
    assert feed.token_hash not in trail
    assert LogEntry.objects.filter(content_type__model="calendarfeed").count() == 1


def test_guessing_is_limited(client, token):
    codes = [client.get(address(f"guess{n}")).status_code for n in range(21)]
    assert codes == [404] * 20 + [429]
    assert client.get(address(token)).status_code == 429
    assert client.get(address(token), REMOTE_ADDR="192.0.2.9").status_code == 200


def test_reading_is_limited(client, token, monkeypatch):
    monkeypatch.setattr("meetings.views.feeds.MOST", 3)
    assert [client.get(address(token)).status_code for _ in range(4)] == [200] * 3 + [429]


def test_queries_do_not_grow(client, token, meeting, rule, django_assert_max_num_queries):
    with django_assert_max_num_queries(8) as one:
        read(client, token)
    for n in (1, 2):
        Meeting.objects.create(rule=rule, period=date(2030, n, 1), starts_at=in_days(20 + n))
    with django_assert_max_num_queries(8) as three:
        assert len(events(read(client, token))) == 3
    assert len(three) == len(one)


# --- the database -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("user_id = NULL", "calendarfeed_of_one"),
        ("alliance_id = (SELECT id FROM members_alliance)", "calendarfeed_of_one"),
    ],
)
def test_a_feed_is_of_one(token, alliance, change, constraint):
    refused = pytest.raises(IntegrityError, match=constraint)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE meetings_calendarfeed SET {change}")


def test_an_owner_has_one_live_feed(liaison_user, alliance, street_user):
    for owner in (liaison_user, alliance):
        for _ in range(2):
            feeds.make_feed(owner, by=street_user, now=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE meetings_calendarfeed SET revoked_at = NULL")
        CalendarFeed.objects.all().delete()


# --- the pages --------------------------------------------------------------------------------


def shown(page: str) -> str:
    """The path of the address that a page shows."""
    found = page.split("http://testserver/calendar/")[1].split(".ics")[0]
    return f"/calendar/{found}.ics"


@pytest.mark.parametrize(
    ("url", "who"), [("/l/calendar/", "liaison_user"), ("/w/account/calendar/", "street_user")]
)
def test_one_makes_renews_and_stops_ones_own(client, request, url, who):
    client.force_login(request.getfixturevalue(who))
    assert "还没有订阅地址" in client.get(url).text
    path = shown(client.post(url).text)
    assert client.get(path).status_code == 200
    assert "calendar/" + path.split("/")[2] not in client.get(url).text
    newer = shown(client.post(url).text)
    assert [client.get(one).status_code for one in (path, newer)] == [404, 200]
    assert "已停用" in client.post(url, {"stop": "1"}, follow=True).text
    assert client.get(newer).status_code == 404


def test_an_alliance_has_one_made_by_its_staff(
    client, alliance, street_user, auditor, other_street_user, liaison_user, meeting
):
    url = f"/w/alliances/{alliance.uuid}/calendar/"
    refused = (auditor, other_street_user, liaison_user)
    assert statuses(client, "post", url, *refused) == [403, 404, 404]
    assert not CalendarFeed.objects.exists()
    client.force_login(street_user)
    path = shown(client.post(url).text)
    assert urlsplit(path).path == path
    assert events(Calendar.from_ical(client.get(path).content))


def test_pages_of_others_are_closed(client, liaison_user, street_user, grid_user):
    assert statuses(client, "get", "/l/calendar/", liaison_user, grid_user, street_user) == [
        200,
        200,
        404,
    ]
    assert statuses(client, "get", "/w/account/calendar/", street_user, liaison_user) == [200, 404]


# --- invitation files -------------------------------------------------------------------------


@pytest.mark.parametrize(("door", "who"), [("w", "street_user"), ("l", "liaison_user")])
def test_an_invitation_is_one_meeting(client, request, meeting, door, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(f"/{door}/meetings/{meeting.uuid}/invitation.ics")
    event = only(Calendar.from_ical(answer.content))

    assert event["DTSTART"].dt == meeting.starts_at
    assert f"/{door}/meetings/" in str(event["URL"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"X-WR-CALNAME" not in answer.content  # it goes into a calendar that is there


def test_strangers_get_no_invitation(client, meeting, other_street_user, other_liaison_user):
    for door in "wl":
        url = f"/{door}/meetings/{meeting.uuid}/invitation.ics"
        assert statuses(client, "get", url, other_street_user, other_liaison_user) == [404, 404]


def test_a_calendar_that_comes_later_moves_what_is_planned(client, token, rule, calendar):
    """The feed follows when the State Council's notice moves a planned meeting."""
    now = timezone.now()
    planning.plan(MeetingRule.objects.filter(pk=rule.pk), now=now)
    meeting = Meeting.objects.order_by("-starts_at").first()
    day = timezone.localdate(meeting.starts_at)
    free = [WorkDay(date=day, is_workday=False, name="放假")]
    set_year(day.year, free, official=True, source="通知", now=now)
    planning.plan(MeetingRule.objects.filter(pk=rule.pk), now=now)
    event = events(read(client, token))[f"meeting-{meeting.uuid}@alliance-portal"]
    assert event["SEQUENCE"] == 1
    assert event["DTSTART"].dt.astimezone(SHANGHAI).date() > day
