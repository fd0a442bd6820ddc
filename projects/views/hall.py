"""The hall 认领大厅: demands that wait for somebody, on the phone and at the desk."""

import uuid as uuids
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import kept
from common.doors import Visit, liaison_door, staff_door
from common.sheets.views import export_response
from common.words import searched_for
from members.models import MemberUnit
from members.models.units import MemberUnitQuerySet
from members.views.ask import blame
from projects.actions import engagements as actions
from projects.actions.engagements.claims import check_open
from projects.engagements.hall import HallList, hall_rows
from projects.engagements.scope import proposable_to, units_for, units_to_propose
from projects.forms.engagements import OfferForm
from projects.items.facts import open_facts
from projects.items.scope import speaks_for, units_of
from projects.models import Demand, Engagement, Resource, Service
from projects.views.phone import chosen_unit, writing

FOUND = 30


@require_safe
@liaison_door()
def my_hall(request: Visit) -> HttpResponse:
    unit, others = _unit(request)
    listing = HallList(request, hall_rows(Demand.objects.claimable_by(unit)))
    context = {"title": listing.title, "list": listing, "unit": unit, "others": others}
    return render(request, "projects/my_hall.html", context)


def _unit(request: Visit) -> tuple[MemberUnit, list[MemberUnit]]:
    """The unit that the officer reads the hall for, and the others."""
    units = list(units_of(request.user))
    unit = chosen_unit(request, units)
    return unit, [other for other in units if other != unit]


@writing
@liaison_door()
def my_hall_demand(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """A demand and the claim of it. Who comes too late reads who was quicker."""
    unit, _ = _unit(request)
    found = _reached(unit, uuid)
    taken = _taken(found)
    form = OfferForm(kept.typed(request), demand=found, unit=unit, left=found.left)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.claim(found, form.offer(), by=request.user, now=timezone.now())
        except ValidationError as error:
            blame(form, error)
            taken = _taken(_reached(unit, uuid))
        else:
            messages.success(request, "已认领，等需求方确认。确认后会通知您。")
            return redirect(made.phone_url)
    context = {"title": found.title, "item": found, "unit": unit, "form": form, "taken": taken}
    context |= {"rows": [("类别", found.category), *open_facts(found)], "contact": _contact(found)}
    return render(request, "projects/my_hall_demand.html", context)


def _reached(unit: MemberUnit, uuid: uuids.UUID) -> Demand:
    """A demand that the unit could claim, claimed meanwhile or not; a link may be old."""
    rows: Any = Demand.objects.published()
    reached = rows.within_reach_of(unit).with_left().for_list()
    found: Demand = get_object_or_404(reached, uuid=uuid)
    return found


def _taken(demand: Demand) -> str:
    """Why the demand cannot be claimed any more; "" when it can."""
    quantity = 1 if demand.amount else None
    try:
        check_open(demand, quantity)
    except ValidationError as error:
        return error.messages[0]
    return ""


def _contact(demand: Demand) -> list[tuple[str, Any]]:
    return [("联系岗位", demand.contact), ("联系电话", demand.phone)]


@require_safe
@staff_door()
def hall(request: Visit) -> HttpResponse:
    listing = HallList(request, hall_rows(Demand.objects.hall_for(request.user)))
    if listing.wants_export:
        return export_response(request, listing)
    return render(request, "projects/hall.html", {"title": listing.title, "list": listing})


@require_safe
@staff_door()
def hall_demand(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """A demand of the hall for staff who need not see its own page: it is open to all."""
    found: Demand = get_object_or_404(_seen_by_staff(request), uuid=uuid)
    context = {
        "title": found.title,
        "item": found,
        "rows": [("类别", found.category), ("范围", found.area), *open_facts(found)],
        "contact": _contact(found),
        "taken": _taken(found),
        "may_propose": proposable_to(request.user).filter(pk=found.pk).exists(),
        "is_near": Demand.objects.visible_to(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "projects/hall_demand.html", context)


@writing
@staff_door(writes=True)
def propose(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """Staff propose a unit; ?unit=, ?resource= or ?service= fill it in."""
    found = get_object_or_404(_seen_by_staff(request), uuid=uuid)
    if not proposable_to(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    units = units_to_propose(request.user, found)
    back = reverse("projects:hall_demand", args=[found.uuid])
    return _propose(request, found, units, "projects/propose.html", back)


def _seen_by_staff(request: Visit) -> Any:
    """Demands of their areas and units, and those that are open to all of their district."""
    near = Q(pk__in=Demand.objects.visible_to(request.user).values("pk"))
    opened = Q(pk__in=Demand.objects.hall_for(request.user).values("pk"))
    return Demand.objects.filter(near | opened).with_left().for_list()


@writing
@liaison_door()
def my_propose(request: Visit, uuid: uuids.UUID) -> HttpResponse:
    """The demand's own officer asks a unit of the alliances."""
    rows: Any = Demand.objects.of_units_of(request.user).published()
    found = get_object_or_404(rows.with_left().for_list(), uuid=uuid)
    if not speaks_for(request.user, found.unit):
        raise PermissionDenied
    units = units_for(found)
    template, back = "projects/my_propose.html", found.owner_url
    return _propose(request, found, units, template, back, lambda made: made.phone_url)


def _propose(
    request: Visit,
    demand: Demand,
    units: MemberUnitQuerySet,
    template: str,
    back: str,
    page: Callable[[Engagement], str] = Engagement.get_absolute_url,
) -> HttpResponse:
    """Which unit first; then with what of theirs, and how much."""
    context: dict[str, Any] = {"title": f"请单位来办：{demand}", "item": demand, "back": back}
    thing = _named_thing(request)
    unit = _named_unit(request, units, thing)
    if unit is None:
        return render(request, template, context | _search(request, units))
    initial = {"thing": f"{thing.KIND}-{thing.uuid}"} if thing else {}
    form = OfferForm(
        kept.typed(request), demand=demand, unit=unit, left=demand.left, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(demand, form.offer(), by=request.user, now=timezone.now())
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, f"已请{unit.label}来办，等对方回复。")
            return redirect(page(made))
    context |= {"unit": unit, "form": form, "taken": _taken(demand)}
    return render(request, template, context)


def _key(request: Visit, name: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _named_thing(request: Visit) -> Resource | Service | None:
    """What ?resource= or ?service= names, if it is published."""
    for kind in (Resource, Service):
        if key := _key(request, kind.KIND):
            rows = kind.objects.published().select_related("unit")
            return cast(Resource | Service | None, rows.filter(uuid=key).first())
    return None


def _named_unit(
    request: Visit, units: MemberUnitQuerySet, thing: Resource | Service | None
) -> MemberUnit | None:
    """The unit of ?unit=, or whose the thing is; one that may not be proposed does not exist."""
    key = _key(request, "unit") or (thing and thing.unit.uuid)
    if not key:
        return None
    unit: MemberUnit | None = units.filter(uuid=key).first()
    if unit is None:
        raise Http404
    return unit


def _search(request: Visit, units: MemberUnitQuerySet) -> dict[str, Any]:
    text = searched_for(request.GET.get("q", ""))
    rows = units.for_list().order_by("name", "pk")
    found = list((rows.named(text) if text else rows)[: FOUND + 1])
    return {"q": text, "units": found[:FOUND], "more": len(found) > FOUND}
