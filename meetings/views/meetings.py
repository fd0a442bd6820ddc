"""Staff pages: the meetings planned, and the rules they are planned by."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.dates import moment_text
from common.doors import Visit, staff_door
from common.kept import typed
from common.lifecycle import IllegalMove
from common.sheets.views import export_response
from grids.calendar import is_workday, unofficial_years_in_use
from grids.past import Place, places_of, transferred
from meetings.actions import planning
from meetings.forms.meetings import ReasonForm, RescheduleForm, RuleForm
from meetings.meeting_parts import parts_of
from meetings.models import Meeting, MeetingRule
from meetings.registers.meetings import MeetingListing, RuleListing
from members.models import Alliance, MemberUnit, User
from projects.models import Engagement
from projects.models.engagements import EngagementQuerySet


@require_GET
@staff_door()
def meeting_list(request: Visit) -> HttpResponse:
    now = timezone.now()
    rows = Meeting.objects.visible_to(request.user).for_register(now)
    listing = MeetingListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    context = {
        "title": listing.title,
        "list": listing,
        "unofficial": unofficial_years_in_use(now),
        "may_import": request.user.administers_accounts,  # a district's administrator
    }
    return render(request, "meetings/meeting_list.html", context)


@require_GET
@staff_door()
def meeting(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    writable = Meeting.objects.writable_by(request.user).contains(found)
    context = {
        "title": found.title,
        "meeting": found,
        "may_move": writable and not planning.is_over(found, timezone.now()),
        "may_cancel": writable and found.may_be_cancelled,
        "invited": _invited(found, timezone.localdate()),
        "steps": _steps(found),
        "carried": _carried(found, request.user, timezone.now()),
        "closable": writable,
    }
    context |= parts_of(found, timezone.localdate(), writable=writable)
    return render(request, "meetings/meeting.html", context)


def _carried(found: Meeting, user: User, now: datetime) -> EngagementQuerySet | None:
    """What was not done, on the page of the alliance's next joint meeting; None on any other."""
    ahead = Meeting.objects.filter(rule=found.rule_id).ahead(now)
    if found.rule.kind != MeetingRule.Kind.JOINT or ahead.first() != found:
        return None
    alliance = Alliance.objects.select_related("area").get(pk=found.rule.alliance_id)
    seen = Engagement.objects.visible_to(user).carried_to(alliance)
    return seen.for_list().order_by("touched_at", "pk")


def _invited(found: Meeting, today: date) -> list[tuple[MemberUnit, Place]]:
    """The members of the alliance on the day of the meeting, and where they were that day."""
    day = min(timezone.localdate(found.starts_at), today)
    members = found.rule.alliance.memberships.on(day).values("unit")
    was = transferred(MemberUnit._meta.label_lower, day)
    units = MemberUnit.objects.filter(pk__in=members).annotate(area_was=was)
    units = units.select_related("area", "street", "community").order_by("area__code", "name", "pk")
    places = places_of(units, lambda _: day)
    return [(unit, places[unit.pk]) for unit in units]


def _steps(found: Meeting) -> list[tuple[str, str]]:
    """The stage line: (words, "done" | "now" | "") for each stage; empty when called off."""
    if found.status == Meeting.Status.CANCELLED:
        return []
    stages = [one for one in Meeting.Status.choices if one[0] != Meeting.Status.CANCELLED]
    reached = [value for value, _ in stages].index(found.status)
    states = ["done"] * reached + ["now"] + [""] * (len(stages) - reached - 1)
    return [(str(label), state) for (_, label), state in zip(stages, states, strict=True)]


def _changeable(request: Visit, uuid: UUID) -> Meeting:
    """The meeting, if the account may change it; 404 for strangers, 403 for mere readers."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user).for_list(), uuid=uuid)
    if not Meeting.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def reschedule(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    data = typed(request)
    form = RescheduleForm(data) if data else RescheduleForm.of(found)
    if request.method == "POST" and form.is_valid():
        try:
            planning.reschedule(
                found,
                starts_at=form.starts_at,
                place=form.cleaned_data["place"],
                by=request.user,
                now=timezone.now(),
                seen=request.POST.get("seen", ""),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"会议时间：{moment_text(found.starts_at)}。")
            if not is_workday(form.cleaned_data["day"]):
                messages.warning(request, "这一天是休息日，请再核对一次日期。")
            return redirect(found)
    context = {"title": "会议改期", "meeting": found, "form": form}
    return render(request, "meetings/reschedule.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def cancel(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    form = ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            planning.cancel(found, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, f"{found.title}已取消。")
        except IllegalMove as error:
            messages.error(request, error.message)
        return redirect(found)
    text = f"{found.rule.alliance}，{found.title}，{moment_text(found.starts_at)}"
    context = {"title": "取消会议", "meeting": found, "form": form, "text": text}
    return render(request, "meetings/cancel.html", context)


@require_GET
@staff_door()
def rule_list(request: Visit) -> HttpResponse:
    rows = MeetingRule.objects.visible_to(request.user).for_list(request.user)
    listing = RuleListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "meetings/rules.html", {"title": listing.title, "list": listing})


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def rule(request: Visit, pk: int) -> HttpResponse:
    rules = MeetingRule.objects.visible_to(request.user).select_related("alliance")
    found = get_object_or_404(rules, pk=pk)
    if not MeetingRule.objects.writable_by(request.user).contains(found):
        raise PermissionDenied
    context = {"title": str(found), "rule": found, "seen": found.seen}  # the form changes `found`
    form = RuleForm(typed(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = _save_rule(request, found, form)
        except planning.ChangedMeanwhile as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"规则已保存，{changed} 场会议随之调整。")
            return redirect("meetings:rules")
    return render(request, "meetings/rule.html", context | {"form": form})


def _save_rule(request: Visit, found: MeetingRule, form: RuleForm) -> int:
    return planning.change_rule(
        found.pk,
        by=request.user,
        now=timezone.now(),
        seen=request.POST.get("seen", ""),
        **form.cleaned_data,
    )
