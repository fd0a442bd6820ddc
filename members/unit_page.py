"""What the page of a member unit shows of this room, around the panels of the rooms above."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from common.dates import full_day_text
from members.models import (
    Alliance,
    AllianceMembership,
    CheckIn,
    CommitteeSeat,
    MemberUnit,
    PartyOrganization,
    SupportLink,
    User,
)
from members.panels import Panel, panels_of
from members.people import term

MOST = 10


def main_panels(unit: MemberUnit, user: User) -> list[Panel]:
    """The wide column: organisations, then what other rooms know, then check-ins."""
    return [organizations(unit), *panels_of(unit, user), check_ins(unit, user)]


def side_panels(unit: MemberUnit, user: User) -> list[Panel]:
    """The narrow column."""
    return [alliances(unit, user), seats(unit, user), support(unit)]


def organizations(unit: MemberUnit) -> Panel:
    """The unit's part of the tree, from the top down, each with what it hangs under; one query."""
    rows = PartyOrganization.objects.filter(unit=unit).current()
    found = list(rows.select_related("unit", "parent__unit").order_by("level", "tree_id", "lft"))
    lines = [(one.label, one.get_absolute_url(), _organization(one)) for one in found[:MOST]]
    members = sum(one.member_count for one in found)
    if len(found) > MOST:
        lines.append((f"共 {len(found)} 个党组织，党员 {members} 人", "", "其余见党组织名册"))
    listed = f"{reverse('members:organization_list')}?{urlencode({'q': unit.label})}"
    return Panel("党组织", lines, url=listed if found else "", empty="还没有登记党组织。")


def _organization(one: PartyOrganization) -> str:
    above = f"，隶属{one.parent.label}" if one.parent else ""
    return f"{one.get_kind_display()}{above}，直属党员 {one.member_count} 人"


def alliances(unit: MemberUnit, user: User) -> Panel:
    """Memberships, the current ones first; a link only to what the reader may open. Two queries."""
    visible = set(
        Alliance.objects.visible_to(user)
        .filter(memberships__unit=unit)
        .values_list("pk", flat=True)
    )
    rows = unit.memberships.select_related("alliance").order_by("-since", "pk")
    lines = [
        (
            one.alliance.name,
            one.alliance.get_absolute_url() if one.alliance_id in visible else "",
            _membership(one),
        )
        for one in sorted(rows, key=lambda one: one.until is not None)
    ]
    return Panel("所属联合体", lines, empty="还不属于任何联合体。")


def _membership(one: AllianceMembership) -> str:
    part = [one.part] if one.part else []
    joined = f"{full_day_text(one.since)}加入"
    left = [f"{full_day_text(one.until)}退出"] if one.until else []
    return "，".join([*part, joined, *left])


def seats(unit: MemberUnit, user: User) -> Panel:
    """Seats held by people from this unit today; one query."""
    held = CommitteeSeat.objects.held(timezone.localdate()).filter(unit=unit)
    held = held.visible_to(user).select_related("alliance", "organization__unit", "person")
    lines = [
        (
            one.person.name,
            one.person.get_absolute_url(),
            f"{one.body} {one.get_role_display()}，{term(one.since, None)}",
        )
        for one in held.order_by("since", "pk")
    ]
    return Panel("担任委员", lines, empty="没有人担任联合体或党组织的委员。")


def support(unit: MemberUnit) -> Panel:
    """Areas that the unit supports and teams it serves in, the ended ones last; one query."""
    rows = SupportLink.objects.filter(unit=unit).select_related("area__community", "team__area")
    lines = [
        (f"{one.kind}　{_place(one)}", "", term(one.since, one.until))
        for one in sorted(rows.order_by("-since", "pk"), key=lambda one: one.until is not None)
    ]
    return Panel(
        "包联和组团",
        lines[:MOST],
        empty="没有包联的社区、网格，也没有参加服务组团。",
        add=("登记", reverse("members:support_add", args=[unit.uuid])),
    )


def _place(link: SupportLink) -> str:
    """海青社区第1网格, or the team with its area."""
    if link.team:
        return f"{link.team.area}{link.team}"
    area = link.area
    above = area.community if area and area.community_id != area.pk else None
    return f"{above or ''}{area}"


def check_ins(unit: MemberUnit, user: User) -> Panel:
    """Where the unit's organisations have checked in; one query."""
    rows = CheckIn.objects.visible_to(user).filter(organization__unit=unit)
    rows = rows.select_related("area", "organization__unit")[:MOST]
    lines = [
        (
            f"{one.organization.label} → {one.area}" if one.organization else "",
            one.get_absolute_url(),
            "　".join(
                filter(None, [one.get_status_display(), full_day_text(one.reported_at), one.offer])
            ),
        )
        for one in rows
    ]
    return Panel("双报到", lines, empty="党组织还没有向社区报到。")
