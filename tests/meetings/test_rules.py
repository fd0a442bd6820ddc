"""/w/rules/: the register, and the page of one rule."""

from datetime import time

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from common.sheets import open_sheet
from meetings.actions import planning
from meetings.actions.planning import ChangedMeanwhile
from meetings.jobs import plan_meetings
from meetings.models import Meeting, MeetingRule
from members.models import Alliance
from tests.conftest import START, at
from tests.meetings.conftest import after_expiry, statuses

NOW = at("2026-11-22")
URL = "/w/rules/"


@pytest.fixture
def url(rule) -> str:
    return rule.get_absolute_url()


@pytest.fixture
def other_rule(other_street) -> MeetingRule:
    alliance = Alliance.objects.create(name="红旗联合体", area=other_street, founded_on=START)
    return MeetingRule.objects.create(
        alliance=alliance, kind="liaison", week=2, weekday=1, place="红旗二楼"
    )


def typed(rule: MeetingRule, **more) -> dict:
    """What the form posts to have the meetings on the first Monday at nine."""
    form = {"week": 1, "weekday": 0, "starts": "09:00", "place": "二楼", "is_on": "on"}
    form |= {"collect_days": 14, "notice_days": 5, "quorum": 50}
    return form | {"seen": rule.seen} | more


def stored(rule: MeetingRule) -> tuple:
    fields = ("week", "weekday", "starts", "place", "is_on")
    return MeetingRule.objects.values_list(*fields).get(pk=rule.pk)


OLD = (2, 1, time(14, 30), "街道三楼", True)
NEW = (1, 0, time(9, 0), "二楼", True)


# --- the register ---------------------------------------------------------------------------------


def shown(response) -> list[str]:
    return [line.cells[0].text for line in response.context["list"].lines]


def test_the_register_leads_whoever_may_change_a_rule_to_it(
    client, street_user, auditor, community_user, liaison_user, rule, other_rule, url
):
    assert client.get(URL).url == "/in/?next=%2Fw%2Frules%2F"
    assert statuses(client, "get", URL, liaison_user) == [404]
    assert statuses(client, "post", URL, street_user) == [405]
    client.force_login(street_user)
    answer = client.get(URL)
    assert shown(answer) == ["大连湾街道区域化党建联合体"]
    assert "第 2 个周二 14:30" in answer.text
    assert f'href="{url}"' in answer.text
    client.force_login(auditor)
    answer = client.get(URL)
    assert sorted(shown(answer)) == ["大连湾街道区域化党建联合体", "红旗联合体"]
    assert f'href="{url}"' not in answer.text
    client.force_login(community_user)
    assert shown(client.get(URL)) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=红旗", 1),
        ("kind=liaison", 2),
        ("place=210211013", 1),
        ("on=True", 1),
        ("on=False", 1),
        ("on=maybe&sort=x", 2),
    ],
)
def test_filters_and_the_excel_file(client, district_user, rule, other_rule, query, count):
    MeetingRule.objects.filter(pk=other_rule.pk).update(is_on=False)
    client.force_login(district_user)
    assert len(shown(client.get(f"{URL}?{query}"))) == count
    assert len(open_sheet(client.get(f"{URL}?{query}&export=xlsx").content).rows) == count


