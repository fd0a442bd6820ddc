"""Replies of units, who came, the code: /l/meetings/…/reply/, /here/, /w/meetings/…"""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.utils import timezone

from meetings.actions import attendance as actions
from meetings.models import Invitation
from meetings.quorum import Quorum
from meetings.replies import replies_to
from members.models import AllianceMembership
from tests.meetings.conftest import after_expiry, in_days, put, statuses


@pytest.fixture(autouse=True)
def _no_tries(db):
    cache.clear()


def on_the_day() -> None:
    """The meeting is today, and has just begun."""
    put("notified", starts_at=timezone.now() - timedelta(minutes=1))


def reply(meeting) -> str:
    return f"{meeting.phone_url}reply/"


# --- replies --------------------------------------------------------------------------------------


def test_one_tap_says_i_come_and_two_more_words_the_others(client, invitation, liaison_user):
    client.force_login(liaison_user)
    url = reply(invitation.meeting)
    home = client.get("/l/").text
    assert f'action="{url}"' in home
    assert home.count(f'href="{invitation.meeting.phone_url}"') == 1  # not once more among the next
    client.post(url, {"reply": "self", "seen": invitation.seen})
    invitation.refresh_from_db()
    assert (invitation.reply, invitation.replied_by) == ("self", liaison_user)
    assert f'action="{url}"' not in client.get("/l/").text
    assert "代会人姓名" in client.get(f"{url}?as=substitute").text
    page = client.post(url, {"reply": "substitute", "substitute": ""}).text
    assert "请填写代会人的姓名" in page
    client.post(url, {"reply": "substitute", "substitute": "王芳", "seen": invitation.seen})
    invitation.refresh_from_db()
    assert (invitation.reply, invitation.substitute) == ("substitute", "王芳")
    client.post(url, {"reply": "leave", "reason": "出差", "seen": invitation.seen})
    invitation.refresh_from_db()
    assert (invitation.reply, invitation.substitute, invitation.reason) == ("leave", "", "出差")
    assert "王芳" not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_a_stale_tab_undoes_no_newer_answer(client, invitation, liaison_user, street_user):
    old = invitation.seen
    actions.answer(invitation, reply="leave", by=street_user, now=timezone.now(), for_unit=True)
    client.force_login(liaison_user)
    page = client.post(reply(invitation.meeting), {"reply": "self", "seen": old}).text
    assert "回执刚刚被改过" in page
    invitation.refresh_from_db()
    assert invitation.reply == "leave"
    assert f'value="{invitation.seen}"' in page


def test_until_the_meeting_begins(client, invitation, liaison_user):
    on_the_day()
    client.force_login(liaison_user)
    page = client.post(reply(invitation.meeting), {"reply": "self"}).text
    assert "回执不能再改" in page
    invitation.refresh_from_db()
    assert invitation.reply == ""
    assert client.get(f"{reply(invitation.meeting)}?as=nonsense").status_code == 302


def test_whose_reply_it_is(client, invitation, liaison2_user, other_liaison_user, street_user):
    url = reply(invitation.meeting)
    assert statuses(client, "post", url, other_liaison_user, street_user) == [404, 404]
    client.force_login(liaison2_user)
    client.post(url, {"reply": "self"})
    invitation.refresh_from_db()
    assert invitation.reply == ""
    client.logout()
    typed = {"reply": "substitute", "substitute": "王芳"}
    page = f"{url}?as=substitute"
    assert 'value="王芳"' in after_expiry(client, liaison2_user, url, typed, page=page).text


def test_the_convener_enters_what_a_unit_said_on_the_phone(
    client, invitation, street_user, auditor, other_street_user, liaison_user
):
    url = f"{invitation.meeting.get_absolute_url()}replies/{invitation.uuid}/"
    for method in ("get", "post"):
        assert statuses(client, method, url, auditor) == [403]
        assert statuses(client, method, url, other_street_user, liaison_user) == [404, 404]
    client.force_login(street_user)
    assert "请填写代会人" in client.post(url, {"reply": "substitute"}).text
    client.post(url, {"reply": "substitute", "substitute": "王芳", "seen": invitation.seen})
    invitation.refresh_from_db()
    assert (invitation.reply, invitation.replied_by) == ("substitute", street_user)
    page = client.get(invitation.meeting.get_absolute_url()).text
    assert "委托 王芳 参加" in page


def test_the_page_counts_and_words_the_reminder_without_military_units(
    client, called, unit, unit2, military_unit, street_user
):
    AllianceMembership.objects.create(
        alliance=called.rule.alliance, unit=military_unit, since="2026-01-01"
    )
    Invitation.objects.create(meeting=called, unit=military_unit)
    called.invitations.filter(unit=unit).update(
        reply="self", replied_at=timezone.now(), replied_by=street_user
    )
    client.force_login(street_user)
    page = client.get(called.get_absolute_url()).text
    assert "本人参加 <b>1</b> 家" in page
    assert "还没有回执 <b>2</b> 家" in page
    assert "另有 1 家军警单位没有回执" in page
    assert "警卫连" not in page
    text = replies_to(called).reminder
    assert f"还有 1 家单位没有回执：{unit2.name}" in text
    assert "驻街单位甲" not in text


