"""Staff pages: liaison officers, handing over, and their personal links."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from members.actions import liaisons, links
from members.forms import AppointForm
from members.models import Liaison, MemberUnit
from members.registers import LiaisonListing
from members.views.units import changeable_unit, show_list


@require_GET
@staff_door()
def liaison_list(request: Visit) -> HttpResponse:
    units = MemberUnit.objects.visible_to(request.user).active()
    rows = Liaison.objects.current().filter(unit__in=units.values("pk")).for_list()
    missing = units.without_liaison().count()
    listing = LiaisonListing(request, rows)
    return show_list(request, listing, "members/liaison_list.html", missing=missing)


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def appoint(request: Visit, uuid: UUID) -> HttpResponse:
    """Appoint the unit's officer, or hand over to another person: the old access ends at once."""
    unit = changeable_unit(request, uuid)
    officer = unit.officers[0] if unit.officers else None
    seen = officer.pk if officer else liaisons.NOBODY
    form = AppointForm(typed(request), initial={"since": timezone.localdate(), "seen": seen})
    if request.method == "POST" and form.is_valid():
        try:
            new = liaisons.appoint(unit, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _done(new, officer))
            return redirect(unit)
    title = f"{unit.label}{'更换' if officer else '指定'}联络员"
    context = {"title": title, "form": form, "unit": unit, "officer": officer}
    return render(request, "members/appoint.html", context)


def _done(new: Liaison, before: Liaison | None) -> str:
    if before and before.pk == new.pk:
        return f"已把联络员姓名更正为{new.person}。"
    ended = f"{before.person}的登录权限已收回。" if before else ""
    return f"{new.person}现任{new.unit.label}联络员。{ended}请为新联络员生成登录链接。"


def _officer(request: Visit, uuid: UUID) -> tuple[MemberUnit, Liaison]:
    unit = changeable_unit(request, uuid)
    if not unit.officers:
        raise Http404
    return unit, unit.officers[0]


@never_cache
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def link_make(request: Visit, uuid: UUID) -> HttpResponse:
    """Make or renew the officer's personal link; it is shown on this one answer only."""
    unit, officer = _officer(request, uuid)
    context = {"title": f"{officer.person}的登录链接", "unit": unit, "officer": officer}
    if request.method == "POST":
        now = timezone.now()
        try:
            token = links.make_link(officer.person, by=request.user, now=now)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(unit)
        url = request.build_absolute_uri(reverse("members:personal_link", args=[token]))
        context |= {"link_url": url, "until": now + links.LASTS}
        return render(request, "members/link_made.html", context)
    return render(request, "members/link_make.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def link_revoke(request: Visit, uuid: UUID) -> HttpResponse:
    unit, officer = _officer(request, uuid)
    if request.method == "POST":
        links.revoke_link(officer.person, by=request.user, now=timezone.now())
        messages.success(request, f"已撤销{officer.person}的登录链接，已登录的设备一并退出。")
        return redirect(unit)
    context = {"title": f"撤销{officer.person}的登录链接", "unit": unit, "officer": officer}
    return render(request, "members/link_revoke.html", context)
