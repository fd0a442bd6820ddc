"""Staff pages: alliances and who belongs to them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.races import TakenMeanwhile
from members.actions import alliances
from members.models import Alliance
from members.registers import AllianceListing
from members.views.units import show_list


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
    found = get_object_or_404(Alliance.objects.visible_to(request.user).for_list(), uuid=uuid)
    members = (
        found.memberships.current().select_related("unit__area").order_by("unit__area__code", "pk")
    )
    context = {"title": found.name, "alliance": found, "members": members}
    return render(request, "members/alliance.html", context)


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
