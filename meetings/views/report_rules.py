"""Staff pages: by when a street's reports are due, and when its officers are reminded."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from meetings.actions.report_rules import set_rule
from meetings.forms.reports import RuleForm
from meetings.models import ReportRule
from meetings.registers.report_rules import ReportRuleListing
from members.models import Alliance
from members.models.alliances import AllianceQuerySet
from members.views.ask import ask
from members.views.units import show_list


def _streets(request: Visit) -> AllianceQuerySet:
    """The regional alliances of the streets that the account sees."""
    rows = Alliance.objects.active().filter(kind="regional", area__kind=Area.Kind.STREET)
    seen = rows.filter(area__in=request.user.areas().values("pk"))
    own = Q(area__in=request.user.writable_areas().values("pk"))
    writable = ExpressionWrapper(own, output_field=BooleanField())
    return seen.select_related("area", "report_rule").annotate(is_writable=writable)


@require_GET
@staff_door()
def rule_list(request: Visit) -> HttpResponse:
    listing = ReportRuleListing(request, _streets(request))
    return show_list(request, listing, "meetings/report_rules.html")


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def rule(request: Visit, uuid: UUID) -> HttpResponse:
    alliance = get_object_or_404(_streets(request), uuid=uuid)
    if not alliance.is_writable:
        raise PermissionDenied
    held = ReportRule.objects.filter(alliance=alliance).first() or ReportRule(alliance=alliance)
    form = RuleForm(typed(request), instance=held, initial={"seen": held.seen})

    def act() -> None:
        set_rule(alliance, by=request.user, now=timezone.now(), **form.cleaned_data)

    back, title = reverse("meetings:report_rules"), f"{alliance}：月报期限和提醒"
    more = {"template": "ui/ask.html", "done": "期限和提醒已保存。"}
    return ask(request, form, act, title=title, action="保存", back=back, **more)
