"""Staff pages: a resolution made on an item of the minutes, mended or struck before issue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import minutes, resolutions
from meetings.forms.minutes import ResolutionForm
from meetings.models import Meeting, Resolution
from meetings.views.minutes import own_meeting, page_of
from members.models import MemberUnit
from members.models.units import MemberUnitQuerySet
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])


def units_of(meeting: Meeting) -> MemberUnitQuerySet:
    """Who may undertake something: the alliance's member units now."""
    members = meeting.rule.alliance.memberships.current().values("unit")
    units: MemberUnitQuerySet = MemberUnit.objects.active().filter(pk__in=members)
    return units.order_by("name", "pk")


@writing
@staff_door(writes=True)
def resolve(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    """A new one; what the portal can guess is filled in."""
    meeting = own_meeting(request, uuid)
    found = get_object_or_404(meeting.agenda.all(), uuid=item)
    form = ResolutionForm(typed(request), units=units_of(meeting), initial=_guess(found, meeting))

    def act() -> str:
        now = timezone.now()
        minutes.begin(meeting, by=request.user, now=now)
        resolutions.make(found, by=request.user, now=now, **form.facts())
        return page_of(meeting)

    more: dict[str, Any] = {"template": "meetings/resolve.html"}
    more["done"] = "决议已记下，印发纪要时通知承办单位。"
    more["text"] = f"{meeting.title}　{found.title}"
    return ask(
        request, form, act, title="形成决议", action="记下决议", back=page_of(meeting), **more
    )


def _guess(item: Any, meeting: Meeting) -> dict[str, Any]:
    """Its title as that of the item, due by the next meeting of the same kind, or in a month."""
    today = timezone.localdate()
    after = Meeting.objects.filter(rule=meeting.rule_id, starts_at__gt=meeting.starts_at)
    coming = after.ahead(timezone.now()).first()
    due_on = timezone.localdate(coming.starts_at) if coming else today + timedelta(days=30)
    return {"title": item.title[:100], "due_on": due_on}


def _unannounced(meeting: Meeting, key: UUID) -> Resolution:
    rows = Resolution.objects.filter(meeting=meeting, announced_at=None).for_list()
    return get_object_or_404(rows, uuid=key)


@writing
@staff_door(writes=True)
def mend(request: Visit, uuid: UUID, key: UUID) -> HttpResponse:
    meeting = own_meeting(request, uuid)
    found = _unannounced(meeting, key)
    known = {
        "title": found.title,
        "text": found.text,
        "due_on": found.due_on,
        "lead": found.lead,
        "helpers": found.helpers,
        "seen": resolutions.mended_as(found),
    }
    form = ResolutionForm(typed(request), units=units_of(meeting), initial=known)

    def act() -> None:
        seen = form.cleaned_data["seen"]
        resolutions.mend(found, by=request.user, now=timezone.now(), seen=seen, **form.facts())

    more = {"template": "meetings/resolve.html", "done": "决议已改好。"}
    return ask(
        request, form, act, title="修改决议", action="保存修改", back=page_of(meeting), **more
    )


@writing
@staff_door(writes=True)
def strike(request: Visit, uuid: UUID, key: UUID) -> HttpResponse:
    meeting = own_meeting(request, uuid)
    found = _unannounced(meeting, key)
    if request.method == "POST":
        try:
            resolutions.strike(found, by=request.user)
            messages.success(request, "决议已删去。")
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(page_of(meeting))
    context = {"title": "删去决议？", "resolution": found, "back": page_of(meeting)}
    return render(request, "meetings/resolution_strike.html", context)
