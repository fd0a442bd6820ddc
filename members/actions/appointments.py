"""Appointing many liaison officers at once, in statements that do not grow with their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from common import audit
from common.fields import blind_index
from members.actions.errors import AlreadyHandedOver, UnitHasLeft
from members.actions.liaisons import account_for, close_access, revoke_links
from members.actions.people import new_person
from members.models import Liaison, MemberUnit, Person, User


@dataclass(frozen=True)
class Appointment:
    """Who is to speak for a unit from which day; `before` is the current Liaison that was seen."""

    unit: MemberUnit
    name: str
    phone: str  # 11 digits
    since: date
    before: Liaison | None


@transaction.atomic
def appoint_all(
    appointments: Sequence[Appointment], *, by: User | None, now: datetime
) -> list[Liaison]:
    """Do what `appoint` does, for all; what is wrong with a row was checked before.

    Raises AlreadyHandedOver, UnitHasLeft or IntegrityError if somebody else was quicker.
    """
    _lock([one.unit.pk for one in appointments])
    people = _people({blind_index(one.phone): one for one in appointments})
    ended = [one for one in appointments if one.before]
    _end(ended)
    close_access({one.before.person_id for one in ended if one.before}, now=now)
    revoke_links([person.pk for person in people.values()], now=now)
    liaisons = Liaison.objects.bulk_create(
        [
            Liaison(unit=one.unit, person=people[blind_index(one.phone)], since=one.since)
            for one in appointments
        ],
        batch_size=1000,
    )
    audit.record_many(liaisons, "appoint", by=by, reason="导入")
    return liaisons


def _lock(units: list[int]) -> None:
    """Hold the units: one that leaves in this moment either has left, or ends these rows too."""
    active = MemberUnit.objects.active().filter(pk__in=units).order_by("pk")
    if len(active.select_for_update(no_key=True).values_list("pk")) < len(units):
        raise UnitHasLeft


def _end(appointments: Iterable[Appointment]) -> None:
    """End the Liaison seen before each; one statement for each first day among them."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for one in appointments:
        if one.before:
            by_day[one.since].append(one.before.pk)
    for day, pks in by_day.items():
        if Liaison.objects.current().filter(pk__in=pks).update(until=day) != len(pks):
            raise AlreadyHandedOver


def _people(wanted: dict[str, Appointment]) -> dict[str, Person]:
    """Blind index → person, made where there is none; all with an account."""
    known = {person.phone_index: person for person in Person.objects.filter(phone_index__in=wanted)}
    new = {
        index: new_person(one.name, one.phone)
        for index, one in wanted.items()
        if index not in known
    }
    _open_accounts([person for person in known.values() if person.user_id is None], new.values())
    Person.objects.bulk_create(new.values(), batch_size=1000)
    return known | new


def _open_accounts(known: list[Person], new: Iterable[Person]) -> None:
    everybody = [*known, *new]
    accounts = [account_for(person.name) for person in everybody]
    User.objects.bulk_create(accounts, batch_size=1000)
    for person, account in zip(everybody, accounts, strict=True):
        person.user = account
    Person.objects.bulk_update(known, ["user"], batch_size=500)
