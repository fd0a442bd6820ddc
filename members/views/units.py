"""Staff pages: the register of member units."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.listing import Listing
from common.sheets.views import export_response
from members import unit_page
from members.actions import units
from members.forms import LeaveForm, UnitForm
from members.models import MemberUnit, SignInLink
from members.registers import UnitListing


def show_list(
    request: HttpRequest, listing: Listing, template: str, **more: object
) -> HttpResponse:
    """A register's page, or its Excel file where the address asks for it."""
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, template, {"title": listing.title, "list": listing, **more})


def visible_unit(request: Visit, uuid: UUID) -> MemberUnit:
    """The unit, for who may read it; 404 for strangers."""
    found = MemberUnit.objects.visible_to(request.user).for_list()
    return get_object_or_404(found, uuid=uuid)


def changeable_unit(request: Visit, uuid: UUID) -> MemberUnit:
    """The unit, if the account may change it; 404 for strangers, 403 for mere readers."""
    unit = visible_unit(request, uuid)
    if not request.user.may_change(unit.area_id):
        raise PermissionDenied
    return unit


@require_GET
@staff_door()
def unit_list(request: Visit) -> HttpResponse:
    rows = MemberUnit.objects.visible_to(request.user).for_list()
    rows = rows.left() if request.GET.get("left") == "yes" else rows.active()
    return show_list(request, UnitListing(request, rows), "members/unit_list.html")


@require_GET
@staff_door()
def unit(request: Visit, uuid: UUID) -> HttpResponse:
    found = visible_unit(request, uuid)
    officer = found.officers[0] if found.officers else None
    links = SignInLink.objects.live(timezone.now())
    context = {
        "title": found.label,
        "unit": found,
        "officer": officer,
        "link": links.filter(person=officer.person_id).first() if officer else None,
        "past": found.liaisons.exclude(until=None).select_related("person"),
        "panels": unit_page.main_panels(found, request.user),
        "side_panels": unit_page.side_panels(found, request.user),
        "may_change": request.user.may_change(found.area_id) and not found.left_on,
    }
    return render(request, "members/unit.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def unit_add(request: Visit) -> HttpResponse:
    areas = request.user.writable_areas()
    form = UnitForm(typed(request), areas=areas, initial={"joined_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            added = units.register_unit(by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已登记{added.label}，并加入所在街道、社区的联合体。")
            return redirect(added)
    context = {"title": "登记成员单位", "form": form, "back": resolve_url("members:unit_list")}
    return render(request, "members/unit_form.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def unit_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_unit(request, uuid)
    label, areas, seen = found.label, request.user.writable_areas(), units.seen_as(found)
    form = UnitForm(typed(request), instance=found, areas=areas)
    if request.method == "POST" and form.is_valid():
        try:
            changed = units.change_unit(
                found,
                by=request.user,
                now=timezone.now(),
                seen=request.POST.get("seen"),
                **form.facts(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "已保存修改。" if changed else "没有改动。")
            return redirect(found)
    context = {
        "title": f"修改{label}",
        "form": form,
        "seen": seen,
        "back": found.get_absolute_url(),
    }
    return render(request, "members/unit_form.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def unit_leave(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_unit(request, uuid)
    form = LeaveForm(typed(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["on"]
        try:
            units.leave(found, on=day, by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{found.label}已退出。")
            return redirect(found)
    context = {"title": f"{found.label}退出联合体", "form": form, "unit": found}
    return render(request, "members/unit_leave.html", context)
