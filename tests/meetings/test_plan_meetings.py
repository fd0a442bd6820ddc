from datetime import date, time

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError
from django.utils import timezone

from grids.models import WorkDay
from meetings.actions import planning
from meetings.jobs import plan_meetings
from meetings.models import Meeting, MeetingRule
from members.models import Alliance
from tests.conftest import START, at
from tests.meetings.conftest import put

NOW = at("2026-11-22")


def moments(kind):
    rows = Meeting.objects.filter(rule__kind=kind).values_list("starts_at", flat=True)
    return [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in rows]


def test_every_alliance_gets_its_meetings_of_this_quarter_and_the_next(alliance, calendar):
    outcome = plan_meetings(at=NOW.isoformat())

    assert outcome == (
        "新增规则 2 条，排定会议 6 场，改期 0 场；开始征集议题 2 场，进入议程 0 场，补通知单位 0 家"
    )
    assert moments("joint") == ["2026-12-17 14:30", "2027-03-18 14:30"]
    assert moments("liaison") == [
        "2026-12-08 14:30",
        "2027-01-12 14:30",
        "2027-02-11 14:30",  # the 9th lies in the Spring Festival
        "2027-03-09 14:30",
    ]


def test_a_second_run_changes_nothing(alliance, calendar):
    plan_meetings(at=NOW.isoformat())
    before = list(Meeting.objects.values())

    assert plan_meetings(at=NOW.isoformat()) == (
        "新增规则 0 条，排定会议 0 场，改期 0 场；开始征集议题 0 场，进入议程 0 场，补通知单位 0 家"
    )
    assert list(Meeting.objects.values()) == before


def test_a_week_later_nothing_is_planned_twice_and_a_quarter_later_the_next_is_added(
    alliance, calendar
):
    plan_meetings(at=NOW.isoformat())

    assert plan_meetings(at="2026-11-29T09:00+08:00").startswith("新增规则 0 条，排定会议 0 场")
    assert "排定会议 4 场" in plan_meetings(at="2027-01-02T09:00+08:00")


def test_an_ended_alliance_and_a_rule_switched_off_plan_nothing(alliance, calendar):
    planning.give_default_rules()
    MeetingRule.objects.filter(kind="joint").update(is_on=False)
    plan_meetings(at=NOW.isoformat())
    assert moments("joint") == []

    type(alliance).objects.update(ended_on=date(2026, 12, 1))
    Meeting.objects.all().delete()
    plan_meetings(at=NOW.isoformat())
    assert Meeting.objects.count() == 0


def test_a_calendar_that_becomes_official_moves_what_is_only_planned(alliance, calendar):
    plan_meetings(at=NOW.isoformat())
    by_hand = Meeting.objects.get(rule__kind="joint", period=date(2027, 1, 1))
    Meeting.objects.filter(pk=by_hand.pk).update(moved_by_hand=True)
    for day in (date(2027, 1, 12), date(2027, 3, 18)):
        WorkDay.objects.create(date=day, year_id=2027, is_workday=False, name="试放假")

    assert "改期 1 场" in plan_meetings(at=NOW.isoformat())
    assert "2027-01-13 14:30" in moments("liaison")
    assert "2027-03-18 14:30" in moments("joint")
    assert LogEntry.objects.filter(additional_data__verb="replan").count() == 1


def test_what_has_been_announced_stays(alliance, calendar):
    plan_meetings(at=NOW.isoformat())
    put("notified")
    MeetingRule.objects.update(weekday=4)

    assert "改期 0 场" in plan_meetings(at=NOW.isoformat())


def test_changing_a_rule_moves_its_meetings(alliance, calendar, street_user):
    plan_meetings(at=NOW.isoformat())
    rule = MeetingRule.objects.get(kind="joint")

    moved = planning.change_rule(
        rule.pk,
        by=street_user,
        now=NOW,
        week=2,
        weekday=4,
        starts=time(9, 0),
        place="街道三楼",
        is_on=True,
    )

    assert moved == 2
    assert moments("joint") == ["2026-12-11 09:00", "2027-03-12 09:00"]
    assert set(Meeting.objects.filter(rule=rule).values_list("place", flat=True)) == {"街道三楼"}


@pytest.mark.parametrize(
    "wrong", [{"week": 5}, {"week": 0}, {"weekday": 5}, {"kind": "joint"}], ids=str
)
def test_the_database_refuses_a_wrong_rule(alliance, wrong):
    MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3)

    with pytest.raises(IntegrityError):
        MeetingRule.objects.create(
            **{"alliance": alliance, "kind": "liaison", "week": 1, "weekday": 1} | wrong
        )


def test_one_meeting_a_rule_and_period(alliance, calendar):
    plan_meetings(at=NOW.isoformat())
    meeting = Meeting.objects.first()

    with pytest.raises(IntegrityError):
        Meeting.objects.create(rule=meeting.rule, period=meeting.period, starts_at=NOW)


def test_meetings_take_the_place_of_their_rule(alliance, calendar):
    MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3, place="三楼")
    plan_meetings(at=NOW.isoformat())

    places = set(Meeting.objects.values_list("rule__kind", "place"))
    assert places == {("joint", "三楼"), ("liaison", "")}


def test_an_alliance_founded_later_gets_the_rules_it_lacks_and_no_others(alliance, calendar):
    MeetingRule.objects.create(alliance=alliance, kind="joint", week=1, weekday=0)

    assert planning.give_default_rules() == 1
    assert planning.give_default_rules() == 0
    rules = MeetingRule.objects.order_by("kind").values_list("kind", "week", "weekday", "is_on")
    assert list(rules) == [("joint", 1, 0, True), ("liaison", 2, 1, True)]


def test_the_statements_do_not_grow_with_the_alliances(
    street, calendar, django_assert_max_num_queries
):
    """Neither when all is new, nor when nothing is, nor when every meeting moves."""
    counts = []
    plan_meetings(at=NOW.isoformat())  # the job's first run ever notes down a row of its own
    for total in (1, 3, 20):
        found(street, total)
        with django_assert_max_num_queries(200) as new:
            plan_meetings(at=NOW.isoformat())
        with django_assert_max_num_queries(200) as again:
            plan_meetings(at=NOW.isoformat())
        MeetingRule.objects.update(starts=time(9, total))
        with django_assert_max_num_queries(200) as moved:
            plan_meetings(at=NOW.isoformat())
        MeetingRule.objects.update(starts=time(14, 30))
        counts.append((len(new), len(again), len(moved)))
        Meeting.objects.all().delete()
        MeetingRule.objects.all().delete()
    assert len(set(counts)) == 1, counts


def found(area, total):
    Alliance.objects.bulk_create(
        [
            Alliance(name=f"联合体{n}", area=area, kind="chain", industry="渔业", founded_on=START)
            for n in range(Alliance.objects.count(), total)
        ]
    )
