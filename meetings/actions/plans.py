"""The annual plan: drafted, put on agendas by itself, agreed at a joint meeting, reviewed later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from common import audit
from common.lifecycle import IllegalMove, move
from common.races import first_come
from common.stamps import Stale
from meetings.models import (
    AgendaItem,
    AnnualPlan,
    GoalReview,
    Meeting,
    MeetingRule,
    PlanItem,
    StageGoal,
)
from members.models import Alliance, User

Status = AnnualPlan.Status
STAGE_OF_AGENDA = Meeting.Status.AGENDA  # not before: what is still open comes onto it first
MINUTES = 20  # what agreeing a plan takes on the agenda; a review takes half of it


class PlanAgreed(IllegalMove):
    """A meeting agreed it: its text and goals stand, only their state goes on."""

    def __init__(self) -> None:
        super().__init__("计划已由会议通过，不能再改；进度在每次联席会议上检查。")


class PlanChanged(Stale):
    def __init__(self) -> None:
        super().__init__("计划刚刚被他人改过，您填的还在，请核对后再保存一次。")


class NotReviewedThere(ValidationError):
    """The plan was not agreed before that meeting, or its minutes are issued."""

    def __init__(self) -> None:
        super().__init__("只有在会上、纪要印发以前，才能登记这次会议的检查情况。")


@first_come()
def draft(alliance: Alliance, year: int, text: str, *, by: User, now: datetime) -> AnnualPlan:
    """A new plan; what last year's plan left undone comes along as its first goals."""
    plan = AnnualPlan(alliance=alliance, year=year, text=text.strip(), written_by=by)
    plan.written_at = now
    plan.full_clean()
    with audit.disable_auditlog():
        plan.save()
        StageGoal.objects.bulk_create(_left_over(plan))
    audit.record(plan, "create", by=by)
    return plan


def _left_over(plan: AnnualPlan) -> list[StageGoal]:
    before = StageGoal.objects.filter(
        plan__alliance=plan.alliance_id, plan__year=plan.year - 1, plan__status=Status.AGREED
    )
    return [
        StageGoal(plan=plan, title=one.title, task=one.task, lead_id=one.lead_id,
                  due_on=date(plan.year, 3, 31), state=one.state, note=one.note)
        for one in before.exclude(state=StageGoal.State.DONE)
    ]  # fmt: skip


def _held(plan: AnnualPlan) -> AnnualPlan:
    """The draft under its lock; raises PlanAgreed."""
    found = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not found.is_draft:
        raise PlanAgreed
    return found


@transaction.atomic
def rewrite(plan: AnnualPlan, text: str, *, by: User, seen: str = "") -> None:
    held = _held(plan)
    if seen not in ("", held.seen):
        raise PlanChanged
    held.text = text.strip()
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=["text"])
    audit.record(held, "change", by=by)


@first_come()
def set_goal(plan: AnnualPlan, goal: StageGoal, *, by: User, seen: str = "") -> StageGoal:
    """Save a new goal of a draft, or a changed one: `seen` is then the stamp of its page."""
    held = _held(plan)
    if goal.pk and seen not in ("", *(one.seen for one in held.goals.filter(pk=goal.pk))):
        raise PlanChanged
    goal.plan = held
    goal.full_clean()
    with audit.disable_auditlog():
        goal.save()
    audit.record(held, "set_goal", by=by, reason=goal.title)
    return goal


@transaction.atomic
def strike_goal(goal: StageGoal, *, by: User) -> None:
    held = _held(goal.plan)
    audit.record(held, "strike_goal", by=by, reason=goal.title)
    with audit.disable_auditlog():
        goal.delete()


# --- at joint meetings ------------------------------------------------------------------------


def plan_of(meeting: Meeting) -> AnnualPlan | None:
    """The plan that this meeting agrees or reviews: of its alliance and year; one query."""
    if meeting.rule.kind != MeetingRule.Kind.JOINT:
        return None
    rows = AnnualPlan.objects.filter(alliance=meeting.rule.alliance_id, year=meeting.period.year)
    return rows.select_related("alliance", "meeting").first()


def put_on_agenda(meeting: Meeting) -> AgendaItem | None:
    """The year's plan as an item of this joint meeting, once; struck off, it stays off.

    A draft is to be agreed, at the year's first joint meeting or, drafted late, at the next; an
    agreed one to be reviewed. None when there is nothing to do.
    """
    plan = plan_of(meeting)
    if plan is None or PlanItem.objects.filter(plan=plan, meeting=meeting).exists():
        return None
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    title = f"审议 {plan}" if plan.is_draft else f"检查 {plan}的阶段目标"
    with audit.disable_auditlog(), transaction.atomic():
        item = AgendaItem.objects.create(
            meeting=meeting,
            order=last + 1,
            title=title,
            minutes=MINUTES if plan.is_draft else MINUTES // 2,
        )
        PlanItem.objects.create(plan=plan, meeting=meeting, item=item)
    audit.record(plan, "put_on_agenda", by=None, reason=str(meeting))
    return item


def put_on_agendas(now: datetime) -> int:
    """Every plan onto the joint meetings whose agenda is being made now; how many were put on."""
    year = timezone.localdate(now).year
    meetings = Meeting.objects.select_related("rule").filter(
        rule__kind=MeetingRule.Kind.JOINT,
        status=STAGE_OF_AGENDA,
        period__year__in=[year, year + 1],
        rule__alliance__plans__year=F("period__year"),
    )
    fresh = meetings.exclude(plan_items__isnull=False).distinct()
    return sum(put_on_agenda(one) is not None for one in fresh.order_by("starts_at", "pk"))


def agree_at(item: AgendaItem, *, by: User, now: datetime) -> None:
    """The meeting agreed the plan that this item put before it; nothing if it is so already."""
    place = PlanItem.objects.select_related("plan").filter(item=item).first()
    if place and place.plan.is_draft:
        move(place.plan, Status.AGREED, by=by, meeting_id=item.meeting_id, agreed_at=now)


@transaction.atomic
def review(
    plan: AnnualPlan,
    meeting: Meeting,
    found: Mapping[int, tuple[str, str]],
    *,
    by: User,
    now: datetime,
    seen: Mapping[int, str] | None = None,
) -> int:
    """What the meeting found: (state, note) by the key of the goal; how many it looked at.

    A goal's state and note become those. `seen`: the stamps of the goals on the page that asks.
    Raises NotReviewedThere, PlanChanged.
    """
    held = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if held.is_draft or meeting.status not in (Meeting.Status.NOTIFIED, Meeting.Status.HELD):
        raise NotReviewedThere
    for goal in held.goals.filter(pk__in=found):
        state, note = found[goal.pk]
        facts: dict[str, Any] = {"state": state, "note": note.strip()}
        same = facts == {"state": goal.state, "note": goal.note}
        if not same and (seen or {}).get(goal.pk, "") not in ("", goal.seen):
            raise PlanChanged
        with audit.disable_auditlog():
            GoalReview.objects.update_or_create(
                goal=goal, meeting=meeting, defaults={**facts, "at": now, "by": by}
            )
            StageGoal.objects.filter(pk=goal.pk).update(**facts)
    audit.record(held, "review", by=by, reason=str(meeting))
    return len(found)
