"""The addresses of minutes, resolutions and annual plans."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from meetings.actions import minutes, plans, resolutions
from meetings.models import AgendaItem, AnnualPlan, Meeting, MeetingRule, Outcome, StageGoal
from meetings.resolutions.verbs import VERBS
from members.models import User
from tests.conftest import at
from tests.contract.row import Named, Row, uuid

RESOLUTION, PLAN, DRAFTED = uuid("resolution"), uuid("plan"), uuid("drafted_plan")
KEPT, CLOSED, MENDED = uuid("kept"), uuid("closed"), uuid("mended")
BY_UNIT = [verb.key for verb in VERBS.values() if verb.by_unit]
BY_CONVENER = [key for key in VERBS if key != "report"]


def item(side: Any) -> dict[str, Any]:
    return {"uuid": side.kept.uuid, "item": side.kept.agenda.first().uuid}


def came_up(side: Any) -> dict[str, Any]:
    return {"uuid": side.kept.uuid, "item": side.kept.agenda.get(came_up=True).uuid}


def made(side: Any) -> dict[str, Any]:
    return {"uuid": side.kept.uuid, "key": side.made.uuid}


def version(side: Any) -> dict[str, Any]:
    return {"uuid": side.closed.uuid, "number": 1}


def goal(side: Any) -> dict[str, Any]:
    return {"uuid": side.drafted_plan.uuid, "pk": side.goal.pk}


def writes(name: str, record: Named) -> Row:
    return Row(f"meetings:{name}", get="WRITE_STREETS", post="WRITE_STREETS", record=record)


MINUTES = [
    Row("meetings:minutes", get="READ_STREETS", post="WRITE_STREETS", record=KEPT),
    Row("meetings:minutes", get="READ_STREETS", post="WRITE_STREETS", record=CLOSED),
    Row("meetings:minutes_version", get="READ_STREETS", record=version),
    writes("minutes_check", KEPT),
    writes("minutes_correct", CLOSED),
    writes("minutes_discard", MENDED),
    writes("minutes_item_strike", came_up),
    writes("resolve", item),
    writes("resolution_mend", made),
    writes("resolution_strike", made),
    Row("meetings:phone_minutes", get="OFFICER_MEETING", record=CLOSED),
]
RESOLUTIONS = [
    Row("meetings:resolutions", get="STAFF"),
    Row("meetings:resolution", get="READ", record=RESOLUTION),
    Row(
        "meetings:resolution_project",
        get="REVIEW_REPORT",
        post="REVIEW_REPORT",
        record=RESOLUTION,
    ),
    *(
        Row(
            f"meetings:resolution_{key}",
            get="REVIEW_REPORT",
            post="REVIEW_REPORT",
            record=uuid("reported") if key in ("accept", "give_back") else RESOLUTION,
        )
        for key in BY_CONVENER
    ),
    Row("meetings:resolution_report", get="SPOKEN_FOR", post="SPOKEN_FOR", record=RESOLUTION),
    Row("meetings:my_resolutions", get="OFFICER"),
    Row("meetings:my_resolution", get="OFFICER_OWN", record=RESOLUTION),
    *(
        Row(
            f"meetings:my_resolution_{key}",
            get="OFFICER_OWN",
            post="OFFICER_OWN",
            record=RESOLUTION,
        )
        for key in BY_UNIT
    ),
]
PLANS = [
    Row("meetings:plans", get="STAFF"),
    Row("meetings:plan_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("meetings:plan", get="READ_STREETS", record=PLAN),
    writes("plan_edit", DRAFTED),
    writes("goal_add", DRAFTED),
    writes("goal_edit", goal),
    writes("goal_strike", goal),
    writes("plan_review", KEPT),
    Row("meetings:my_plans", get="OFFICER"),
    Row("meetings:phone_plan", get="OFFICER_MEETING", record=PLAN),
]
API = [
    Row("api:resolutions-list", get="API"),
    Row("api:resolutions-detail", get="API_RESOLUTION", record=RESOLUTION),
    Row("api:resolutions-note", post="API_PART", record=RESOLUTION),
    Row("api:resolutions-report", post="API_LEAD", record=RESOLUTION),
    Row("api:resolutions-accept", post="API_CONVENE_LATE", record=RESOLUTION),
    *(
        Row(f"api:resolutions-{name}", post="API_CONVENE", record=RESOLUTION)
        for name in ("give-back", "move-due", "drop")
    ),
]
ROWS = [*MINUTES, *RESOLUTIONS, *PLANS, *API]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """Minutes being taken, issued and being corrected; resolutions; a plan agreed and a draft."""
    now = timezone.now()
    side.plan = plans.draft(side.alliance, 2098, "三件事", by=by, now=now)
    side.drafted_plan = plans.draft(side.alliance, 2099, "明年的事", by=by, now=now)
    goal = StageGoal(title="电路", due_on=date(2099, 6, 30))
    side.goal = plans.set_goal(side.drafted_plan, goal, by=by)
    side.closed = _held(side, date(2098, 1, 1))
    _issue(side, by, now)
    AnnualPlan.objects.filter(pk=side.plan.pk).update(
        status="agreed", meeting=side.closed, agreed_at=now
    )
    side.mended = _held(side, date(2098, 4, 1))
    _written(side.mended, by, now)
    minutes.correct(side.mended, reason="写错", by=by, now=now)
    side.kept = _held(side, date(2098, 7, 1))
    minutes.add_item(minutes.begin(side.kept, by=by, now=now), "临时的事", by=by)
    side.made = _make(side, side.kept, by, now)


def _held(side: SimpleNamespace, period: date) -> Meeting:
    meeting = Meeting.objects.create(
        rule=MeetingRule.objects.get(pk=side.rule.pk), period=period,
        starts_at=at("2026-11-10"), status="held",
        notified_at=at("2026-11-05"), held_at=at("2026-11-10"),
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, order=1, title="内部事项")
    return meeting


def _make(side: SimpleNamespace, meeting: Meeting, by: User, now: Any) -> Any:
    facts = {"title": "查电路", "lead": side.unit, "due_on": date(2099, 1, 1)}
    return resolutions.make(meeting.agenda.earliest("order"), by=by, now=now, **facts)


def _issue(side: SimpleNamespace, by: User, now: Any) -> None:
    minutes.begin(side.closed, by=by, now=now)
    side.resolution = _make(side, side.closed, by, now)
    side.reported = _make(side, side.closed, by, now)
    _written(side.closed, by, now)
    for one in (side.resolution, side.reported):
        one.refresh_from_db()
    resolutions.report(side.reported, outcome="好了", by=by, now=now)


def _written(meeting: Meeting, by: User, now: Any) -> None:
    draft = minutes.begin(meeting, by=by, now=now)
    item = meeting.agenda.earliest("order")
    known = draft.outcomes.filter(item=item).first() or Outcome()
    minutes.write(draft, item, {"said": "会上的话"}, by=by, seen=known.seen)
    minutes.issue(draft, by=by, now=now)
