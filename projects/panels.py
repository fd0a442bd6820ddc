"""What the three lists show on a member unit's page."""

from django.db.models import Value

from members.models import MemberUnit, User
from members.panels import Panel, unit_panel
from projects.converters import KINDS
from projects.models import Item

MOST = 10


@unit_panel
def items_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The unit's latest items that have not been withdrawn; one query."""
    parts = [
        kind.objects.visible_to(user)
        .filter(unit=unit)
        .exclude(status=Item.Status.WITHDRAWN)
        .order_by()
        .annotate(kind=Value(name))
        .values("kind", "uuid", "title", "status", "created_at")
        for name, kind in KINDS.items()
    ]
    rows = parts[0].union(*parts[1:], all=True).order_by("-created_at")[:MOST]
    items = [KINDS[row.pop("kind")](**row) for row in rows]
    return Panel(
        "三张清单",
        [
            (item.title, item.get_absolute_url(), f"{item.kind_name}　{item.get_status_display()}")
            for item in items
        ],
        empty="还没有登记资源、服务或需求。",
    )
