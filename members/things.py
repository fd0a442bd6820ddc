"""What an organisation keeps, in lines to read: the same for its page and for the lists.

Also the panels of these topics on an organisation's page.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.http import urlencode

from members.actions.posts import Thing
from members.models import (
    Commando,
    Compact,
    HouseholdContact,
    PartyOrganization,
    PioneerPost,
    Pledge,
    RosterEntry,
)
from members.models.rosters import Category
from members.panels import Panel, organization_panel

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing: `text` says what, `note` more about it; `until` None while it stands."""

    pk: int
    text: str
    note: str
    since: date
    until: date | None


def lines(organization: PartyOrganization, model: type[Thing]) -> list[Line]:
    """The organisation's things of this kind, the latest first: one query."""
    return LINES[model](organization)


def _posts(organization: PartyOrganization) -> list[Line]:
    rows = organization.posts.with_claims().select_related("area").order_by("-since", "-pk")
    return [
        Line(
            one.pk,
            f"{one.get_kind_display()}：{one.name}",
            f"{one.area}　{one.places} 人，余 {one.free} 个名额　{one.duty}".strip(),
            one.since,
            one.until,
        )
        for one in rows
    ]


def _pledges(organization: PartyOrganization) -> list[Line]:
    rows = organization.pledges.select_related("person").order_by("-since", "-pk")
    return [Line(one.pk, one.text, str(one.person), one.since, one.until) for one in rows]


def _commandos(organization: PartyOrganization) -> list[Line]:
    rows = organization.commandos.select_related("leader").order_by("-since", "-pk")
    return [
        Line(
            one.pk,
            f"{one.get_kind_display()}：{one.name}",
            f"{one.people} 人{f'，队长{one.leader}' if one.leader else ''}　{one.task}".strip(),
            one.since,
            one.until,
        )
        for one in rows
    ]


def _compacts(organization: PartyOrganization) -> list[Line]:
    return [
        Line(one.pk, " ".join(one.text.split()), "", one.adopted_on, one.until)
        for one in organization.compacts.all()
    ]


LINES = {PioneerPost: _posts, Pledge: _pledges, Commando: _commandos, Compact: _compacts}


def _panel(title: str, things: str, model: type[Thing]) -> None:
    def fill(organization: PartyOrganization, user: Any) -> Panel:
        current = [one for one in lines(organization, model) if one.until is None]
        rows = [(one.text, "", one.note) for one in current[:SHOWN]]
        return Panel(title, rows, reverse("members:thing_list", args=[organization.uuid, things]))

    organization_panel(fill)


@organization_panel
def roster_panel(organization: PartyOrganization, user: Any) -> Panel | None:
    """How many are on the roster, by category; a composite branch alone keeps one."""
    if not organization.is_composite:
        return None
    entries = RosterEntry.objects.current().filter(organization=organization)
    counts = dict(entries.values_list("category").annotate(count=Count("pk")).order_by())
    rows = [(label, "", f"{counts[key]} 人") for key, label in Category.choices if key in counts]
    return Panel("名册", rows, reverse("members:roster", args=[organization.uuid]))


@organization_panel
def contact_panel(organization: PartyOrganization, user: Any) -> Panel:
    """How many households and residents are contacted, by the group and by its members."""
    current = HouseholdContact.objects.current().filter(organization=organization)
    group, member = Q(person=None), Q(person__isnull=False)
    sums = current.aggregate(
        groups=Count("pk", filter=group),
        households=Sum("households", filter=group),
        members=Count("person", filter=member, distinct=True),
        residents=Sum("residents", filter=member),
    )
    rows = []
    if sums["groups"]:
        rows.append(("党小组（支部）联户", "", f"{sums['groups']} 处，{sums['households']} 户"))
    if sums["members"]:
        rows.append(("党员联系群众", "", f"{sums['members']} 名党员，{sums['residents']} 人"))
    url = f"{reverse('members:contact_list')}?{urlencode({'branch': organization.label[:60]})}"
    return Panel("党员联户", rows, url)


_panel("先锋岗位", "posts", PioneerPost)
_panel("岗位承诺", "pledges", Pledge)
_panel("突击队、先锋队", "commandos", Commando)
_panel("党员公约", "compacts", Compact)
