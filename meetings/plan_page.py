"""What pages show of an annual plan, in a constant number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Prefetch

from meetings.actions.plans import plan_of
from meetings.models import AnnualPlan, GoalReview, Meeting, StageGoal

TONES = {"waiting": "plain", "under_way": "go", "done": "ok"}


class Goal(NamedTuple):
    """A goal with the words and tone of its tag, and what each meeting found of it."""

    goal: StageGoal
    words: str
    tone: str
    reviews: list[GoalReview]


def goals_of(plan: AnnualPlan, today: date) -> list[Goal]:
    """Two queries."""
    found = GoalReview.objects.select_related("meeting__rule").order_by("meeting__starts_at", "pk")
    rows = plan.goals.select_related("lead").prefetch_related(Prefetch("reviews", found))
    return [_goal(one, today) for one in rows]


def _goal(one: StageGoal, today: date) -> Goal:
    late = one.is_late(today)
    words = f"{one.get_state_display()}，已过期" if late else one.get_state_display()
    return Goal(one, words, "late" if late else TONES[one.state], list(one.reviews.all()))


def plan_at(meeting: Meeting, today: date) -> dict[str, Any]:
    """For meetings/_plan.html on the page of a joint meeting; nothing where there is no plan."""
    plan = plan_of(meeting)
    if plan is None:
        return {}
    goals = [(one, _found_at(one, meeting)) for one in goals_of(plan, today)]
    return {"plan": plan, "goals": goals}


def _found_at(goal: Goal, meeting: Meeting) -> GoalReview | None:
    return next((one for one in goal.reviews if one.meeting_id == meeting.pk), None)
