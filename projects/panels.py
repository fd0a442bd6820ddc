"""What the three lists and the engagements show on a member unit's page."""

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.http import urlencode

from common.dates import full_day_text
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel
from projects.items.converters import KINDS
from projects.items.mine import is_met, item_of, met_on
from projects.models import Engagement, Item

MOST = 10


@unit_panel
def items_of_unit(unit: MemberUnit, user: User) -> Panel:
    """What the unit gives and asks: its latest items not withdrawn; one query."""
    parts = [
        kind.objects.visible_to(user)
        .filter(unit=unit)
        .exclude(status=Item.Status.WITHDRAWN)
        .order_by()
        .annotate(kind=Value(name), met=met_on(kind))
        .values("kind", "met", "uuid", "title", "status", "created_at", "valid_until")
        for name, kind in KINDS.items()
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-created_at")[:MOST]
    items = [item_of(row) for row in rows]
    return Panel(
        "三张清单",
        [(item.title, item.get_absolute_url(), _note(item)) for item in items],
        empty="还没有登记资源、服务或需求。",
    )


def _note(item: Item) -> str:
    side = "提出" if item.KIND == "demand" else "给出"
    until = None if is_met(item) else item.valid_until
    holds = [f"有效至 {full_day_text(until)}"] if until else []
    return "　".join([f"{side}：{item.kind_name}", item.get_status_display(), *holds])


@unit_panel
def engagements_of_unit(unit: MemberUnit, user: User) -> Panel:
    """Where the unit helps and is helped, the latest first; two queries."""
    rows = Engagement.objects.visible_to(user).filter(
        Q(demand__unit=unit) | Q(pk__in=unit.shares.values("engagement"))
    )
    return Panel(
        "对接",
        [
            (one.demand.title, one.get_absolute_url(), _side(one, unit))
            for one in rows.for_list()[:MOST]
        ],
        url=f"{reverse('projects:engagement_list')}?{urlencode({'q': unit.label})}",
        empty="还没有参加过对接。",
    )


def _side(one: Engagement, unit: MemberUnit) -> str:
    if one.demand.unit_id == unit.pk:
        side = f"得到：{one.lead.label}牵头"
    else:
        side = f"{'牵头' if one.lead == unit else '协助'}：帮{one.demand.unit.label}"
    return f"{side}　{one.get_status_display()}"
