"""Staff pages: the committee of an alliance or organisation, and what is done with its seats."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from members.actions import seats
from members.actions.seats import Body
from members.forms.seats import (
    ApproveForm,
    EndSeatForm,
    NominateForm,
    OfficerForm,
    RefuseForm,
    RenewForm,
)
from members.models import (
    Alliance,
    AllianceMembership,
    CommitteeSeat,
    MemberUnit,
    PartyOrganization,
)
from members.models.units import MemberUnitQuerySet
from members.registers.seats import SeatListing
from members.views.ask import ask
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])


def _body(request: Visit, kind: str, uuid: UUID) -> Body:
    """The alliance, or the organisation of a kind that has seats; 404 for strangers."""
    if kind == "alliances":
        return get_object_or_404(Alliance.objects.visible_to(request.user), uuid=uuid)
    rows = PartyOrganization.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(rows.filter(kind__in=PartyOrganization.WITH_SEATS), uuid=uuid)


def _changeable_body(request: Visit, kind: str, uuid: UUID) -> Body:
    body = _body(request, kind, uuid)
    if not request.user.may_change(body.area_id):
        raise PermissionDenied
    return body


def _seat(request: Visit, uuid: UUID, *, decides: bool = False) -> CommitteeSeat:
    """The seat, if the account may change it (or decide on it); 404 for strangers, else 403."""
    rows = CommitteeSeat.objects.visible_to(request.user).for_list()
    seat = get_object_or_404(rows, uuid=uuid)
    may_decide = CommitteeSeat.objects.decidable_by(request.user).filter(pk=seat.pk).exists()
    if not (may_decide if decides else request.user.may_change(seat.area_id)):
        raise PermissionDenied
    return seat


@require_GET
@staff_door()
def seat_list(request: Visit) -> HttpResponse:
    rows = CommitteeSeat.objects.visible_to(request.user).for_list()
    past = request.GET.get("past") == "yes"
    rows = rows.exclude(pk__in=rows.current().values("pk")) if past else rows.current()
    return show_list(request, SeatListing(request, rows), "members/seat_list.html")


@require_GET
@staff_door()
def committee(request: Visit, kind: str, uuid: UUID) -> HttpResponse:
    body = _body(request, kind, uuid)
    rows = list(body.seats.for_list().order_by("pk"))
    decidable = CommitteeSeat.objects.decidable_by(request.user)
    context = {
        "title": f"{body}工委" if kind == "alliances" else f"{body}委员席位",
        "body": body,
        "kind": kind,
        "roles": _by_role(rows),
        "waiting": [one for one in rows if one.status == CommitteeSeat.Status.NOMINATED],
        "past": [one for one in rows if one.until or one.reason],
        "decides": decidable.filter(pk__in=[one.pk for one in rows]).exists(),
        "may_change": request.user.may_change(body.area_id) and not body.ended_on,
    }
    return render(request, "members/seat_committee.html", context)


def _by_role(rows: list[CommitteeSeat]) -> list[tuple[str, list[tuple[CommitteeSeat, bool]]]]:
    """(role, [(seat held now, its term is over)]) for every role, empty ones too."""
    held = [one for one in rows if one.status == CommitteeSeat.Status.APPROVED and not one.until]
    day = timezone.localdate()
    return [
        (role.label, [(one, one.is_over_term(day)) for one in held if one.role == role])
        for role in CommitteeSeat.Role
    ]


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def seat_appoint(request: Visit, kind: str, uuid: UUID) -> HttpResponse:
    body = _changeable_body(request, kind, uuid)
    form = OfficerForm(typed(request), initial={"since": timezone.localdate()})
    return ask(
        request,
        form,
        lambda: seats.appoint_officer(
            body, **form.cleaned_data, by=request.user, now=timezone.now()
        ),
        title=f"{body}：任命书记、副书记、专职委员",
        action="任命",
        back=body.committee_url,
        done="已任命。",
    )


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def seat_nominate(request: Visit, kind: str, uuid: UUID) -> HttpResponse:
    body = _changeable_body(request, kind, uuid)
    units = _candidates(body).order_by("area__code", "pk")
    form = NominateForm(typed(request), units=units, initial={"on": timezone.localdate()})
    return ask(
        request,
        form,
        lambda: seats.nominate(body, **form.cleaned_data, by=request.user, now=timezone.now()),
        title=f"{body}：提名兼职委员",
        action="提名",
        back=body.committee_url,
        done="已提名，等街道批准。",
        impact="兼职委员从成员单位党组织负责人中提名，由街道批准后任职。",
    )


def _candidates(body: Body) -> MemberUnitQuerySet:
    """The units from whose heads the body's part-time members come."""
    units = MemberUnit.objects.active()
    if isinstance(body, Alliance):
        return units.filter(
            pk__in=AllianceMembership.objects.current().filter(alliance=body).values("unit")
        )
    level = body.area.kind if body.area.kind in ("district", "street", "community") else "area"
    found: MemberUnitQuerySet = units.filter(**{level: body.area_id})
    return found


@writing
@staff_door(writes=True)
def seat_approve(request: Visit, uuid: UUID) -> HttpResponse:
    seat = _seat(request, uuid, decides=True)
    form = ApproveForm(typed(request), initial={"since": timezone.localdate()})
    return ask(
        request,
        form,
        lambda: seats.approve(seat, **form.cleaned_data, by=request.user, now=timezone.now()),
        title=f"批准{seat.person}任{seat.body}兼职委员",
        action="批准",
        back=_committee_of(seat),
        done="已批准。",
        impact=f"来自{seat.unit}。批准后列入委员名单。",
    )


@writing
@staff_door(writes=True)
def seat_refuse(request: Visit, uuid: UUID) -> HttpResponse:
    seat = _seat(request, uuid, decides=True)
    form = RefuseForm(typed(request))
    return ask(
        request,
        form,
        lambda: seats.refuse(seat, form.cleaned_data["reason"], by=request.user),
        title=f"不通过{seat.person}的提名",
        action="不通过",
        back=_committee_of(seat),
        done="已退回提名。",
    )


@writing
@staff_door(writes=True)
def seat_end(request: Visit, uuid: UUID) -> HttpResponse:
    seat = _seat(request, uuid)
    form = EndSeatForm(typed(request), initial={"on": timezone.localdate()})
    return ask(
        request,
        form,
        lambda: seats.end_seat(
            seat, on=form.cleaned_data["on"], by=request.user, now=timezone.now()
        ),
        title=f"{seat.person}不再任{seat.get_role_display()}",
        action="确认卸任",
        back=_committee_of(seat),
        done="已卸任，任职记录保留。",
    )


@writing
@staff_door(writes=True)
def seat_renew(request: Visit, uuid: UUID) -> HttpResponse:
    seat = _seat(request, uuid)
    form = RenewForm(typed(request))
    return ask(
        request,
        form,
        lambda: seats.renew(seat, **form.cleaned_data, by=request.user, now=timezone.now()),
        title=f"{seat.person}连任{seat.get_role_display()}",
        action="连任",
        back=_committee_of(seat),
        done="已登记新的任期。",
    )


def _committee_of(seat: CommitteeSeat) -> str:
    return seat.body.committee_url if seat.body else ""
