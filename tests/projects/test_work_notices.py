"""Whom projects and pairings remind of what, and when no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.here import Here
from alliance.today import projects as today_lines
from members.models import Liaison, Person, Posting
from notices.jobs import deliver_notices, raise_notices
from notices.kinds import Text, render
from notices.models import Notice
from projects.actions import pairings, work_steps, works
from projects.models import Pairing
from tests.conftest import START, at
from tests.projects.works import BEFORE, NOW, TODAY, project_of

pytestmark = pytest.mark.django_db


def raised(day: str) -> list[tuple[str, str, str]]:
    """What a run on `day` raises: (recipient, kind, slot)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day).isoformat())
    new = Notice.objects.exclude(pk__in=before).order_by("recipient__username", "kind")
    return [(notice.recipient.username, notice.kind, notice.slot) for notice in new]


def subjects(now) -> dict[str, str]:
    outcomes = render(list(Notice.objects.order_by("pk")), now=now)
    kinds = dict(Notice.objects.values_list("pk", "kind"))
    return {kinds[pk]: text.subject for pk, text in outcomes.items() if isinstance(text, Text)}


@pytest.fixture
def milestone(unit, liaison_user, street_user):
    project = project_of(unit, street_user)
    due = TODAY + timedelta(days=10)  # 2026-11-20
    return work_steps.add_milestone(project, title="装完", due_on=due, by=street_user)


def test_a_milestone_reminds_three_days_ahead_and_when_overdue(
    milestone, community_user, street_user
):
    assert raised("2026-11-16") == [("liaison", "project_led", "led")]
    assert raised("2026-11-17") == [("liaison", "milestone_due", "T-3 2026-11-20")]
    assert raised("2026-11-20") == []
    assert raised("2026-11-22") == [
        ("community", "milestone_late", "late 2026-11-20"),
        ("liaison", "milestone_due", "overdue 2026-11-20"),
    ]
    assert raised("2026-11-22") == []
    assert subjects(at("2026-11-22"))["milestone_late"].endswith("已逾期 2 天")
    work_steps.postpone(milestone, due_on=TODAY + timedelta(days=30), by=street_user)
    assert raised("2026-12-08") == [("liaison", "milestone_due", "T-3 2026-12-10")]


def test_what_is_reached_or_halted_is_dropped(milestone, street_user):
    raised("2026-11-18")
    works.pause(milestone.project, reason="等灯具", by=street_user)
    deliver_notices(at=at("2026-11-18").isoformat())
    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}


def test_a_project_of_the_whole_street_reminds_the_street(
    milestone, street, street_user, community_user
):
    works.change(milestone.project, by=street_user, area=street)
    late = [line for line in raised("2026-11-22") if line[1] == "milestone_late"]
    assert late == [("street", "milestone_late", "late 2026-11-20")]


def test_who_joins_is_told_and_after_a_hand_over_who_is_the_officer_now(
    unit, unit2, liaison2_user, tutor_user, street_user
):
    project = project_of(unit, street_user)
    partner = work_steps.add_partner(project, unit2, promised="出人", by=street_user, now=NOW)
    assert raised("2026-11-11") == [("liaison2", "project_joined", "joined")]
    assert subjects(NOW) == {"project_joined": "贵单位参与项目“楼道照明微改造”"}
    Liaison.objects.filter(unit=unit2).update(until=TODAY)
    person = Person.objects.create(name="冯远", user=tutor_user)
    Liaison.objects.create(unit=unit2, person=person, since=TODAY)
    assert raised("2026-11-11") == [("tutor", "project_joined", "joined")]
    notices = render(list(Notice.objects.filter(recipient=liaison2_user)), now=NOW)
    assert list(notices.values()) == [None]
    assert partner.unit == unit2


def test_a_pairing_reminds_both_sides_thirty_days_ahead(
    unit_branch, other_branch, community_user, other_street_user, other_community
):
    Posting.objects.filter(user=other_street_user).update(role="community", area=other_community)
    until = TODAY + timedelta(days=40)  # 2026-12-20
    facts = {"plan": "义诊", "since": BEFORE, "until": until, "now": NOW}
    pairing = pairings.agree(unit_branch, other_branch, by=community_user, **facts)
    assert raised("2026-11-19") == []
    assert raised("2026-11-20") == [
        ("community", "pairing_expires", "until 2026-12-20"),
        ("otherstreet", "pairing_expires", "until 2026-12-20"),
    ]
    assert subjects(at("2026-11-20")) == {"pairing_expires": "结对帮扶 2026 年 12 月 20 日期满"}
    longer = until + timedelta(days=365)
    pairings.change(pairing, plan="义诊", until=longer, by=community_user)
    deliver_notices(at=at("2026-11-20").isoformat())
    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}


def test_rendering_costs_the_same(milestone, community_user, django_assert_max_num_queries):
    project = milestone.project
    for number in range(3):
        day = milestone.due_on
        work_steps.add_milestone(project, title=str(number), due_on=day, by=community_user)
    raised("2026-11-22")
    notices = list(Notice.objects.all())
    assert len(notices) == 9
    with django_assert_max_num_queries(4):
        render(notices, now=at("2026-11-22"))


# --- today ------------------------------------------------------------------------------------


def test_today_tells_of_what_is_overdue(
    client, milestone, unit_branch, branch, community, liaison_user, street_user,
    django_assert_max_num_queries,
):  # fmt: skip
    here, day = Here([community]), TODAY + timedelta(days=12)
    with django_assert_max_num_queries(2):
        assert today_lines.staff(street_user, here, TODAY) == []
    Pairing.objects.create(helper=unit_branch, helped=branch, plan="义诊", since=START, until=TODAY)
    lines = today_lines.staff(street_user, here, day)
    assert [line.what for line in lines] == ["项目节点逾期 1 个", "结对帮扶已到期 1 对"]
    client.force_login(street_user)
    for line in lines:
        assert client.get(line.url).status_code == 200
    with django_assert_max_num_queries(2):
        cards = today_lines.phone(liaison_user, day)
    assert [(card.what, card.tag) for card in cards] == [("装完", "逾期 2 天")]
    assert today_lines.phone(liaison_user, TODAY - timedelta(days=30)) == []


def test_the_homes_show_them(client, milestone, liaison_user, street_user):
    day = timezone.localdate() - timedelta(days=1)
    work_steps.postpone(milestone, due_on=day, by=street_user)
    client.force_login(street_user)
    assert "项目节点逾期 1 个" in client.get("/w/").content.decode()
    client.force_login(liaison_user)
    assert "项目“楼道照明微改造”的节点" in client.get("/l/").content.decode()
