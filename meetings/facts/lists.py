"""Items of the three lists, and who used the unit's rooms and things."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Value

from meetings.facts.shapes import Fact, Month, fact, page, short
from members.models import MemberUnit
from projects.models import Booking, Demand, Item, Resource, Service

LISTS: tuple[type[Item], ...] = (Resource, Service, Demand)
NAMES = {model.KIND: str(model._meta.verbose_name) for model in LISTS}


def items(unit: MemberUnit, month: Month) -> list[Fact]:
    """Published or, as long as they are not, handed in; one query."""
    first, *others = [_items(model, unit, month) for model in LISTS]
    rows = first.union(*others, all=True).order_by("submitted_at", "kind", "pk")
    return [
        fact(
            "item",
            f"{row['kind']}:{row['pk']}",
            f"{_verb(row, month)}{NAMES[row['kind']]}“{row['title']}”",
            page("my_item", row["kind"], row["uuid"]),
            page("item", row["kind"], row["uuid"]),
        )
        for row in rows
    ]


def _verb(row: Mapping[str, Any], month: Month) -> str:
    return "发布" if month.holds(row["published_at"]) else "登记"


def _items(model: type[Item], unit: MemberUnit, month: Month) -> QuerySet[Item, dict[str, Any]]:
    told = Q(**month.within("submitted_at")) | Q(**month.within("published_at"))
    rows = model.objects.filter(told, unit=unit).order_by()
    found: QuerySet[Item, dict[str, Any]] = rows.values(
        "pk", "uuid", "title", "submitted_at", "published_at", kind=Value(model.KIND)
    )
    return found


def bookings(unit: MemberUnit, month: Month, told: Sequence[Fact]) -> list[Fact]:
    """One sentence for each thing that was used; not what belongs to an engagement in `told`."""
    keys = {one["key"] for one in told}
    used: defaultdict[int, list[Booking]] = defaultdict(list)
    rows = Booking.objects.standing().filter(Q(resource__unit=unit) | Q(unit=unit))
    rows = rows.filter(**month.within("starts_at")).select_related("resource__unit", "unit")
    for one in rows.order_by("starts_at", "pk"):
        if f"engagement:{one.engagement_id}" not in keys:
            used[one.resource_id].append(one)
    return [_used(unit, found) for found in used.values()]


def _used(unit: MemberUnit, found: list[Booking]) -> Fact:
    one, times = found[0], f"{len(found)} 次" if len(found) > 1 else ""
    thing = one.resource
    if thing.unit_id == unit.pk:
        who = "、".join(dict.fromkeys(booking.unit.label for booking in found))
        text = f"“{thing.title}”供{who}使用{times}"
    else:
        text = f"使用{thing.unit.label}的“{thing.title}”{times}"
    day = "" if times else f"，{short(one.starts_at)}"
    return fact("booking", thing.pk, text + day, one.phone_url, one.get_absolute_url())
