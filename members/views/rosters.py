"""Staff pages: the rosters of composite branches."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.listing import Listing
from common.sheets.views import export_response
from members.actions import rosters
from members.forms.rosters import EndForm, EnrolForm, RosterFacts
from members.models import PartyOrganization, RosterEntry
from members.models.rosters import Category
from members.registers.rosters import RosterListing
from members.views.ask import ask
from members.views.organizations import changeable_organization, visible_organization
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])
FORM = "members/roster_form.html"


def _seen(request: Visit) -> Any:
    return RosterEntry.objects.visible_to(request.user).current().for_list()


@require_GET
@staff_door()
def roster_list(request: Visit) -> HttpResponse:
    """All rosters in scope; above it how many members of outlying islands live where."""
    islands = _seen(request).filter(category=Category.ISLAND).order_by()
    counts = islands.values_list("organization__community__code", "organization__community__name")
    by_community = counts.annotate(count=Count("pk")).order_by("organization__community__code")
    listing = RosterListing(request, _seen(request))
    context = {"islands": [one for one in by_community if one[0]]}
    return show_list(request, listing, "members/roster_list.html", **context)


def _composite(organization: PartyOrganization) -> PartyOrganization:
    if not organization.is_composite:
        raise Http404
    return organization


@require_GET
@staff_door()
def roster(request: Visit, uuid: UUID) -> HttpResponse:
    """The members of one branch by category, filtered by when they are free and what they can."""
    branch = _composite(visible_organization(request, uuid))
    rows = _seen(request).filter(organization=branch)
    listing = OfBranch(request, rows)
    if listing.wants_export:
        return export_response(request, listing)
    found = list(listing.filtered)
    groups = [
        (label, [one for one in found if one.category == key]) for key, label in Category.choices
    ]
    counts = Counter(rows.values_list("category", flat=True))
    context = {
        "title": f"{branch.label}名册",
        "organization": branch,
        "list": listing,
        "groups": [(label, members) for label, members in groups if members],
        "counts": [(label, counts[key]) for key, label in Category.choices],
        "total": sum(counts.values()),
        "found": len(found),
        "may_change": request.user.may_change(branch.area_id) and not branch.ended_on,
    }
    return render(request, "members/roster.html", context)


class OfBranch(Listing):
    """The roster's filters alone: a branch is shown whole, by category."""

    title, unit, columns = RosterListing.title, RosterListing.unit, RosterListing.columns
    definition, importer = RosterListing.definition, RosterListing.importer
    filters = tuple(one for one in RosterListing.filters if one.key in ("free", "skill"))
    sort = "name"


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def roster_add(request: Visit, uuid: UUID) -> HttpResponse:
    branch = _composite(changeable_organization(request, uuid))
    form = EnrolForm(typed(request), initial={"since": timezone.localdate()})

    def act() -> None:
        rosters.enrol(branch, by=request.user, now=timezone.now(), **form.facts())

    title, back = f"{branch.label}：列入名册", reverse("members:roster", args=[branch.uuid])
    done = "已列入名册。"
    return ask(
        request, form, act, title=title, action="列入名册", back=back, done=done, template=FORM
    )


def _changeable(request: Visit, uuid: UUID) -> RosterEntry:
    entry: RosterEntry = get_object_or_404(_seen(request), uuid=uuid)
    if not request.user.may_change(entry.organization.area_id):
        raise PermissionDenied
    return entry


@writing
@staff_door(writes=True)
def roster_edit(request: Visit, uuid: UUID) -> HttpResponse:
    entry = _changeable(request, uuid)
    initial = {name: getattr(entry, name) for name in rosters.FIELDS}
    form = RosterFacts(typed(request), initial=initial | {"home": rosters.home_text(entry.person)})

    def act() -> None:
        seen = request.POST.get("seen")
        rosters.change_entry(entry, by=request.user, seen=seen, **form.facts())

    back = reverse("members:roster", args=[entry.organization.uuid])
    more: dict[str, Any] = {"seen": rosters.seen_as(entry), "facts": _facts(entry)}
    title = f"修改{entry.person}的名册信息"
    return ask(
        request,
        form,
        act,
        title=title,
        action="保存",
        back=back,
        done="已保存。",
        template=FORM,
        **more,
    )


def _facts(entry: RosterEntry) -> list[tuple[str, str]]:
    return [("姓名", entry.person.name), ("手机", entry.person.masked_phone)]


@writing
@staff_door(writes=True)
def roster_end(request: Visit, uuid: UUID) -> HttpResponse:
    entry = _changeable(request, uuid)
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        day = form.cleaned_data["on"]
        rosters.end_entries([entry], on=day, by=request.user, now=timezone.now())

    back = reverse("members:roster", args=[entry.organization.uuid])
    title, done = f"把{entry.person}移出名册", f"{entry.person}已移出名册，历史记录保留。"
    more: dict[str, Any] = {"facts": _facts(entry), "template": FORM}
    return ask(request, form, act, title=title, action="移出名册", back=back, done=done, **more)
