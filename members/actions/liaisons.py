"""The liaison officer of a unit: appointing, handing over, and the access that goes with it."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from common import audit
from common.fields import blind_index, clean_mobile
from members.actions.errors import (
    AlreadyHandedOver,
    SamePerson,
    UnitHasLeft,
    WrongDay,
)
from members.actions.people import person_for
from members.models import Liaison, MemberUnit, Person, SignInLink, User
from members.models.units import MemberUnitQuerySet

NOBODY = 0


def appoint(
    unit: MemberUnit,
    *,
    name: str,
    phone: str,
    since: date,
    by: User | None,
    now: datetime,
    seen: int | None = None,
) -> Liaison:
    """Appoint the unit's liaison officer; whoever held it loses the access at once.

    `seen` is the key of the current Liaison that the caller looked at (NOBODY: none; None: whoever
    it is). Of two appointments at once, one wins and the other meets AlreadyHandedOver.
    The officer's own phone with another name corrects the name.
    Portal rule: one current liaison per unit; a change takes effect the same day.
    """
    digits = clean_mobile(phone)
    if officer := _misspelt(unit, name.strip(), digits, by, seen):
        return _correct_name(officer, name.strip(), by=by)
    try:
        with transaction.atomic(), audit.disable_auditlog():
            liaison, before = _appoint(unit, name.strip(), digits, since, now, seen)
            changes = {"person": [before and before.person.name, liaison.person.name]}
            audit.record(liaison, "appoint", by=by, changes=changes)
    except IntegrityError as error:
        raise AlreadyHandedOver from error
    return liaison


def _misspelt(
    unit: MemberUnit, name: str, digits: str, by: User | None, seen: int | None
) -> Liaison | None:
    """The current officer, if only the name differs and `by` has a say over all they speak for."""
    officer = unit.liaisons.current().select_related("person").first()
    if officer is None or officer.person.phone_index != blind_index(digits):
        return None
    if officer.person.name == name or seen not in (None, officer.pk):
        return None
    units = Liaison.objects.current().filter(person=officer.person_id)
    if by and units.exclude(unit__area__in=by.writable_areas().values("pk")).exists():
        return None
    return officer


@transaction.atomic
def _correct_name(officer: Liaison, name: str, *, by: User | None) -> Liaison:
    """The same person under the right name: no hand-over, the access stays."""
    before, officer.person.name = officer.person.name, name
    officer.person.full_clean()
    with audit.disable_auditlog():
        officer.person.save(update_fields=["name"])
    User.objects.filter(person=officer.person_id).update(name=name)
    audit.record(officer, "correct", by=by, changes={"person": [before, name]})
    return officer


def _appoint(
    unit: MemberUnit, name: str, digits: str, since: date, now: datetime, seen: int | None
) -> tuple[Liaison, Liaison | None]:
    # Locked: a unit that leaves in this moment either has left, or ends this appointment too.
    if MemberUnit.objects.select_for_update(no_key=True).get(pk=unit.pk).left_on:
        raise UnitHasLeft
    current = unit.liaisons.current().select_related("person").first()
    if seen is not None and seen != (current.pk if current else NOBODY):
        raise AlreadyHandedOver
    _check_first_day(since, current, now)
    person = _person(name, digits)
    if current:
        _hand_over(current, person, since, now)
    revoke_links([person.pk], now=now)  # who made them may have no say over this unit
    return Liaison.objects.create(unit=unit, person=person, since=since), current


def _check_first_day(since: date, current: Liaison | None, now: datetime) -> None:
    if since > timezone.localdate(now):
        raise WrongDay({"since": "任职日期不能晚于今天。"})
    if current and since < current.since:
        raise WrongDay({"since": f"任职日期不能早于现任联络员的任职日期（{current.since}）。"})


def _hand_over(current: Liaison, person: Person, since: date, now: datetime) -> None:
    if current.person_id == person.pk:
        raise SamePerson
    if not Liaison.objects.current().filter(pk=current.pk).update(until=since):
        raise AlreadyHandedOver
    close_access([current.person_id], now=now)


def _person(name: str, digits: str) -> Person:
    """The person with this phone, or a new one, with an account to receive notices."""
    person = person_for(name, digits)
    if person.user_id is None:
        person.user = account_for(name)
        person.user.save()
        person.save(update_fields=["user"])
    return person


def account_for(name: str) -> User:
    """An account, not yet saved, that no password opens."""
    return User(username=f"l-{uuid.uuid4().hex[:16]}", name=name, password=make_password(None))


def end_liaisons(units: MemberUnitQuerySet, *, on: date, now: datetime) -> None:
    """End the current appointments of `units`, and the access of who holds no other."""
    current = Liaison.objects.current().filter(unit__in=units.values("pk"))
    people = list(current.values_list("person", flat=True))
    current.update(until=Greatest("since", Value(on, DateField())))
    close_access(people, now=now)


def close_access(people: Iterable[int], *, now: datetime) -> None:
    """Revoke links and end sessions of those (Person keys) who speak for no unit any more."""
    still = Liaison.objects.current().filter(person__in=people).values_list("person", flat=True)
    gone = set(people) - set(still)
    revoke_links(gone, now=now)


def restore_access(people: Iterable[int], *, closed_at: datetime, now: datetime) -> None:
    """After appointments of these (Person keys) were taken back: access follows who speaks now.

    Whoever speaks for no unit any more loses it at once. A link revoked at `closed_at`, with the
    appointments, opens again for whoever speaks for a unit and has no newer one; ended sessions
    stay ended.
    """
    close_access(people, now=now)
    speaking = Liaison.objects.current().filter(person__in=people).values("person")
    with_link = SignInLink.objects.filter(person__in=people, revoked_at=None).values("person")
    closed = SignInLink.objects.filter(person__in=speaking, revoked_at=closed_at)
    closed.exclude(person__in=with_link).update(revoked_at=None)


def revoke_links(people: Iterable[int], *, now: datetime) -> None:
    """Revoke the personal links of these people and end the sessions of their accounts."""
    people = list(people)
    SignInLink.objects.filter(person__in=people, revoked_at=None).update(revoked_at=now)
    User.objects.filter(person__in=people).update(session_round=F("session_round") + 1)
