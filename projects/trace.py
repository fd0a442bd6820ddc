"""One trace 一条线: need → match → project → resolution → request → rating, read from any of them.

The records that belong together are found from the one the reader opened: a request and the demand
it became, the demand's engagements, the projects that came of them, the deliberations about the
request. Each is shown only to who may see it. Rooms above add theirs by `@trace_part`,
and records to begin from by `@trace_start`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.db.models import Model, Q
from django.utils import timezone

from common.fields import mask_mobiles
from members.models import User
from projects.models import Deliberation, Demand, Engagement, Project, Request

START: dict[str, type[Model]] = {
    "demand": Demand,
    "engagement": Engagement,
    "project": Project,
    "request": Request,
}


class Event(NamedTuple):
    """When (a day or a moment), of which record, what happened, more about it, its page."""

    when: date | datetime
    label: str
    what: str
    more: str
    url: str

    @property
    def moment(self) -> datetime:
        """For the order: a day without an hour comes before the moments of that day."""
        if isinstance(self.when, datetime):
            return self.when
        return timezone.make_aware(datetime.combine(self.when, time.min))


@dataclass
class Thread:
    """The records of one need that the reader may see."""

    demands: list[Demand] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    deliberations: list[Deliberation] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)  # the reader began from one of a room above


Part = Callable[[Thread, User], Iterable[Event]]
Begin = Callable[[Any, User], Thread]
_parts: list[Part] = []
_begins: dict[type[Model], Begin] = {}


def trace_part(part: Part) -> Part:
    """Register `part(thread, user)`: what a room adds; at most two queries each."""
    if part not in _parts:
        _parts.append(part)
    return part


def trace_start(name: str, model: type[Model]) -> Callable[[Begin], Begin]:
    """Register a record of a room above, by its name in addresses: `begin(start, user)`."""

    def register(begin: Begin) -> Begin:
        START[name], _begins[model] = model, begin
        return begin

    return register


def trace(start: Any, user: User) -> list[Event]:
    """Everything that happened along the thread of `start`, the oldest first."""
    thread = _begins.get(type(start), thread_of)(start, user)
    events = [event for part in _parts for event in part(thread, user)]
    return sorted(events, key=lambda event: event.moment)


def thread_of(start: Any, user: User) -> Thread:
    """The records that hang together with `start`, each by the reader's scope; five queries."""
    demand = _demand_of(start)
    thread = Thread(demands=list(Demand.objects.visible_to(user).for_list().filter(pk=demand)))
    if isinstance(start, Project):  # seen by itself, even where what led to it is not
        thread.projects = [start]
    if demand is None:  # a record alone: nothing but itself and what hangs on it
        thread.requests = [start] if isinstance(start, Request) else []
        return _with_what_came_of_it(thread, user)
    requests = Request.objects.visible_to(user).filter(demand=demand)
    thread.requests = list(requests.prefetch_related("steps"))
    engagements = Engagement.objects.visible_to(user).filter(demand=demand)
    thread.engagements = list(engagements.for_list())
    return _with_what_came_of_it(thread, user)


def _demand_of(start: Any) -> int | None:
    """The key of the demand in the middle of the thread."""
    if isinstance(start, Demand):
        return start.pk
    if isinstance(start, Project):
        return start.engagement.demand_id if start.engagement else None
    key: int | None = start.demand_id
    return key


def _with_what_came_of_it(thread: Thread, user: User) -> Thread:
    came = Q(engagement__in=thread.engagements) | Q(pk__in=[one.pk for one in thread.projects])
    projects = Project.objects.visible_to(user).filter(came)
    thread.projects = list(projects.for_list().prefetch_related("milestones"))
    deliberations = Deliberation.objects.visible_to(user).filter(request__in=thread.requests)
    thread.deliberations = list(deliberations.prefetch_related("steps"))
    return thread


@trace_part
def _demands(thread: Thread, user: User) -> Iterable[Event]:
    for one in thread.demands:
        url, unit = one.get_absolute_url(), one.unit.label
        yield Event(one.created_at, "需求", f"{unit}提出“{one}”", "", url)
        if one.published_at:
            yield Event(one.published_at, "需求", "审核通过，公布", "", url)
        if one.opened_on:
            yield Event(one.opened_on, "需求", "扩大到所有联合体认领", "", url)
        if one.met_on:
            yield Event(one.met_on, "需求", "需求方确认全部解决", "", url)


@trace_part
def _requests(thread: Thread, user: User) -> Iterable[Event]:
    for one in thread.requests:
        for step in one.steps.all():
            to = f"交给{step.to_label}" if step.to_label else ""
            by = f"　{step.due_on.month} 月 {step.due_on.day} 日前" if step.due_on else ""
            more = "　".join(filter(None, [mask_mobiles(step.public_text), to + by]))
            what = f"{step.by_label}：{step.get_verb_display()}"
            yield Event(step.at, str(one), what, more, one.get_absolute_url())
        if one.rating:
            said = "已解决" if one.solved else "没有解决"
            words = f"{one.get_rating_display()}，居民说{said}"
            at = one.closed_at or one.received_at
            more = mask_mobiles(one.words)
            yield Event(at, str(one), f"居民评价：{words}", more, one.get_absolute_url())


@trace_part
def _engagements(thread: Thread, user: User) -> Iterable[Event]:
    for one in thread.engagements:
        url = one.get_absolute_url()
        who = "、".join(str(share) for share in one.shares.all())
        told = [
            (one.proposed_at, "提出对接", who),
            (one.accepted_at, "双方同意对接", ""),
            (one.reported_at, "报告办成", one.outcome),
            (one.confirmed_at, f"需求方确认：{one.get_rating_display()}", one.words),
            (one.closed_at, "对接结束", ""),
        ]
        yield from (Event(when, "对接", what, more, url) for when, what, more in told if when)
        if one.status in (one.Status.NOT_DONE, one.Status.DECLINED, one.Status.RELEASED):
            yield Event(one.touched_at, "对接", one.get_status_display(), one.reason, url)


@trace_part
def _projects(thread: Thread, user: User) -> Iterable[Event]:
    for one in thread.projects:
        url = one.get_absolute_url()
        lead = f"牵头：{one.lead.label}"
        told = [
            (one.created_at, f"立项“{one}”", lead),
            (one.started_on, "项目启动", ""),
            *[(stage.done_on, f"完成节点：{stage}", "") for stage in one.milestones.all()],
            (one.completed_on, "项目完成", one.outcome),
            (one.evaluated_on, "项目评估", one.evaluation),
            (one.brand_since, f"命名为品牌“{one.brand}”", ""),
        ]
        yield from (Event(when, "项目", what, more, url) for when, what, more in told if when)


@trace_part
def _deliberations(thread: Thread, user: User) -> Iterable[Event]:
    for one in thread.deliberations:
        for step in one.steps.all():
            if step.held_on:
                more = f"{step.people} 人到场。{step.outcome}"
                yield Event(step.held_on, f"议事：{one}", step.name, more, one.get_absolute_url())
