"""Staff pages: household contact 联户, and the plate that hangs at the doors."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.words import searched_for
from grids.models import Area, AreaQuerySet
from grids.responsible import responsible_for
from members.actions import contacts
from members.forms.contacts import ContactForm, Doors
from members.forms.rosters import EndForm
from members.models import HouseholdContact, PartyOrganization
from members.registers.rosters import ContactListing
from members.views.ask import ask
from members.views.organizations import changeable_organization
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])
FORM = "members/roster_form.html"
SHOWN = 20  # organisations offered for a search


@require_GET
@staff_door()
def contact_list(request: Visit) -> HttpResponse:
    rows = HouseholdContact.objects.visible_to(request.user).current().for_list()
    return show_list(request, ContactListing(request, rows), "members/contact_list.html")


def _seen(request: Visit, uuid: UUID) -> HouseholdContact:
    rows = HouseholdContact.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows.select_related("street"), uuid=uuid)


def _changeable(request: Visit, uuid: UUID) -> HouseholdContact:
    contact = _seen(request, uuid)
    if not request.user.may_change(contact.area_id):
        raise PermissionDenied
    return contact


@require_GET
@staff_door()
def contact(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    context = {
        "title": f"联户：{found.doors}",
        "contact": found,
        "rows": _facts(found),
        "hints": contacts.hints(found, _same_grid(found)) if not found.until else [],
        "may_change": request.user.may_change(found.area_id) and not found.until,
    }
    return render(request, "members/contact.html", context)


def _same_grid(found: HouseholdContact) -> list[HouseholdContact]:
    here = HouseholdContact.objects.current().filter(area=found.area_id)
    return list(here.select_related("organization__unit"))


def _facts(found: HouseholdContact) -> list[tuple[str, Any]]:
    member = found.person
    return [
        ("党组织", found.organization.label),
        ("党员", f"{member}　{member.masked_phone}" if member else "党小组（支部）联户"),
        ("网格", f"{found.community or ''} {found.area}".strip()),
        ("户数", found.households and f"{found.households} 户"),
        ("人数", found.residents and f"{found.residents} 人"),
    ]


@require_GET
@staff_door(writes=True)
def contact_choose(request: Visit) -> HttpResponse:
    """Whose contact it is: an organisation, found by its name."""
    text = searched_for(request.GET.get("q", ""))
    areas = request.user.writable_areas().values("pk")
    rows = PartyOrganization.objects.current().filter(area__in=areas)
    found = rows.named(text).select_related("unit", "area").order_by("area__code", "pk")
    context = {"title": "登记联户", "q": text, "shown": SHOWN}
    context["found"] = list(found[: SHOWN + 1]) if text else []
    return render(request, "members/contact_choose.html", context)


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def contact_add(request: Visit, uuid: UUID) -> HttpResponse:
    organization = changeable_organization(request, uuid)
    today = {"since": timezone.localdate()}
    form = ContactForm(typed(request), grids=_grids(request, organization), initial=today)

    def act() -> HouseholdContact:
        return contacts.add_contact(
            organization, by=request.user, now=timezone.now(), **form.facts()
        )

    title, back = f"{organization.label}：登记联户", organization.get_absolute_url()
    more = {"template": FORM, "done": "已登记。"}
    return ask(request, form, act, title=title, action="登记联户", back=back, **more)


def _grids(request: Visit, organization: PartyOrganization) -> AreaQuerySet:
    """The grids of the organisation's place in which the account may write."""
    above = organization.community_id or organization.street_id or organization.district_id
    rows = request.user.writable_areas().current().filter(kind=Area.Kind.GRID)
    return rows.under(Area.objects.filter(pk=above))


@writing
@staff_door(writes=True)
def contact_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    initial = {name: getattr(found, name) for name in contacts.FIELDS}
    form = Doors(
        typed(request),
        grids=_grids(request, found.organization),
        is_member=found.person_id is not None,
        initial=initial | {"area": found.area.code},
    )

    def act() -> None:
        seen = request.POST.get("seen")
        contacts.change_contact(found, by=request.user, seen=seen, **form.facts())

    title, back = f"修改联户：{found.doors}", found.get_absolute_url()
    more = {"template": FORM, "seen": contacts.seen_as(found), "done": "已保存。"}
    return ask(request, form, act, title=title, action="保存", back=back, **more)


@writing
@staff_door(writes=True)
def contact_end(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        day = form.cleaned_data["on"]
        contacts.end_contact(found, on=day, by=request.user, now=timezone.now())

    title, back = f"结束联户：{found.doors}", found.get_absolute_url()
    more = {"template": FORM, "done": "已结束，历史记录保留。"}
    return ask(request, form, act, title=title, action="结束联户", back=back, **more)


@require_GET
@staff_door()
def plate(request: Visit, uuid: UUID) -> HttpResponse:
    """The plate 挂牌联户, to print and hang up where everybody reads it.

    Portal rule: members' names are never public. So the plate carries the organisation, the
    function and a duty phone; the line for the name is left blank, and whoever wants to be known
    by name there signs by hand. A military unit's organisation is not named either.
    """
    found = _seen(request, uuid)
    post = responsible_for(found.area, timezone.localdate()).first
    unit = found.organization.unit
    context = {
        "title": "联户牌",
        "contact": found,
        "organization": "" if unit and unit.is_military else found.organization.name,
        "function": "联户党员" if found.person_id else "党小组联户",
        "post": post,
    }
    return render(request, "members/plate.html", context)
