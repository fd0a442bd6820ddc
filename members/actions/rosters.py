"""Rosters of composite branches: members where they live; their membership stays at home."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import stamp
from members.actions.errors import (
    HomeElsewhere,
    NotComposite,
    OrganizationHasEnded,
    RecordChanged,
    WrongDay,
)
from members.actions.people import person_for
from members.models import PartyOrganization, Person, RosterEntry, User

FIELDS = ("category", "availability", "skills")
Home = PartyOrganization | str  # a registered organisation, or the name of one that is not


def check_stands(organization: PartyOrganization) -> None:
    """Raises OrganizationHasEnded when the organisation is dissolved by now. Holds its row."""
    rows = PartyOrganization.objects.select_for_update(no_key=True, of=("self",))
    if rows.get(pk=organization.pk).ended_on:
        raise OrganizationHasEnded


def check_not_ahead(day: date, now: datetime, field: str = "since") -> None:
    """Raises WrongDay for a day that has not come."""
    if day > timezone.localdate(now):
        raise WrongDay({field: "日期不能晚于今天。"})


@first_come()
def enrol(
    organization: PartyOrganization,
    *,
    name: str,
    phone: str,
    home: Home,
    since: date,
    by: User | None,
    now: datetime,
    **facts: Any,
) -> RosterEntry:
    """Put a member on the roster (`facts`: FIELDS); the phone finds a known person again.

    Portal rule: only a composite branch keeps a roster; others count their own members.
    """
    check_stands(organization)
    if not organization.is_composite:
        raise NotComposite
    check_not_ahead(since, now)
    person = person_for(name, phone)
    set_home(person, home, by=by)
    entry = RosterEntry(organization=organization, person=person, since=since, **facts)
    entry.full_clean()
    with audit.disable_auditlog():
        entry.save()
    audit.record(entry, "create", by=by, changes={"category": ["", entry.category]})
    return entry


def set_home(person: Person, home: Home, *, by: User | None, change: bool = False) -> bool:
    """Note the person's one home organisation; True when that wrote something.

    Portal rule: everybody has one home organisation. Another than the noted one raises
    HomeElsewhere, unless `change` says that it is meant; an empty name changes nothing.
    """
    wanted = (home, "") if isinstance(home, PartyOrganization) else (None, home.strip())
    if wanted == (None, "") or wanted == (person.home, person.home_name):
        return False
    if (person.home_id or person.home_name) and not change:
        raise HomeElsewhere(_home_to_tell(person, by))
    person.home, person.home_name = wanted
    person.full_clean(exclude={"user"})
    with audit.disable_auditlog():
        person.save(update_fields=["home", "home_name"])
    return True


def _home_to_tell(person: Person, by: User | None) -> str:
    """The noted home, for who may read about the person; else only that there is one."""
    may_read = by is None or Person.objects.visible_to(by).filter(pk=person.pk).exists()
    return home_text(person) if may_read else ""


def home_text(person: Person) -> str:
    return person.home.label if person.home else person.home_name


@first_come()
def change_entry(
    entry: RosterEntry, *, home: Home, by: User | None, seen: str | None = None, **facts: Any
) -> bool:
    """Write `facts` (FIELDS) and the home organisation; False when nothing differs.

    `seen` is the stamp of the page that asks. The home is changed only by who may change all
    that the person is on rosters for; others meet HomeElsewhere.
    """
    held = RosterEntry.objects.select_for_update(of=("self",)).select_related("person__home")
    fresh = held.get(pk=entry.pk)
    if fresh.until or seen not in (None, seen_as(fresh)):
        raise RecordChanged
    before = {name: getattr(fresh, name) for name in FIELDS}
    changes = {name: [before[name], facts[name]] for name in FIELDS if facts[name] != before[name]}
    moved = set_home(fresh.person, home, by=by, change=_has_whole_say(fresh, by))
    if not (changes or moved):
        return False
    for name in FIELDS:
        setattr(fresh, name, facts[name])
    fresh.full_clean()
    with audit.disable_auditlog():
        fresh.save(update_fields=FIELDS)
    audit.record(fresh, "change", by=by, changes=changes | ({"home": ["", ""]} if moved else {}))
    return True


def _has_whole_say(entry: RosterEntry, by: User | None) -> bool:
    """Every roster that the person is on belongs to the caller."""
    if by is None:
        return True
    others = RosterEntry.objects.current().filter(person=entry.person_id)
    mine = Q(organization__area__in=by.writable_areas().values("pk"))
    return not others.exclude(mine).exists()


@first_come()
def end_entries(
    entries: Iterable[RosterEntry], *, on: date, by: User | None, now: datetime
) -> list[RosterEntry]:
    """Take these members off the roster on that day; who was off it already stays as it was."""
    check_not_ahead(on, now, "on")
    ended = []
    for entry in entries:
        if on < entry.since:
            raise WrongDay({"on": f"不能早于{entry.person}列入名册的日期（{entry.since}）。"})
        if RosterEntry.objects.current().filter(pk=entry.pk).update(until=on):
            ended.append(entry)
    audit.record_many(ended, "end", by=by, changes={"until": [None, on]})
    return ended


def seen_as(entry: RosterEntry) -> str:
    """What a form carries of the entry, to notice that somebody else changed it meanwhile."""
    facts = [getattr(entry, name) for name in FIELDS]
    return stamp(*facts, entry.until, entry.person.home_id, entry.person.home_name)
