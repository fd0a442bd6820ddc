"""Staff pages: alliances of all kinds."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.races import TakenMeanwhile
from members.actions import alliances, memberships
from members.circles import by_part, circles
from members.forms.alliances import AllianceForm, EndAllianceForm, FoundAllianceForm
from members.models import Alliance, CommitteeSeat, PartyOrganization
from members.models.organizations import OrganizationQuerySet
from members.registers import AllianceListing
from members.views.ask import ask
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])


@require_GET
@staff_door()
def alliance_list(request: Visit) -> HttpResponse:
    rows = Alliance.objects.visible_to(request.user).active().for_list()
    missing = alliances.without_regional(request.user.writable_areas()).count()
    listing = AllianceListing(request, rows)
    return show_list(request, listing, "members/alliance_list.html", missing=missing)


@require_GET
@staff_door()
def alliance(request: Visit, uuid: UUID) -> HttpResponse:
    rows = Alliance.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows.select_related("core__unit"), uuid=uuid)
    all_members = list(found.memberships.select_related("unit__area").order_by("part", "pk"))
    current = [one for one in all_members if one.until is None]
    held = found.seats.held(timezone.localdate()).select_related("person", "unit")
    order = {role: number for number, role in enumerate(CommitteeSeat.Role)}
    may_change = request.user.may_change(found.area_id) and not found.ended_on
    context = {
        "title": found.name,
        "alliance": found,
        "count": len(current),
        "parts": by_part(current),
        "past": [one for one in all_members if one.until],
        "seats": sorted(held, key=lambda seat: (order[CommitteeSeat.Role(seat.role)], seat.pk)),
        "may_change": may_change,
        "may_pick": may_change and found.kind != Alliance.Kind.REGIONAL,
    }
    return render(request, "members/alliance.html", context)


@require_GET
@staff_door()
def circle_list(request: Visit) -> HttpResponse:
    """Business districts: their units, grouped by the alliance of each industry."""
    found = circles(Alliance.objects.visible_to(request.user).active())
    context = {"title": "商圈和园区", "circles": found}
    return render(request, "members/alliance_circles.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def alliance_found(request: Visit) -> HttpResponse:
    """Found the regional alliances that are missing in the account's streets and communities."""
    areas = request.user.writable_areas()
    if request.method == "POST":
        try:
            founded = alliances.found_regional(areas, on=timezone.localdate(), by=request.user)
        except TakenMeanwhile as error:
            messages.info(request, error.message)
        else:
            messages.success(request, f"已成立 {len(founded)} 个联合体。")
        return redirect("members:alliance_list")
    missing = alliances.without_regional(areas).order_by("code")
    context = {"title": "成立缺少的联合体", "missing": missing}
    return render(request, "members/alliance_found.html", context)


def changeable_alliance(request: Visit, uuid: UUID) -> Alliance:
    """The alliance, if the account may change it; 404 for strangers, 403 for mere readers."""
    rows = Alliance.objects.visible_to(request.user).select_related("area")
    found = get_object_or_404(rows, uuid=uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    return found


def _cores(request: Visit) -> OrganizationQuerySet:
    """Which organisations may be the core: those that lead others, in the account's areas."""
    kinds = PartyOrganization.PARENTS[PartyOrganization.Kind.BRANCH]
    seen = PartyOrganization.objects.visible_to(request.user).current().filter(kind__in=kinds)
    return seen.select_related("unit", "area").order_by("area__code", "pk")


@writing
@staff_door(writes=True)
def alliance_add(request: Visit) -> HttpResponse:
    form = FoundAllianceForm(
        typed(request),
        areas=request.user.writable_areas(),
        cores=_cores(request),
        initial={"founded_on": timezone.localdate()},
    )
    return ask(
        request,
        form,
        lambda: memberships.found_alliance(by=request.user, now=timezone.now(), **form.facts()),
        title="成立功能型、链条型联合体",
        action="成立联合体",
        back=resolve_url("members:alliance_list"),
        done="已成立联合体，请选择成员单位。",
    )


@writing
@staff_door(writes=True)
def alliance_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_alliance(request, uuid)
    name, seen = found.name, memberships.seen_as(found)
    cores = _cores(request) | PartyOrganization.objects.filter(pk=found.core_id).select_related(
        "unit", "area"
    )
    form = AllianceForm(typed(request), instance=found, cores=cores)
    return ask(
        request,
        form,
        lambda: memberships.change_alliance(
            found,
            by=request.user,
            now=timezone.now(),
            seen=request.POST.get("seen"),
            **form.facts(),
        ),
        title=f"修改{name}",
        action="保存修改",
        back=found.get_absolute_url(),
        done="已保存修改。",
        seen=seen,
    )


@writing
@staff_door(writes=True)
def alliance_end(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_alliance(request, uuid)
    count = found.memberships.current().count()
    form = EndAllianceForm(typed(request), initial={"on": timezone.localdate()})
    return ask(
        request,
        form,
        lambda: memberships.end_alliance(
            found, on=form.cleaned_data["on"], by=request.user, now=timezone.now()
        ),
        title=f"终止{found}",
        action="确认终止",
        back=found.get_absolute_url(),
        done=f"{found}已终止。",
        impact=f"现有成员单位 {count} 家。终止后，成员关系和工委席位一并结束，历史都保留。",
    )
