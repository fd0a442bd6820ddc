"""Annual plans: drafted by staff, agreed at the year's first joint meeting, reviewed later."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.actions import minutes, plans
from meetings.jobs import carry_plans
from meetings.models import AnnualPlan, GoalReview, Meeting, PlanItem, StageGoal
from tests.meetings.conftest import FACTS, in_days, put, statuses
from tests.meetings.test_minutes import page, typed

YEAR = timezone.localdate().year


@pytest.fixture
def plan(alliance, street_user) -> AnnualPlan:
    made = plans.draft(alliance, YEAR, "做实三件事", by=street_user, now=timezone.now())
    goal = StageGoal(title="电路全覆盖", task="先查老旧小区", due_on=date(YEAR, 12, 31))
    plans.set_goal(made, goal, by=street_user)
    return made


@pytest.fixture
def agreed(plan, held, street_user) -> AnnualPlan:
    draft = minutes.begin(held, by=street_user, now=timezone.now())
    item = draft.meeting.agenda.get(plan_item__isnull=False)
    facts = {"said": "同意", "agreed": True}
    minutes.write(draft, item, facts, by=street_user, seen=minutes.Outcome().seen)
    minutes.issue(draft, by=street_user, now=timezone.now())
    plan.refresh_from_db()
    return plan


def later_meeting(held, status: str = "held") -> Meeting:
    """Another joint meeting of the same year."""
    period = date(YEAR, 1, 1) if held.period.month != 1 else date(YEAR, 4, 1)
    facts = {"starts_at": in_days(0), "status": status, **FACTS.get(status, {})}
    return Meeting.objects.create(rule=held.rule, period=period, **facts)


def test_staff_draft_one_with_its_goals(client, alliance, street_user, unit, other_unit):
    client.force_login(street_user)
    url = reverse("meetings:plan_new")
    answer = client.post(url, {"alliance": alliance.pk, "year": YEAR, "text": "三件事"})
    made = AnnualPlan.objects.get()
    assert answer.url == made.get_absolute_url()
    goals = reverse("meetings:goal_add", args=[made.uuid])
    known = {"title": "托管", "task": "", "lead": unit.pk, "quarter": "3"}
    client.post(goals, known)
    assert "有 1 处需要改正" in client.post(goals, known | {"lead": other_unit.pk}).text
    assert "同名" in client.post(goals, known).text
    goal = StageGoal.objects.get()
    assert (goal.title, goal.lead, goal.due_on) == ("托管", unit, date(YEAR, 9, 30))
    assert (
        "已经有了" in client.post(url, {"alliance": alliance.pk, "year": YEAR, "text": "又"}).text
    )


def test_a_goal_is_changed_and_struck_with_a_stale_tab_refused(client, plan, street_user):
    client.force_login(street_user)
    goal = plan.goals.get()
    url = reverse("meetings:goal_edit", args=[plan.uuid, goal.pk])
    stale = goal.seen
    known = {"title": "电路查完", "task": "", "lead": "", "quarter": "2", "seen": stale}
    client.post(url, known)
    assert "刚刚被他人改过" in client.post(url, known | {"title": "旧页面"}).text
    assert StageGoal.objects.get().title == "电路查完"
    client.post(reverse("meetings:goal_strike", args=[plan.uuid, goal.pk]))
    assert not StageGoal.objects.exists()


def test_strangers_and_readers(
    client, plan, auditor, other_street_user, community_user, liaison_user
):
    url, edit = plan.get_absolute_url(), reverse("meetings:plan_edit", args=[plan.uuid])
    strangers = (other_street_user, community_user, liaison_user)
    assert statuses(client, "get", url, *strangers) == [404] * 3
    assert statuses(client, "post", edit, *strangers, auditor) == [404, 404, 404, 403]
    phone = reverse("meetings:phone_plan", args=[plan.uuid])
    assert statuses(client, "get", phone, liaison_user) == [404]  # not agreed yet


def test_it_comes_onto_the_agenda_by_itself_and_once(plan, held, alliance):
    put("agenda")
    assert carry_plans(at=timezone.now().isoformat()) == "年度计划列入议程 1 场"
    assert carry_plans(at=timezone.now().isoformat()) == "年度计划列入议程 0 场"
    item = held.agenda.last()
    assert item.title == f"审议 {YEAR} 年度工作计划"
    item.delete()  # struck off, it stays off
    assert carry_plans(at=timezone.now().isoformat()) == "年度计划列入议程 0 场"


@pytest.mark.parametrize("status", ["planned", "topics", "notified", "closed", "cancelled"])
def test_only_while_the_agenda_is_being_made(plan, held, status):
    put(status, cancel_reason="x")
    assert carry_plans(at=timezone.now().isoformat()) == "年度计划列入议程 0 场"


def test_a_liaison_meeting_has_none(plan, meeting):
    assert plans.put_on_agenda(meeting) is None


def test_the_meeting_agrees_it_with_its_minutes(client, plan, held, street_user, liaison_user):
    client.force_login(street_user)
    client.post(page(held), {"new_title": ""})
    item = PlanItem.objects.get().item
    assert "会议通过这份计划" in client.get(page(held)).text
    client.post(page(held), typed(item, said="同意", agreed="on"))
    plan.refresh_from_db()
    assert plan.status == "draft"
    minutes.issue(held.minutes.get(), by=street_user, now=timezone.now())
    plan.refresh_from_db()
    assert (plan.status, plan.meeting) == ("agreed", held)
    assert statuses(client, "get", plan.phone_url, liaison_user) == [200]
    assert "电路全覆盖" in client.get(plan.phone_url).text
    assert "年度工作计划" in client.get(reverse("meetings:my_plans")).text


def test_what_was_agreed_is_changed_no_more(agreed, street_user):
    goal = agreed.goals.get()
    for act in (
        lambda: plans.rewrite(agreed, "改", by=street_user),
        lambda: plans.set_goal(agreed, goal, by=street_user),
        lambda: plans.strike_goal(goal, by=street_user),
    ):
        with pytest.raises(plans.PlanAgreed):
            act()


def test_a_later_meeting_reviews_it_filled_with_the_last_state(client, agreed, held, street_user):
    meeting = later_meeting(held)
    goal = agreed.goals.get()
    StageGoal.objects.update(state="under_way", note="查了六成")
    client.force_login(street_user)
    url = reverse("meetings:plan_review", args=[meeting.uuid])
    shown = client.get(url).text
    assert "查了六成" in shown
    name = f"goal{goal.pk}"
    assert "有 1 处" not in shown
    assert client.post(url, {f"{name}-state": "", f"{name}-note": "x"}).status_code == 200
    client.post(url, {f"{name}-state": "done", f"{name}-note": "全部查完"})
    goal.refresh_from_db()
    assert (goal.state, goal.note) == ("done", "全部查完")
    found = GoalReview.objects.get()
    assert (found.meeting, found.state, found.note) == (meeting, "done", "全部查完")
    page_of_meeting = client.get(meeting.get_absolute_url()).text
    assert "全部查完" in page_of_meeting
    assert f"{meeting.title}：已完成，全部查完" in client.get(agreed.get_absolute_url()).text


def test_no_review_of_a_draft_nor_after_the_minutes(client, plan, held, street_user):
    url = reverse("meetings:plan_review", args=[held.uuid])
    assert statuses(client, "get", url, street_user) == [404]
    AnnualPlan.objects.update(status="agreed", meeting=held, agreed_at=timezone.now())
    put("closed")
    plan.refresh_from_db()
    with pytest.raises(plans.NotReviewedThere):
        plans.review(plan, Meeting.objects.get(), {}, by=street_user, now=timezone.now())


def test_what_is_left_undone_comes_along_into_the_next_year(agreed, alliance, street_user):
    now = timezone.now()
    done = StageGoal.objects.create(
        plan=agreed, title="办完的", due_on=date(YEAR, 6, 30), state="done"
    )
    fresh = plans.draft(alliance, YEAR + 1, "新的一年", by=street_user, now=now)
    goals = [(one.title, one.due_on) for one in fresh.goals.all()]
    assert goals == [("电路全覆盖", date(YEAR + 1, 3, 31))]
    assert done.title not in dict(goals)


def test_the_register_costs_no_more_with_three(
    client, plan, alliance, street_user, django_assert_max_num_queries
):
    client.force_login(street_user)
    url, counts = reverse("meetings:plans"), []
    for more in (0, 2):
        for n in range(more):
            plans.draft(alliance, YEAR + 1 + n, "x", by=street_user, now=timezone.now())
        with django_assert_max_num_queries(8) as captured:
            assert "0 / 1" in client.get(url).text
        counts.append(len(captured))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("wrong", [{"year": 1999}, {"status": "agreed"}])
def test_the_database_refuses(plan, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualPlan.objects.filter(pk=plan.pk).update(**wrong)


def test_the_database_knows_each_once(agreed, held, street_user):
    facts = {"written_at": timezone.now(), "written_by": street_user, "text": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualPlan.objects.create(alliance=agreed.alliance, year=YEAR, **facts)
    goal = agreed.goals.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        StageGoal.objects.create(plan=agreed, title=goal.title, due_on=goal.due_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(plan=agreed, meeting=held)
    review = {"goal": goal, "meeting": held, "state": "done", "at": timezone.now()}
    GoalReview.objects.create(by=street_user, **review)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalReview.objects.create(by=street_user, **review)


def test_meetings_of_other_years_cost_the_job_nothing(
    plan, held, alliance, street_user, django_assert_num_queries
):
    put("agenda")
    Meeting.objects.update(period=date(YEAR + 1, 1, 1))
    with django_assert_num_queries(1):
        assert plans.put_on_agendas(timezone.now()) == 0


def test_a_stale_review_undoes_none_that_it_did_not_show(client, agreed, held, street_user):
    meeting, goal = later_meeting(held), agreed.goals.get()
    client.force_login(street_user)
    url, name = reverse("meetings:plan_review", args=[meeting.uuid]), f"goal{goal.pk}"
    stale = {f"{name}-state": "under_way", f"{name}-note": "一半", f"{name}-seen": goal.seen}
    client.post(url, stale | {f"{name}-state": "done", f"{name}-note": "全部查完"})
    answer = client.post(url, stale)
    goal.refresh_from_db()
    assert (goal.state, answer.status_code) == ("done", 200)
    assert "现在登记的是：已完成，全部查完" in answer.text
    assert goal.seen in answer.text  # sent again, it holds
