"""Calendars: what a program fetches by its token, one's own feed, an alliance's, invitations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from common import limits
from common.doors import Visit, liaison_door, own_desk_door, phone_door, staff_door
from common.views import too_many
from meetings.actions import feeds
from meetings.calendars import Event, events_of, ical, meeting_event
from meetings.models import CalendarFeed, Meeting
from members.models import Alliance

MISSES, MISS_SECONDS = 20, 600  # unknown tokens that one address may try in this time
MOST, SECONDS = 120, 3600  # how often one feed is read in this time
KEPT = 30 * 24 * 3600  # seconds that the moment of the last change is remembered


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a token: 304 while it reads the same, 404 for a wrong or stopped token."""
    address = get_client_ip_address(request) or ""
    if limits.is_over("feed-miss", address, most=MISSES):
        return too_many(request, seconds=MISS_SECONDS)
    found = feeds.find_feed(token)
    if found is None:
        limits.count_try("feed-miss", address, seconds=MISS_SECONDS)
        raise Http404
    if limits.is_over("feed", str(found.pk), most=MOST):
        return too_many(request, seconds=SECONDS)
    limits.count_try("feed", str(found.pk), seconds=SECONDS)
    return _calendar(request, found, timezone.now())


def _calendar(request: HttpRequest, found: CalendarFeed, now: datetime) -> HttpResponse:
    name = str(found.alliance or "区域化党建日历")
    events = events_of(found, now=now)
    digest = ical.digest(events, name)
    stamp = _since(found.pk, digest, now)
    modified = int(stamp.timestamp())
    early = get_conditional_response(request, f'W/"{digest}"', modified)
    response = early or _ics(request, events, name, stamp)
    response["ETag"] = f'W/"{digest}"'
    response["Last-Modified"] = str(http_date(modified))
    response["Cache-Control"] = "private, no-cache"
    return response


def _since(key: int, digest: str, now: datetime) -> datetime:
    """Since when the feed reads so, as far as is remembered; else now."""
    known = cache.get(f"feed:{key}")
    if known and known[0] == digest:
        since: datetime = known[1]
        return since
    cache.set(f"feed:{key}", (digest, now), KEPT)
    return now


def _ics(request: HttpRequest, events: list[Event], name: str, stamp: datetime) -> HttpResponse:
    base = request.build_absolute_uri("/").rstrip("/")
    data = ical.write(events, name=name, stamp=stamp, base=base)
    response = HttpResponse(data, content_type=ical.ICS)
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.ics"))
    return response


def _invitation(request: Visit, found: Meeting, *, staff: bool) -> HttpResponse:
    event = meeting_event(found, staff=staff)
    answer = _ics(request, [event], "", found.changed_at or timezone.now())
    name = f"{found.title}.ics".replace(" ", "")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@require_GET
@staff_door()
def invitation(request: Visit, uuid: UUID) -> HttpResponse:
    """The meeting as a file that any calendar takes."""
    rows = Meeting.objects.visible_to(request.user).for_list()
    return _invitation(request, get_object_or_404(rows, uuid=uuid), staff=True)


@require_GET
@liaison_door()
def phone_invitation(request: Visit, uuid: UUID) -> HttpResponse:
    rows = Meeting.objects.of_officer(request.user).for_list()
    return _invitation(request, get_object_or_404(rows, uuid=uuid), staff=False)


# --- the pages on which a feed is made, renewed and stopped -----------------------------------


def _page(request: Visit, owner: feeds.Owner, frame: str, back: str, title: str) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {"title": title, "frame": frame, "back": back}
    if request.method == "POST" and "stop" in request.POST:
        if feeds.stop_feed(owner, by=request.user, now=now):
            messages.success(request, "已停用，原来的订阅地址打不开了。")
        return redirect(request.path)
    if request.method == "POST":
        token = feeds.make_feed(owner, by=request.user, now=now)
        url = request.build_absolute_uri(reverse("meetings:feed", args=[token]))
        context["feed_url"] = url
    context["feed"] = feeds.feeds_of(owner).first()
    return render(request, "meetings/feed.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@phone_door()
def phone_feed(request: Visit) -> HttpResponse:
    return _page(request, request.user, "base_phone.html", resolve_url("home:phone"), "日历订阅")


@never_cache
@require_http_methods(["GET", "POST"])
@own_desk_door()
def staff_feed(request: Visit) -> HttpResponse:
    account = resolve_url("members:account")
    return _page(request, request.user, "base_staff.html", account, "日历订阅")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def alliance_feed(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Alliance.objects.visible_to(request.user), uuid=uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    title = f"{found}的日历订阅"
    return _page(request, found, "base_staff.html", found.get_absolute_url(), title)
