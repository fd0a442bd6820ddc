"""What resolutions and meetings add to the one trace of a need, and to the page of a project."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from common.dates import full_day_text
from meetings.models import AgendaItem, Meeting, Resolution
from members.models import User
from projects.models import Engagement, Project
from projects.trace import Event, Thread, thread_of, trace_part, trace_start
from projects.works.origins import Source, project_source


@trace_start("resolution", Resolution)
def thread_of_resolution(start: Resolution, user: User) -> Thread:
    """With the project that came of it, and the need of the engagement it was resolved on."""
    seen = Engagement.objects.visible_to(user).filter(agenda_items__resolutions=start)
    engagement = seen.for_list().first()
    thread = thread_of(engagement, user) if engagement else Thread()
    known = [one.pk for one in thread.projects]
    projects = Project.objects.visible_to(user).filter(resolution_key=start.uuid)
    fresh = projects.exclude(pk__in=known).for_list().prefetch_related("milestones")
    thread.projects += list(fresh)
    thread.others.append(start)
    return thread


@trace_part
def meetings(thread: Thread, user: User) -> Iterable[Event]:
    """Joint meetings at which an engagement of the thread was on the agenda."""
    if not thread.engagements:
        return
    open_to = Meeting.objects.visible_to(user).exclude(status=Meeting.Status.CANCELLED)
    items = AgendaItem.objects.filter(
        engagement__in=thread.engagements, meeting__in=open_to.values("pk")
    )
    for one in items.select_related("meeting__rule"):
        url = one.meeting.get_absolute_url()
        yield Event(one.meeting.starts_at, "会议", f"列入{one.meeting.title}议程", one.title, url)


@trace_part
def resolutions(thread: Thread, user: User) -> Iterable[Event]:
    """Resolutions on engagements of the thread, those its projects came of, and its start."""
    keys = [one.resolution_key for one in thread.projects if one.resolution_key]
    starts = [one.pk for one in thread.others if isinstance(one, Resolution)]
    if not (keys or starts or thread.engagements):
        return
    of = Q(uuid__in=keys) | Q(pk__in=starts) | Q(item__engagement__in=thread.engagements)
    rows = Resolution.objects.visible_to(user).filter(of).select_related("meeting__rule")
    for one in rows:
        yield from _told(one)


def _told(one: Resolution) -> Iterable[Event]:
    url, until = one.get_absolute_url(), f"{full_day_text(one.due_on)}前办好"
    told = [
        (one.meeting.starts_at, f"{one.meeting.title}决议“{one.title}”", until),
        (one.reported_at, "牵头单位报告完成", one.outcome),
        (one.accepted_at, "召集方验收办结", ""),
        (one.dropped_at, "不再办理", one.reason),
    ]
    yield from (Event(when, "决议", what, more, url) for when, what, more in told if when)


@project_source
def resolution_of(project: Project, user: User) -> Source | None:
    """The resolution that a project came of, with its page for who may open it."""
    if project.resolution_key is None:
        return None
    seen = Resolution.objects.visible_to(user).filter(uuid=project.resolution_key)
    found = seen.select_related("meeting__rule").first()
    if found is None:
        return None
    return Source(f"{found.meeting.title}决议“{found.title}”", found.get_absolute_url())