def test_the_number_of_queries_does_not_grow(
    client, district_user, street, django_assert_max_num_queries
):
    client.force_login(district_user)
    counts = []
    for total in (1, 3, 100):
        for number in range(MeetingRule.objects.count(), total):
            alliance = Alliance.objects.create(
                name=f"联合体{number}", area=street, kind="chain", industry="渔业", founded_on=START
            )
            MeetingRule.objects.create(alliance=alliance, kind="joint", week=1, weekday=1)
        with django_assert_max_num_queries(8) as captured:
            client.get(f"{URL}?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1


# --- one rule -------------------------------------------------------------------------------------


def test_staff_change_a_rule(client, street_user, rule, url):
    client.force_login(street_user)
    assert 'value="街道三楼"' in client.get(url).text
    LogEntry.objects.all().delete()

    answer = client.post(url, typed(rule), follow=True)

    assert answer.redirect_chain == [(URL, 302)]
    assert "规则已保存" in answer.text
    assert stored(rule) == NEW
    entry = LogEntry.objects.get(additional_data__verb="change")
    assert entry.actor == street_user
    assert entry.changes["place"] == ["街道三楼", "二楼"]
    assert "is_on" not in entry.changes


def test_only_the_meetings_of_the_changed_rule_follow_it(
    alliance, calendar, street_user, rule, other_rule
):
    plan_meetings(at=NOW.isoformat())
    mine = Meeting.objects.filter(rule=rule).order_by("period")
    by_hand, announced, *rest = mine
    Meeting.objects.filter(pk=by_hand.pk).update(moved_by_hand=True)
    Meeting.objects.filter(pk=announced.pk).update(status="notified", notified_at=NOW)
    others = list(Meeting.objects.exclude(rule=rule).order_by("pk").values())
    LogEntry.objects.all().delete()

    fields = dict(zip(("week", "weekday", "starts", "place", "is_on"), NEW, strict=True))
    assert planning.change_rule(rule.pk, by=street_user, now=NOW, **fields) == len(rest) == 2

    assert list(Meeting.objects.exclude(rule=rule).order_by("pk").values()) == others
    assert [
        (f"{timezone.localtime(one.starts_at):%m-%d %H:%M}", one.place) for one in mine.all()
    ] == [
        ("12-08 14:30", "街道三楼"),
        ("01-12 14:30", "街道三楼"),
        ("02-01 09:00", "二楼"),
        ("03-01 09:00", "二楼"),
    ]
    entries = LogEntry.objects.filter(additional_data__verb="replan").order_by("object_id")
    assert [entry.object_id for entry in entries] == sorted(one.pk for one in rest)
    assert {entry.actor for entry in entries} == {street_user}
    assert entries[0].changes["place"] == ["街道三楼", "二楼"]


def test_a_place_alone_is_taken_over_by_the_meetings_planned(alliance, calendar, street_user, rule):
    plan_meetings(at=NOW.isoformat())
    kept = dict(zip(("week", "weekday", "starts"), OLD, strict=False))

    moved = planning.change_rule(rule.pk, by=street_user, now=NOW, **kept, place="二楼", is_on=True)

    places = set(Meeting.objects.filter(rule=rule).values_list("place", flat=True))
    assert (moved, places) == (4, {"二楼"})


def test_a_rule_switched_off_leaves_what_is_planned(alliance, calendar, street_user, rule):
    plan_meetings(at=NOW.isoformat())
    before = list(Meeting.objects.order_by("pk").values())

    fields = {"week": 1, "weekday": 0, "starts": time(9, 0), "place": "二楼", "is_on": False}
    assert planning.change_rule(rule.pk, by=street_user, now=NOW, **fields) == 0
    assert list(Meeting.objects.order_by("pk").values()) == before


def test_who_may_and_who_may_not(
    client, url, rule, auditor, other_street_user, community_user, liaison_user
):
    assert client.post(url, typed(rule)).url.startswith("/in/?next=")
    for method in ("get", "post"):
        assert statuses(client, method, url, auditor) == [403]
        strangers = (other_street_user, community_user, liaison_user)
        assert statuses(client, method, url, *strangers) == [404] * 3
    assert stored(rule) == OLD


def test_who_only_audits_a_street_may_not_change_its_rule(
    client, url, rule, other_street_user, district
):
    other_street_user.postings.create(role="auditor", area=district, since="2026-01-01")
    assert statuses(client, "get", url, other_street_user) == [403]


def test_another_verb_is_refused(client, url, street_user):
    assert statuses(client, "put", url, street_user) == [405]


def test_a_stale_tab_undoes_nothing_and_keeps_what_was_typed(client, url, street_user, rule):
    client.force_login(street_user)
    MeetingRule.objects.update(place="四楼")

    answer = client.post(url, typed(rule))

    assert "规则刚被他人改动" in answer.text
    assert 'value="二楼"' in answer.text
    assert stored(rule) == (*OLD[:3], "四楼", True)
    seen = MeetingRule.objects.get().seen
    assert f'name="seen" value="{seen}"' in answer.text
    assert client.post(url, typed(rule, seen=seen)).status_code == 302
    assert stored(rule) == NEW


def test_a_second_click_changes_nothing_and_complains_of_nothing(client, url, street_user, rule):
    client.force_login(street_user)
    client.post(url, typed(rule))
    LogEntry.objects.all().delete()
    assert client.post(url, typed(rule)).status_code == 302
    assert LogEntry.objects.count() == 0


def test_the_action_tells_of_a_change_meanwhile(rule, street_user):
    with pytest.raises(ChangedMeanwhile):
        planning.change_rule(rule.pk, by=street_user, now=NOW, seen="older", place="二楼")


@pytest.mark.parametrize(
    "wrong",
    [{"week": 5}, {"week": ""}, {"weekday": 6}, {"starts": "九点"}, {"place": "楼" * 101}],
    ids=repr,
)
def test_what_is_wrong_is_said_and_nothing_changes(client, url, street_user, rule, wrong):
    client.force_login(street_user)
    answer = client.post(url, typed(rule, **wrong))
    assert "<title>错误：" in answer.text
    assert f'name="seen" value="{rule.seen}"' in answer.text
    assert stored(rule) == OLD


def test_what_was_typed_survives_an_expired_session(client, url, street_user, rule):
    page = after_expiry(client, street_user, url, typed(rule)).text
    assert 'value="二楼"' in page
    assert 'value="09:00"' in page
    assert stored(rule) == OLD