# --- attendance -----------------------------------------------------------------------------------


def test_ticks_are_saved_at_once_and_a_stale_tab_undoes_nothing_else(
    client, called, unit, unit2, street_user, liaison_user
):
    on_the_day()
    called.refresh_from_db()
    first, second = called.invitations.order_by("pk")
    client.force_login(street_user)
    url = f"{called.get_absolute_url()}attendance/"
    assert client.get(url).text.count('name="pick"') == 2
    assert "已登记到会 1 家" in client.post(url, {"pick": str(first.uuid)}, follow=True).text
    # a tab that was opened before, and shows nobody present, adds the other
    client.post(url, {"pick": str(second.uuid)})
    assert called.invitations.present().count() == 2
    client.post(url, {"shown": [str(first.uuid)], "pick": ["nonsense"]})
    assert [one.pk for one in called.invitations.present()] == [second.pk]
    second.refresh_from_db()
    assert second.attended_how == "list"


def test_nobody_came_before_the_day_nor_after_it_was_closed(client, called, street_user):
    client.force_login(street_user)
    url, key = f"{called.get_absolute_url()}attendance/", called.invitations.earliest("pk").uuid
    for status, starts in (("notified", in_days(1)), ("closed", in_days(-1))):
        put(status, starts_at=starts)
        assert "会议当天起才能登记到会" in client.post(url, {"pick": str(key)}, follow=True).text
    assert not called.invitations.present().exists()


def test_who_may_and_who_may_not(
    client, called, auditor, other_street_user, liaison_user, street_user
):
    on_the_day()
    for verb in ("attendance", "code"):
        url = f"{called.get_absolute_url()}{verb}/"
        assert statuses(client, "get", url, auditor, other_street_user, liaison_user) == [
            403, 404, 404,
        ]  # fmt: skip
        assert statuses(client, "get", url, street_user) == [200]
    put("notified", starts_at=in_days(1))
    assert statuses(client, "get", url, street_user) == [404]


@pytest.mark.parametrize(("query", "how"), [("", "code"), ("?code=4321", "scan")])
def test_an_officer_types_or_scans_the_code(client, invitation, liaison_user, query, how):
    on_the_day()
    invitation.meeting.__class__.objects.update(code="4321")
    client.force_login(liaison_user)
    url = f"{invitation.meeting.phone_url}here/"
    home = client.get("/l/").text
    assert f'href="{url}"' in home
    assert f'action="{reply(invitation.meeting)}"' not in home  # its page still takes an answer
    form = client.get(url + query).context["form"]
    invitation.refresh_from_db()
    assert invitation.attended_at is None
    typed = {"code": form["code"].value() or "43 21", "scanned": form["scanned"].value()}
    assert "签到成功" in client.post(url, typed, follow=True).text
    invitation.refresh_from_db()
    assert invitation.attended_how == how
    assert client.post(url, typed).status_code == 302
    assert "已签到" in client.get(invitation.meeting.phone_url).text


def test_a_wrong_code_is_refused_and_tries_come_to_an_end(client, invitation, liaison_user):
    on_the_day()
    invitation.meeting.__class__.objects.update(code="4321")
    client.force_login(liaison_user)
    url = f"{invitation.meeting.phone_url}here/"
    for _ in range(10):
        assert "签到码不对" in client.post(url, {"code": "1234"}).text
    assert "试的次数太多" in client.post(url, {"code": "4321"}).text
    invitation.refresh_from_db()
    assert invitation.attended_at is None


def test_the_code_is_of_the_day_alone(client, invitation, liaison_user, other_liaison_user):
    client.force_login(liaison_user)
    url = f"{invitation.meeting.phone_url}here/"
    code = invitation.meeting.__class__.objects.get().code
    assert "只在会议当天" in client.post(url, {"code": code}).text
    assert statuses(client, "post", url, other_liaison_user) == [404]
    invitation.refresh_from_db()
    assert invitation.attended_at is None


@pytest.mark.parametrize(
    ("invited", "present", "percent", "reached", "needed"),
    [(10, 5, 50, False, 6), (10, 6, 50, True, 6), (9, 5, 50, True, 5), (3, 0, 0, False, 1),
     (3, 2, 66, True, 2), (0, 0, 50, False, 1), (100, 99, 99, False, 100)],
)  # fmt: skip
def test_a_quorum_is_more_than_its_percentage(invited, present, percent, reached, needed):
    found = Quorum(invited, present, percent)
    assert (found.is_reached, found.needed) == (reached, needed)
    assert f"应到 {invited} 家，实到 {present} 家" in found.text


def test_the_page_costs_the_same_with_two_units_and_thirty(
    client, called, street_user, community, django_assert_max_num_queries
):
    from meetings.actions.stages import invite_late
    from tests.meetings.conftest import join

    on_the_day()
    client.force_login(street_user)
    counts = []
    for more in (0, 28):
        join(called.rule.alliance, community, more)
        invite_late()
        with django_assert_max_num_queries(10) as captured:
            client.get(called.get_absolute_url())
        counts.append(len(captured))
    assert counts[0] == counts[1]
