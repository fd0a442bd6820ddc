"""What the asker of a request reads: where it stands, every step, to whom and by when.

Public wording only: no internal note, no person's name, and of a military or police unit nothing
but that it is a unit of the alliance. Late is computed from the dates, never hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from common.dates import day_text
from projects.military import military_names, without_military
from projects.models import Request, RequestStep

Status, Verb = Request.Status, RequestStep.Verb
STAGES = ("已收到", "已受理", "已交办", "办理中", "等您评价", "已结束")
STAGE = {  # six words for nine states: what a resident needs to tell apart
    Status.RECEIVED: 0,
    Status.ACCEPTED: 1,
    Status.REOPENED: 1,
    Status.DISPATCHED: 2,
    Status.TAKEN: 3,
    Status.DONE: 4,
    Status.CONFIRMED: 5,
    Status.DECLINED: 5,
    Status.WITHDRAWN: 5,
}
TONES = ("soon", "go", "go", "go", "soon", "done")
ENDS = {
    Status.DECLINED: "没有受理，原因写在下面",
    Status.WITHDRAWN: "您已撤回",
    Status.REOPENED: "您要求重办，社区会重新安排",
}
VERBS = {  # a step in words that say what it means for the asker
    Verb.RECEIVE: "收到您的需求",
    Verb.ACCEPT: "社区已受理",
    Verb.DISPATCH: "交给承办方",
    Verb.TAKE: "承办方已接单",
    Verb.PASS_ON: "转给别的承办方",
    Verb.RETURN: "承办方退回，社区另行安排",
    Verb.NOTE: "办理进展",
    Verb.DONE: "承办方说办好了，等您评价",
    Verb.CONFIRM: "您的评价",
    Verb.REOPEN: "您说还没解决",
    Verb.DECLINE: "没有受理",
    Verb.WITHDRAW: "您撤回了",
    Verb.REMIND: "社区催办",
}
SAID_ONLY = frozenset({Verb.NOTE, Verb.REMIND})  # of no meaning to the asker without words


@dataclass(frozen=True)
class PublicStep:
    what: str
    at: datetime
    by: str
    to: str
    due_on: date | None
    text: str


@dataclass(frozen=True)
class Timeline:
    """`holder` and `due_on`: with whom it is now, by when. `late`: what is overdue."""

    stage: int
    steps: list[PublicStep]
    holder: str
    due_on: date | None
    late: str
    outcome: str
    more: str

    @property
    def state(self) -> str:
        return STAGES[self.stage]

    @property
    def tone(self) -> str:
        return "late" if self.late else TONES[self.stage]

    @property
    def stages(self) -> list[tuple[str, str]]:
        """For ui/steps.html."""
        marks = ["done"] * self.stage + ["now"] + [""] * (len(STAGES) - self.stage - 1)
        return list(zip(STAGES, marks, strict=True))


def state_of(status: str) -> str:
    """The word of the state of somebody's request, as any resident reads it."""
    return STAGES[STAGE[Status(status)]]


def tone_of(status: str) -> str:
    return TONES[STAGE[Status(status)]]


def timeline_of(request: Request, today: date) -> Timeline:
    """Two queries: the steps, and what military units of the district are called."""
    hidden = military_names(request.district_id)
    steps = [_public(step, hidden) for step in request.steps.all() if _is_said(step)]
    held = request.status in (Status.DISPATCHED, Status.TAKEN)
    return Timeline(
        stage=STAGE[Status(request.status)],
        steps=steps[::-1],
        holder=next((step.to for step in reversed(steps) if step.to), "") if held else "",
        due_on=_due_on(request) if held else None,
        late=late_words(request, today),
        outcome=without_military(request.outcome, hidden),
        more=ENDS.get(Status(request.status), ""),
    )


def _is_said(step: RequestStep) -> bool:
    return step.verb not in SAID_ONLY or bool(step.public_text)


def _public(step: RequestStep, hidden: Iterable[str]) -> PublicStep:
    return PublicStep(
        what=VERBS[Verb(step.verb)],
        at=step.at,
        by=without_military(step.by_label, hidden),
        to=without_military(step.to_label, hidden),
        due_on=step.due_on,
        text=without_military(step.public_text, hidden),
    )


def _due_on(request: Request) -> date | None:
    return request.take_by if request.status == Status.DISPATCHED else request.done_by


def late_words(request: Request, today: date) -> str:
    """What is overdue today, in one sentence; "" for nothing."""
    if not request.is_open:
        return ""
    if request.done_by and request.done_by < today:
        days = (today - request.done_by).days
        return f"应在 {day_text(request.done_by)}前办好，已超过 {days} 天。"
    if request.status == Status.DISPATCHED and request.take_by and request.take_by < today:
        days = (today - request.take_by).days
        return f"承办方应在 {day_text(request.take_by)}前接单，已超过 {days} 天。"
    return ""
