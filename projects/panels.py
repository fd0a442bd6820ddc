"""What the three lists show on a member unit's page."""

from django.db.models import Value

from common.dates import full_day_text
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel
from projects.converters import KINDS
from projects.models import Item

MOST = 10


@unit_panel
def items_of_unit(unit: MemberUnit, user: User) -> Panel:
    """What the unit gives and asks: its latest items not withdrawn; one query."""
    parts = [
        kind.objects.visible_to(user)
        .filter(unit=unit)
        .exclude(status=Item.Status.WITHDRAWN)
        .order_by()
        .annotate(kind=Value(name))
        .values("kind", "uuid", "title", "status", "created_at", "valid_until")
        for name, kind in KINDS.items()
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-created_at")[:MOST]
    items = [KINDS[row.pop("kind")](**row) for row in rows]
    return Panel(
        "三张清单",
        [(item.title, item.get_absolute_url(), _note(item)) for item in items],
        empty="还没有登记资源、服务或需求。",
    )


def _note(item: Item) -> str:
    side = "提出" if item.KIND == "demand" else "给出"
    holds = [f"有效至 {full_day_text(item.valid_until)}"] if item.valid_until else []
    return "　".join([f"{side}：{item.kind_name}", item.get_status_display(), *holds])
