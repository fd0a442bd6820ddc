"""Reading the tree of party organisations: nested for a page, summed up, its history in words."""

from dataclasses import dataclass, field
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, Sum

from members.models import PartyOrganization
from members.models.organizations import OrganizationQuerySet

WORDS = {
    "create": "登记",
    "change": "修改",
    "move": "调整上级",
    "end": "撤销",
    "found": "发起成立",
}
MOST = 20


@dataclass
class Node:
    """An organisation on a page, those under it there, and the members of all of them."""

    organization: PartyOrganization
    children: list["Node"] = field(default_factory=list)
    members: int = 0


def nested(rows: OrganizationQuerySet) -> list[Node]:
    """`rows` as they hang together; whose superior is not among them is a root here. One query."""
    nodes: dict[int, Node] = {}
    roots: list[Node] = []
    ordered = list(rows.order_by("tree_id", "lft"))
    for one in ordered:
        node = nodes[one.pk] = Node(one, members=one.member_count)
        above = nodes.get(one.parent_id)
        (above.children if above else roots).append(node)
    for one in reversed(ordered):
        if one.parent_id in nodes:
            nodes[one.parent_id].members += nodes[one.pk].members
    return roots


def totals(rows: OrganizationQuerySet) -> dict[str, int]:
    """How many organisations `rows` are, how many of them branches, and their members."""
    found: dict[str, Any] = rows.order_by().aggregate(
        organizations=Count("pk"),
        branches=Count("pk", filter=Q(kind=PartyOrganization.Kind.BRANCH)),
        members=Sum("member_count", default=0),
    )
    return found


def history_of(organization: PartyOrganization) -> list[tuple[LogEntry, str]]:
    """The latest acts upon it with what was done in a word, the newest first."""
    kind = ContentType.objects.get_for_model(PartyOrganization)
    entries = LogEntry.objects.filter(content_type=kind, object_id=organization.pk)
    latest = entries.select_related("actor").order_by("-timestamp", "-pk")[:MOST]
    return [
        (entry, WORDS.get((entry.additional_data or {}).get("verb", ""), "修改"))
        for entry in latest
    ]
