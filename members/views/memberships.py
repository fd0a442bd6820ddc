"""Staff pages: who belongs to an alliance; picking units, changing groups, leaving."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.doors import Visit, staff_door
from common.kept import typed
from common.listing import Action, is_confirmed, picks, selected
from members.actions import memberships
from members.forms.alliances import MemberForm, MembersForm
from members.models import Alliance, AllianceMembership, MemberUnit
from members.models.units import MemberUnitQuerySet
from members.registers.alliances import CandidateListing, MemberListing
from members.views.alliances import changeable_alliance
from members.views.ask import ask
from members.views.units import show_list


@require_GET
@staff_door()
def member_list(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Alliance.objects.visible_to(request.user), uuid=uuid)
    rows = found.memberships.current().select_related("alliance__area", "unit__area")
    listing = MemberListing(request, rows)
    return show_list(request, listing, "members/alliance_members.html", alliance=found)


def _candidates(request: Visit, alliance: Alliance) -> MemberUnitQuerySet:
    """Active units of the account's areas that do not belong to the alliance now."""
    members = alliance.memberships.current().values("unit")
    areas = request.user.writable_areas().values("pk")
    units = MemberUnit.objects.active().filter(area__in=areas).exclude(pk__in=members)
    return units.select_related("area")


@require_GET
@staff_door(writes=True)
def member_pick(request: Visit, uuid: UUID) -> HttpResponse:
    found = changeable_alliance(request, uuid)
    add = Action("加入联合体", resolve_url("members:member_add", found.uuid))
    listing = CandidateListing(request, _candidates(request, found), actions=[add])
    return show_list(request, listing, "members/alliance_pick.html", alliance=found)


@require_POST
@staff_door(writes=True)
def member_add(request: Visit, uuid: UUID) -> HttpResponse:
    """The confirm page for the ticked units, with the day and the group; confirmed, they join."""
    found = changeable_alliance(request, uuid)
    picked = selected(request, _candidates(request, found))
    back = resolve_url("members:member_pick", found.uuid)
    confirmed = is_confirmed(request)
    initial = {"since": timezone.localdate()}
    form = MembersForm(request.POST if confirmed else None, initial=initial)
    words = {"question": f"{len(picked)} 家单位加入{found}？", "action": "加入", "back": back}
    if confirmed and picked:
        return ask(
            request,
            form,
            lambda: _join(request, found, picked, form),
            title=found.name,
            done=f"{len(picked)} 家单位已加入。",
            template="ui/list_confirm.html",
            picked=picked,
            hidden=picks(picked),
            action=words["action"],
            back=back,
            question=words["question"],
        )
    context = {"title": found.name, "picked": picked, "hidden": picks(picked), "form": form}
    return render(request, "ui/list_confirm.html", context | words)


def _join(
    request: Visit, alliance: Alliance, picked: list[MemberUnit], form: MembersForm
) -> Alliance:
    memberships.add_members(
        alliance,
        picked,
        since=form.cleaned_data["since"],
        part=form.cleaned_data["part"],
        by=request.user,
        now=timezone.now(),
    )
    return alliance


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def member_edit(request: Visit, uuid: UUID, unit: UUID) -> HttpResponse:
    """Another group for a member; or, with a day, the member leaves the alliance."""
    found = changeable_alliance(request, uuid)
    rows = found.memberships.current().select_related("unit", "alliance")
    membership = get_object_or_404(rows, unit__uuid=unit)
    form = MemberForm(typed(request), initial={"part": membership.part})
    return ask(
        request,
        form,
        lambda: _settle(request, membership, form),
        title=f"{membership.unit}在{found}",
        action="保存",
        back=found.get_absolute_url(),
        done="已保存。",
        impact="填写退出日期，单位当日起不再是成员，兼职委员席位一并结束。",
    )


def _settle(request: Visit, membership: AllianceMembership, form: MemberForm) -> None:
    data = form.cleaned_data
    if data["on"]:
        memberships.remove_member(membership, on=data["on"], by=request.user, now=timezone.now())
    elif data["part"] != membership.part:
        memberships.change_part(membership, data["part"], by=request.user)
