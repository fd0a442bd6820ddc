"""Staff pages: the rules by which meetings are planned."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.sheets.views import export_response
from meetings.actions import planning
from meetings.clashes import of_rule
from meetings.forms.meetings import OwnRuleForm, RuleForm
from meetings.models import MeetingRule
from meetings.registers.meetings import RuleListing
from members.models import Alliance
from members.views.ask import ask


@require_GET
@staff_door()
def rule_list(request: Visit) -> HttpResponse:
    rows = MeetingRule.objects.visible_to(request.user).for_list(request.user)
    listing = RuleListing(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing, "may_add": request.user.may_write}
    return render(request, "meetings/rules.html", context)


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
            changed = _save(request, found, form)
        except planning.ChangedMeanwhile as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"规则已保存，{changed} 场会议随之调整。")
            _warn(request, found)
            return redirect("meetings:rules")
    return render(request, "meetings/rule.html", context | {"form": form})


def _save(request: Visit, found: MeetingRule, form: RuleForm) -> int:
    return planning.change_rule(
        found.pk,
        by=request.user,
        now=timezone.now(),
        seen=request.POST.get("seen", ""),
        **form.cleaned_data,
    )


def _warn(request: Visit, rule: MeetingRule) -> None:
    """Say at how many meetings some unit is wanted by two alliances."""
    if count := of_rule(rule, timezone.now()):
        messages.warning(
            request,
            f"按这条规则已排的会议中，有 {count} 场与别的联合体同一时间，且有单位两边都要到会。"
            "请打开会议看是否改期，或换一个时间。",
        )


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def rule_new(request: Visit) -> HttpResponse:
    """A meeting of an alliance's own; the clerk's usual alliance is chosen already."""
    areas = request.user.writable_areas().values("pk")
    alliances = Alliance.objects.active().filter(area__in=areas).order_by("area__code", "pk")
    known = {"alliance": alliances.usual_for(request.user)}
    form = OwnRuleForm(typed(request), alliances=alliances, initial=known)

    def act() -> str:
        made = planning.make_rule(form.save(commit=False), by=request.user, now=timezone.now())
        _warn(request, made)
        return back

    back = reverse("meetings:rules")
    more = {"template": "ui/ask.html", "done": "已保存，会议已按规则排好。"}
    return ask(request, form, act, title="增加自定会议", action="保存并排期", back=back, **more)
