"""The pages of minutes, resolutions and annual plans."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alliance.demo.resolutions import LIGHTS, MADE
from meetings.actions import minutes, plans, resolutions
from meetings.models import AgendaItem, AnnualPlan, Meeting, Minutes, Resolution, StageGoal
from members.models import User

Page = tuple[str, str, str, str]


def taken() -> Meeting:
    """The meeting whose minutes are being taken."""
    return Minutes.objects.get(status="draft", version=1).meeting


def closed() -> Meeting:
    return Minutes.objects.get(status="issued", version=1).meeting


def resolution(title: str) -> Resolution:
    return Resolution.objects.get(title=title)


def made() -> Resolution:
    """One that is not announced yet."""
    meeting, by, now = taken(), User.objects.get(username="street"), timezone.now()
    found = meeting.resolutions.first()
    lead = resolution(LIGHTS).undertakings.get(role="lead").unit
    due = timezone.localdate()
    return found or resolutions.make(
        meeting.agenda.latest("order"), title="义诊排班", lead=lead, due_on=due, by=by, now=now
    )


def came_up() -> AgendaItem:
    """What was added at the meeting."""
    draft, by = Minutes.objects.get(status="draft", version=1), User.objects.get(username="street")
    return minutes.add_item(draft, "路灯", by=by)


def correction() -> Meeting:
    """A draft that corrects issued minutes."""
    meeting, by = closed(), User.objects.get(username="street")
    minutes.correct(meeting, reason="再改一处", by=by, now=timezone.now())
    return meeting


def agreed() -> AnnualPlan:
    return AnnualPlan.objects.get(status="agreed")


def draft() -> AnnualPlan:
    """Next year's plan, with a goal more."""
    plan, by = agreed(), User.objects.get(username="street")
    found = AnnualPlan.objects.filter(status="draft").first()
    if found is None:
        found = plans.draft(plan.alliance, plan.year + 1, "再办三件事", by=by, now=timezone.now())
        goal = StageGoal(title="电动车充电棚", due_on=timezone.localdate())
        plans.set_goal(found, goal, by=by)
    return found


def reviewed() -> Meeting:
    """A joint meeting whose minutes may still be written: a review has its page."""
    meeting = agreed().meeting
    assert meeting is not None
    return meeting


PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("meetings:phone_minutes", "closed meeting", "liaison2", ""),
    ("meetings:my_resolutions", "", "liaison2", ""),
    ("meetings:my_resolutions", "", "liaison", ""),
    ("meetings:my_resolution", "resolution", "liaison2", ""),
    ("meetings:my_resolution", "resolution given back", "liaison", ""),
    ("meetings:my_resolution_note", "resolution", "liaison2", ""),
    ("meetings:my_resolution_report", "resolution", "liaison2", ""),
    ("meetings:my_plans", "", "liaison2", ""),
    ("meetings:phone_plan", "agreed plan", "liaison2", ""),
]
STAFF: list[Page] = [
    ("meetings:minutes", "meeting being minuted", "street", ""),
    ("meetings:minutes", "meeting being minuted", "auditor", ""),
    ("meetings:minutes", "closed meeting", "street", ""),
    ("meetings:meeting", "closed meeting", "street", ""),
    ("meetings:minutes_check", "meeting being minuted", "street", ""),
    ("meetings:minutes_version", "corrected version", "street", ""),
    ("meetings:minutes_correct", "closed meeting", "street", ""),
    ("meetings:minutes_discard", "corrected meeting", "street", ""),
    ("meetings:minutes_item_strike", "item that came up", "street", ""),
    ("meetings:resolve", "item being minuted", "street", ""),
    ("meetings:resolution_mend", "resolution not announced", "street", ""),
    ("meetings:resolution_strike", "resolution not announced", "street", ""),
    ("meetings:resolutions", "", "street", ""),
    ("meetings:resolution", "resolution", "street", ""),
    ("meetings:resolution", "overdue resolution", "auditor", ""),
    ("meetings:resolution_note", "resolution", "street", ""),
    ("meetings:resolution_accept", "reported resolution", "street", ""),
    ("meetings:resolution_give_back", "reported resolution", "street", ""),
    ("meetings:resolution_move_due", "resolution", "street", ""),
    ("meetings:resolution_drop", "resolution", "street", ""),
    ("meetings:resolution_project", "overdue resolution", "street", ""),
    ("projects:trace", "trace of a resolution", "street", ""),
    ("meetings:plans", "", "street", ""),
    ("meetings:plan_new", "", "street", ""),
    ("meetings:plan", "agreed plan", "street", ""),
    ("meetings:plan", "drafted plan", "street", ""),
    ("meetings:plan_edit", "drafted plan", "street", ""),
    ("meetings:goal_add", "drafted plan", "street", ""),
    ("meetings:goal_edit", "goal", "street", ""),
    ("meetings:goal_strike", "goal", "street", ""),
    ("meetings:plan_review", "joint meeting with a plan", "street", ""),
]
NO_PAGE = {"meetings:resolution_report"}  # its page is that of the phone, for units without officer
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "meeting being minuted": lambda: [taken().uuid],
    "closed meeting": lambda: [closed().uuid],
    "corrected meeting": lambda: [correction().uuid],
    "corrected version": lambda: [closed().uuid, 2],
    "item being minuted": lambda: [taken().uuid, taken().agenda.latest("order").uuid],
    "item that came up": lambda: [taken().uuid, came_up().uuid],
    "resolution not announced": lambda: [taken().uuid, made().uuid],
    "resolution": lambda: [resolution(LIGHTS).uuid],
    "resolution given back": lambda: [resolution(MADE[2][1]).uuid],
    "overdue resolution": lambda: [resolution(MADE[1][1]).uuid],
    "reported resolution": lambda: [resolution(MADE[4][1]).uuid],
    "trace of a resolution": lambda: ["resolution", resolution(LIGHTS).uuid],
    "agreed plan": lambda: [agreed().uuid],
    "drafted plan": lambda: [draft().uuid],
    "goal": lambda: [draft().uuid, draft().goals.latest("pk").pk],
    "joint meeting with a plan": lambda: [reviewed().uuid],
}
