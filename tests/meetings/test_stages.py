"""From planned to closed: by the hourly job, and by the convener's pages."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.lifecycle import IllegalMove
from meetings.actions import planning, stages
from meetings.actions.carrying import carry_in, engagements_for
from meetings.actions.planning import ChangedMeanwhile, WrongMoment
from meetings.jobs import plan_meetings
from meetings.models import Invitation, Meeting
from members.models import Alliance, AllianceMembership
from projects.models import Engagement
from tests.conftest import START, at
from tests.meetings.conftest import after_expiry, in_days, join, put, resolved, statuses


def run(day: str) -> str:
    return plan_meetings(at=at(day).isoformat()).partition("；")[2]


def status(period: date, kind: str = "joint") -> str:
    return Meeting.objects.get(rule__kind=kind, period=period).status


# --- by the job -----------------------------------------------------------------------------------


def test_a_quarter_goes_on_by_itself_until_the_agenda(alliance, calendar):
    """The meeting of 17 December: topics from 19 November to 3 December."""
    quarter = date(2026, 10, 1)
    planning.give_default_rules()
    alliance.rules.filter(kind="liaison").update(is_on=False)
    run("2026-11-18")
    assert status(quarter) == "planned"
    assert "开始征集议题 1 场" in run("2026-11-19")
    meeting = Meeting.objects.get(rule__kind="joint", period=quarter)
    assert (meeting.status, meeting.topics_until) == ("topics", date(2026, 12, 3))
    assert "开始征集议题 0 场" in run("2026-11-19")
    assert "进入议程 0 场" in run("2026-12-03")
    assert status(quarter) == "topics"
    assert "进入议程 1 场" in run("2026-12-04")
    assert status(quarter) == "agenda"
    assert "进入议程 0 场" in run("2026-12-04")
    assert run("2026-12-30")
    assert status(quarter) == "agenda"
    noted = LogEntry.objects.filter(additional_data__verb="move", object_id=meeting.pk)
    moves = [entry.changes["status"] for entry in noted.order_by("pk")]
    assert moves == [["planned", "topics"], ["topics", "agenda"]]


def test_after_a_standstill_the_next_run_catches_up(alliance, calendar):
    run("2026-11-18")
    run("2026-12-10")
    assert status(date(2026, 10, 1)) == "agenda"


def test_a_rule_that_collects_nothing_goes_straight_to_the_agenda(alliance, calendar):
    planning.give_default_rules()
    alliance.rules.filter(kind="joint").update(collect_days=0)
    run("2026-12-02")
    assert status(date(2026, 10, 1)) == "planned"
    run("2026-12-04")
    assert status(date(2026, 10, 1)) == "agenda"


def test_the_statements_do_not_grow_with_the_alliances(
    alliance, calendar, street, django_assert_max_num_queries
):
    counts = []
    for number in (1, 5):
        for n in range(number):
            Alliance.objects.create(
                name=f"链{number}{n}", kind="chain", industry="链", area=street, founded_on=START
            )
        run("2026-11-18")
        put("planned", topics_until=None)
        with django_assert_max_num_queries(60) as captured:
            stages.open_topics(at("2026-11-19"))
            stages.begin_agendas(at("2026-12-04"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert set(Meeting.objects.filter(period=date(2026, 10, 1)).values_list("status", flat=True)) \
        == {"agenda"}  # fmt: skip


def test_a_changed_rule_moves_what_nobody_was_called_to(alliance, calendar, street_user):
    run("2026-11-19")
    rule = alliance.rules.get(kind="joint")
    facts = {"week": 3, "weekday": 4, "starts": rule.starts, "place": "", "is_on": True}
    planning.change_rule(rule.pk, by=street_user, now=at("2026-11-20"), **facts)
    meeting = Meeting.objects.get(rule=rule, period=date(2026, 10, 1))
    assert meeting.day == date(2026, 12, 18)
    assert meeting.status == "topics"
    stages.begin_agenda(meeting, by=street_user)
    stages.notify(meeting, by=street_user, now=at("2026-12-05"))
    planning.change_rule(rule.pk, by=street_user, now=at("2026-12-05"), **(facts | {"weekday": 0}))
    meeting.refresh_from_db()
    assert (meeting.day, meeting.quorum) == (date(2026, 12, 18), 50)


def test_a_collection_ends_before_the_meeting_whatever_its_deadline_was(
    alliance, calendar, street_user
):
    run("2026-11-19")
    meeting = Meeting.objects.get(rule__kind="joint", period=date(2026, 10, 1))
    planning.reschedule(
        meeting, starts_at=at("2026-11-25", "10:00"), place="", by=street_user, now=at("2026-11-20")
    )
    assert meeting.collects_until == date(2026, 11, 24)
    assert not meeting.takes_topics(at("2026-11-25"))
    run("2026-11-25")
    assert status(date(2026, 10, 1)) == "agenda"


# --- what comes onto the agenda by itself ---------------------------------------------------------


def test_open_resolutions_and_engagements_not_done_come_first_each_once(
    joint, meeting, street_user, failed
):
    earlier = Meeting.objects.create(
        rule=joint.rule, period=date(2026, 1, 1), starts_at=at("2026-03-19", "14:30")
    )
    facts = {"reported_at": timezone.now(), "reported_by": street_user, "outcome": "建好了"}
    resolved(earlier, "修路灯", due_on=date(2026, 6, 1))
    resolved(earlier, "建雨棚", due_on=date(2026, 5, 1), status="reported", **facts)
    done = {"status": "accepted", "accepted_at": timezone.now(), "accepted_by": street_user}
    resolved(earlier, "已办结的", **done, **facts)
    resolved(earlier, "不办了的", status="dropped", reason="没必要")
    resolved(earlier, "纪要还没有印发", announced_at=None)
    resolved(joint, "这次会上定的")

    assert stages.begin_agenda(joint, by=street_user) == 3

    items = list(joint.agenda.order_by("order"))
    assert [one.title for one in items] == ["建雨棚", "修路灯", "缺一间活动室"]
    assert [bool(one.resolution) for one in items] == [True, True, False]
    assert items[2].engagement == failed
    assert carry_in(Meeting.objects.filter(pk=joint.pk)) == 0
    assert stages.begin_agenda(meeting, by=street_user) == 0  # a liaison meeting carries nothing


def test_many_meetings_take_the_same_as_each_alone(
    joint, failed, community, district, street_user, alliance
):
    """The rule of `carried_to` and that for many alliances at once are one."""
    made = []
    for area in (community, district):
        other = Alliance.objects.create(name=f"{area}联合体", area=area, founded_on=START)
        rule = other.rules.create(kind="joint", week=3, weekday=3)
        starts = in_days(12)
        made.append(Meeting.objects.create(rule=rule, period=starts.date(), starts_at=starts))
    for ended in (None, START):
        Alliance.objects.filter(area=community).update(ended_on=ended)
        for one in Alliance.objects.select_related("area"):
            alone = set(Engagement.objects.carried_to(one).values_list("pk", flat=True))
            if not one.ended_on:
                rows = engagements_for(Meeting.objects.all()).filter(carried_to=one.pk)
                assert set(rows.values_list("pk", flat=True)) == alone


# --- by the convener ------------------------------------------------------------------------------


def post(client, meeting, verb, data=None, **more):
    return client.post(f"{meeting.get_absolute_url()}{verb}/", data or {}, **more)


def test_the_convener_takes_it_through_all_stages(
    client, meeting, street_user, liaison_user, liaison2_user
):
    client.force_login(street_user)
    page = client.get(meeting.get_absolute_url()).text
    assert "直接确定议程" in page  # ten days ahead is too late to collect by the rule
    until = timezone.localdate() + timedelta(days=3)
    post(client, meeting, "collect", {"until": f"{until}"})
    meeting.refresh_from_db()
    assert (meeting.status, meeting.topics_until) == ("topics", until)
    page = client.get(meeting.get_absolute_url()).text
    assert page.count("btn-main") == 1
    assert "结束征集，确定议程" in page
    post(client, meeting, "begin-agenda")
    meeting.refresh_from_db()
    seen = client.get(f"{meeting.get_absolute_url()}notify/").context["form"]["seen"].value()
    answer = post(client, meeting, "notify", {"seen": seen}, follow=True)
    assert "会议通知已发出" in answer.text
    meeting.refresh_from_db()
    assert (meeting.status, len(meeting.code)) == ("notified", 4)
    assert meeting.invitations.count() == 2
    put("notified", starts_at=in_days(-1))
    page = client.get(meeting.get_absolute_url()).text
    assert "登记会议已召开" in page
    assert page.count("btn-main") == 1
    began = timezone.localtime(in_days(-1))
    typed = {"day": f"{began:%Y-%m-%d}", "starts": f"{began:%H:%M}"}
    assert post(client, meeting, "hold", typed).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.status, meeting.held_at) == ("held", began)
    page = client.get(meeting.get_absolute_url()).text
    assert page.count("btn-main") == 1
    assert "记会议纪要" in page  # with their issue it is closed


VERBS = ("collect", "begin-agenda", "notify", "hold")


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_and_who_may_not(
    client, meeting, verb, auditor, other_street_user, community_user, liaison_user, street_user
):
    url = f"{meeting.get_absolute_url()}{verb}/"
    assert client.post(url).url.startswith("/in/?next=")
    for method in ("get", "post"):
        assert statuses(client, method, url, auditor) == [403]
        strangers = (other_street_user, community_user, liaison_user)
        assert statuses(client, method, url, *strangers) == [404] * 3
    assert statuses(client, "get", url, street_user) == [200]
    assert statuses(client, "put", url, street_user) == [405]
    meeting.refresh_from_db()
    assert meeting.status == "planned"


def test_who_comes_second_is_told_so(client, meeting, street_user):
    client.force_login(street_user)
    post(client, meeting, "begin-agenda")
    answer = post(client, meeting, "begin-agenda")
    assert "现在不能改为" in answer.text
    meeting.refresh_from_db()
    assert meeting.status == "agenda"


def test_a_notice_goes_out_only_of_what_the_convener_saw(meeting, street_user):
    stages.begin_agenda(meeting, by=street_user)
    seen = meeting.seen
    planning.reschedule(
        meeting, starts_at=in_days(12), place="二楼", by=street_user, now=timezone.now()
    )
    with pytest.raises(ChangedMeanwhile):
        stages.notify(meeting, by=street_user, now=timezone.now(), seen=seen)
    stale = Meeting.objects.select_related("rule").get(pk=meeting.pk)
    Meeting.objects.update(place="三楼")
    with pytest.raises(IllegalMove):
        stages.notify(stale, by=street_user, now=timezone.now())
    assert not Invitation.objects.exists()


def test_a_deadline_lies_before_the_meeting(client, meeting, street_user):
    client.force_login(street_user)
    for until in (meeting.day, timezone.localdate() - timedelta(days=1)):
        assert (
            "截止日期要在今天和会议前一天"
            in post(client, meeting, "collect", {"until": f"{until}"}).text
        )
    url = f"{meeting.get_absolute_url()}collect/"
    client.logout()
    page = after_expiry(client, street_user, url, {"until": "2031-01-01"})
    assert 'value="2031-01-01"' in page.text


def test_it_was_held_neither_later_than_now_nor_weeks_away(called, street_user):
    now = called.starts_at + timedelta(hours=3)
    for wrong in (now + timedelta(minutes=1), called.starts_at - timedelta(days=8)):
        with pytest.raises(WrongMoment):
            stages.hold(called, at=wrong, by=street_user, now=now)
    stages.hold(called, at=called.starts_at, by=street_user, now=now)
    assert called.status == "held"


def test_a_meeting_whose_day_is_past_waits_for_a_word_and_never_goes_on_by_itself(
    client, called, street_user, calendar
):
    put("notified", starts_at=in_days(-3))
    plan_meetings(at=timezone.now().isoformat())
    called.refresh_from_db()
    assert called.status == "notified"
    client.force_login(street_user)
    assert "等您登记召开情况" in client.get(called.get_absolute_url()).text
    assert [m.pk for m in Meeting.objects.waiting_for_word(timezone.now())] == [called.pk]


# --- who is called --------------------------------------------------------------------------------


def test_who_joins_is_called_until_it_was_held_and_who_leaves_is_not_counted(
    called, community, unit2, street_user, calendar
):
    (late,) = join(called.rule.alliance, community, 1)
    assert stages.invite_late() == 1
    assert stages.invite_late() == 0
    assert called.invitations.filter(unit=late).exists()
    AllianceMembership.objects.filter(unit=unit2).update(until=timezone.localdate())
    assert called.invitations.count() == 3
    assert set(called.invitations.counted().values_list("unit", flat=True)) == {
        called.invitations.get(unit=late).unit_id,
        called.rule.alliance.memberships.filter(until=None).earliest("pk").unit_id,
    }
    put("held", starts_at=called.starts_at)
    join(called.rule.alliance, community, 1)
    assert stages.invite_late() == 0


def test_who_leaves_after_the_meeting_was_there(called, unit2):
    put("held", starts_at=in_days(-10))
    AllianceMembership.objects.filter(unit=unit2).update(until=timezone.localdate())
    assert called.invitations.counted().count() == 2


@pytest.mark.parametrize(("days", "due"), [(4, True), (5, True), (6, False), (-1, False)], ids=str)
def test_when_a_notice_is_due(meeting, days, due):
    put("agenda", starts_at=in_days(days))
    assert Meeting.objects.notice_due(timezone.now()).exists() is due
