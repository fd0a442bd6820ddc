"""The facts of an item as a page shows them: (label, value) in the order of reading."""

from typing import Any

from django.utils import timezone

from common.dates import full_day_text
from grids.past import place_of
from projects.models import Demand, Item, Resource, Service
from projects.models.items import Checked

Facts = list[tuple[str, Any]]

HOW = {  # in a few words behind the day, and with whose word it is
    Checked.OWNER: ("确认有效", "由{who}确认有效"),
    Checked.PHONE: ("电话核实", "由{who}电话核实"),
    Checked.VISIT: ("现场核实", "由{who}现场核实"),
    Checked.STAFF: ("登记", "由{who}登记"),
    Checked.IMPORT: ("随清单登记", "随{who}的清单登记"),
}

OPEN: dict[type[Item], tuple[tuple[str, str], ...]] = {
    Service: (
        ("时间", "hours"),
        ("地点", "place"),
        ("服务对象", "audience"),
        ("预约方式", "booking"),
        ("名额", "quota"),
        ("需带材料", "bring"),
        ("说明", "description"),
    ),
    Resource: (
        ("形式", "get_form_display"),
        ("地点", "address"),
        ("开放时间", "opening"),
        ("可容纳人数", "capacity"),
        ("数量", "quantity"),
        ("使用条件", "conditions"),
        ("说明", "description"),
    ),
    Demand: (
        ("紧急程度", "get_urgency_display"),
        ("希望解决日期", "wished_on"),
        ("数量", "quantity"),
        ("可分批解决的总数", "amount"),
        ("说明", "description"),
    ),
}


def open_facts(item: Item) -> Facts:
    """What anybody may read of a public item, besides its name, unit and phone."""
    return [(label, _text(item, name)) for label, name in OPEN[type(item)]]


def all_facts(item: Item) -> Facts:
    """What its own unit and the staff read."""
    head = [("类别", item.category), ("单位", item.unit.label), ("范围", _reach(item))]
    shown = [] if isinstance(item, Demand) else [("向居民公开", "是" if item.is_public else "否")]
    dates = [("最近确认", checked_text(item)), ("有效至", _day(item.valid_until))]
    contact = [("联系岗位", item.contact), ("联系电话", item.phone)]
    return [*head, *open_facts(item), *contact, *shown, *dates]


def checked_words(day: str, how: str, who: str) -> str:
    """11 月 22 日由海青社区电话核实."""
    short, whole = HOW[Checked(how)]
    return f"{day}{whole.format(who=who) if who else short}"


def checked_text(item: Item) -> str:
    """When the item was last said to hold, by whom, and how they know; "" before that."""
    if item.last_confirmed is None:
        return ""
    who = item.confirmed_by or (item.unit.label if item.confirmed_how == Checked.OWNER else "")
    return checked_words(full_day_text(item.last_confirmed), item.confirmed_how, who)


def _reach(item: Item) -> str:
    """Its area; of what was withdrawn, as the area was called when the item last held."""
    if item.status != Item.Status.WITHDRAWN:
        return str(item.area)
    last = item.last_confirmed or timezone.localdate(item.created_at)
    return str(place_of(item, last))


def _text(item: Item, name: str) -> Any:
    value = getattr(item, name)
    value = value() if callable(value) else value
    return _day(value) if name == "wished_on" else value


def _day(value: Any) -> str:
    return full_day_text(value) if value else ""
