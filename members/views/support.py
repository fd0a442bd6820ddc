"""Staff pages: what units support."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from members.actions import support
from members.forms.support import SupportEndForm, SupportForm
from members.models import SupportLink
from members.registers.support import SupportListing
from members.views.units import changeable_unit, show_list


@require_GET
@staff_door()
def support_list(request: Visit) -> HttpResponse:
    rows = SupportLink.objects.visible_to(request.user).for_list()
    ended = request.GET.get("state") == "ended"
    rows = rows.exclude(until=None) if ended else rows.current()
    return show_list(request, SupportListing(request, rows), "members/support_list.html")


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def support_add(request: Visit, uuid: UUID) -> HttpResponse:
    unit = changeable_unit(request, uuid)
    areas = Area.objects.filter(pk__in=request.user.writable_areas().values("pk"))
    form = SupportForm(typed(request), areas=areas, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            link = support.add_support(
                unit, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"已登记{unit.label}{link.kind}{link.target}。")
            return redirect(unit)
    context = {"title": f"登记{unit.label}的包联", "form": form, "unit": unit}
    return render(request, "members/support_form.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def support_end(request: Visit, uuid: UUID) -> HttpResponse:
    """By who may change the area or the team that is supported."""
    links = SupportLink.objects.visible_to(request.user).for_list().current()
    link = get_object_or_404(links, uuid=uuid)
    place = link.area_id or (link.team.area_id if link.team else 0)
    if not request.user.may_change(place):
        raise PermissionDenied
    form = SupportEndForm(typed(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        on, now = form.cleaned_data["on"], timezone.now()
        try:
            support.end_support(link, on=on, by=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已结束：{link}。")
            return redirect("members:support_list")
    context = {"title": f"结束{link}", "form": form, "back": resolve_url("members:support_list")}
    return render(request, "members/support_end.html", context)
