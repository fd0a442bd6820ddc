"""Household contact 联户: who of the party looks after which doors, in counts and door ranges."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from common import audit
from common.races import first_come
from common.stamps import stamp
from common.tree import hold
from grids.finder import RANGE
from grids.models import Area
from members.actions.errors import AreaEnded, RecordChanged, WrongDay
from members.actions.posts import person_of
from members.actions.rosters import check_not_ahead, check_stands
from members.models import HouseholdContact, PartyOrganization, User

FIELDS = ("area", "doors", "households", "residents")


@first_come()
def add_contact(
    organization: PartyOrganization,
    *,
    name: str = "",
    phone: str = "",
    since: date,
    by: User | None,
    now: datetime,
    **facts: Any,
) -> HouseholdContact:
    """A group (no name) or one of its members begins to contact these doors (`facts`: FIELDS)."""
    check_stands(organization)
    check_not_ahead(since, now)
    _check_current(facts["area"])
    person = person_of(organization, name, phone) if name else None
    contact = HouseholdContact(organization=organization, person=person, since=since, **facts)
    contact.full_clean()
    with audit.disable_auditlog():
        contact.save()
    audit.record(contact, "create", by=by, changes={"doors": ["", contact.doors]})
    return contact


def _check_current(area: Area) -> None:
    if not Area.objects.current().filter(pk=area.pk).exists():
        raise AreaEnded


@first_come()
def change_contact(
    contact: HouseholdContact, *, by: User | None, seen: str | None = None, **facts: Any
) -> bool:
    """Write `facts` (FIELDS); False when nothing differs. `seen`: the stamp of the page."""
    hold(Area.objects.filter(pk=facts["area"].pk))
    held = HouseholdContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if held.until or seen not in (None, seen_as(held)):
        raise RecordChanged
    changes = {
        name: [str(getattr(held, name)), str(facts[name])]
        for name in FIELDS
        if getattr(held, name) != facts[name]
    }
    if not changes:
        return False
    if "area" in changes:
        _check_current(facts["area"])
    for name in FIELDS:
        setattr(held, name, facts[name])
    held.full_clean()
    with audit.disable_auditlog():
        held.save()
    audit.record(held, "change", by=by, changes=changes)
    return True


@first_come()
def end_contact(contact: HouseholdContact, *, on: date, by: User | None, now: datetime) -> None:
    """The doors are contacted no more from that day on."""
    check_not_ahead(on, now, "on")
    if on < contact.since:
        raise WrongDay({"on": f"不能早于开始联系的日期（{contact.since}）。"})
    if not HouseholdContact.objects.current().filter(pk=contact.pk).update(until=on):
        raise RecordChanged
    audit.record(contact, "end", by=by, changes={"until": [None, on]})


def seen_as(contact: HouseholdContact) -> str:
    """What a form carries of the contact, to notice that somebody else changed it meanwhile."""
    return stamp(contact.area_id, contact.doors, contact.households, contact.residents)


def hints(contact: HouseholdContact, others: Sequence[HouseholdContact]) -> list[str]:
    """What staff may want to look at; none of it is an error.

    Rule of the Zhoushan practice: a group looks after 18–20 households, a member after 5–8
    residents. `others` are the current contacts of the same grid.
    """
    found = []
    groups, members = contact.HOUSEHOLDS, contact.RESIDENTS
    if contact.person_id is None and contact.households not in groups:
        found.append(f"党小组一般联系 {groups[0]}–{groups[-1]} 户，现为 {contact.households} 户。")
    if contact.person_id and contact.residents not in members:
        found.append(f"党员一般联系 {members[0]}–{members[-1]} 人，现为 {contact.residents} 人。")
    same_kind = [one for one in others if bool(one.person_id) == bool(contact.person_id)]
    return found + [
        f"与{one.organization.label}登记的“{one.doors}”有重合。"
        for one in same_kind
        if one.pk != contact.pk and overlap(one.doors, contact.doors)
    ]


def overlap(one: str, other: str) -> bool:
    """Whether two door ranges share doors: alike but for numbers, and every range meets.

    3 幢 1–10 号 and 3 幢 8–12 号 do; 3 幢 1–10 号 and 4 幢 1–10 号 do not.
    """
    if _frame(one) != _frame(other):
        return False
    pairs = zip(_ranges(one), _ranges(other), strict=True)
    return all(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs)


def _frame(doors: str) -> str:
    return re.sub(r"\s+", "", RANGE.sub("#", doors))


def _ranges(doors: str) -> list[tuple[int, int]]:
    return [(int(first), int(last or first)) for first, last in RANGE.findall(doors)]
