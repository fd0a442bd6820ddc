"""What is done with personal data: corrected, shown in full, asked about, and made anonymous."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.races import first_come
from common.stamps import stamp
from members.actions.errors import (
    NoPhone,
    OutOfScope,
    PersonChangedMeanwhile,
    PhoneOfSomebodyElse,
)
from members.models import CheckIn, CorrectionRequest, Person, SignInLink, User
from members.models.functions import FUNCTIONS

# How long personal data is kept. Portal rule: a person's name and phone for a year after the last
# function, what somebody reported of themselves and was refused for 180 days.
KEPT_AFTER_FUNCTION = timedelta(days=365)
KEPT_IF_REFUSED = timedelta(days=180)
ANONYMOUS = "（已匿名）"
BATCH = 500


def seen_as(person: Person) -> str:
    """What a form carries of the person, to notice that somebody else changed it meanwhile."""
    return stamp(person.name, person.phone_index)  # keyed: nobody can try numbers out


def has_functions_outside(person: Person, by: User, now: datetime) -> bool:
    """Does the person hold anything today where `by` has no say?"""
    areas, today = by.writable_areas(), timezone.localdate(now)
    held = (one.rows().filter(one.ran(today), **{one.person: person}) for one in FUNCTIONS)
    pairs = zip(held, FUNCTIONS, strict=True)
    return any(
        rows.exclude(pk__in=one.in_areas(areas).values("pk")).exists() for rows, one in pairs
    )


@first_come()
def correct_person(
    person: Person, *, name: str, phone: str, seen: str, by: User, now: datetime
) -> list[str]:
    """Put name and phone (11 digits, or "") right; returns which of the two differ.

    The access stays: it is the same person. Raises PersonChangedMeanwhile for a stale page,
    OutOfScope for who also has functions elsewhere, PhoneOfSomebodyElse.
    """
    held = Person.objects.standing().select_for_update().filter(pk=person.pk).first()
    if held is None or seen != seen_as(held):
        raise PersonChangedMeanwhile
    if has_functions_outside(held, by, now):
        raise OutOfScope
    before = {"name": held.name, "phone": held.phone}
    differing = [key for key, value in (("name", name), ("phone", phone)) if before[key] != value]
    if phone and Person.objects.with_phone(phone).exclude(pk=held.pk).exists():
        raise PhoneOfSomebodyElse
    held.name = name
    held.set_phone(phone)
    held.full_clean(exclude={"user", "home"})
    if differing:
        _save_corrected(held, differing, before["name"], by)
    return differing


def _save_corrected(held: Person, differing: list[str], before: str, by: User) -> None:
    with audit.disable_auditlog():
        held.save(update_fields=["name", "phone", "phone_index", "tail_index"])
    User.objects.filter(person=held).update(name=held.name)
    # That the number changed is noted, never the number.
    values = {"name": [before, held.name], "phone": ["", ""]}
    audit.record(held, "correct", by=by, changes={key: values[key] for key in differing})


@transaction.atomic
def reveal_phone(person: Person, *, reason: str, by: User) -> str:
    """The whole number, once; who looked at whose and why is noted, never the number itself."""
    if not person.phone:
        raise NoPhone
    audit.record(person, "reveal", by=by, reason=reason)
    return person.phone


@first_come()
def ask_correction(user: User, *, text: str, now: datetime) -> CorrectionRequest:
    """The account's owner says what is wrong in their own data; one request open at a time.

    Who signs in without being a person yet (a grid worker, staff) becomes one.
    """
    person = Person.objects.filter(user=user).first()
    with audit.disable_auditlog():
        if person is None:
            person = Person.objects.create(name=user.name or user.username, user=user)
        request = CorrectionRequest(person=person, text=text.strip(), asked_at=now)
        request.full_clean()
        request.save()
    audit.record(request, "create", by=user)
    return request


def answer_correction(request: CorrectionRequest, *, answer: str, by: User, now: datetime) -> None:
    """Say what was done; whoever comes second meets IllegalMove."""
    done = CorrectionRequest.Status.ANSWERED
    move(request, done, by=by, answer=answer.strip(), answered_at=now, answered_by=by)


def anonymise_people(*, now: datetime) -> int:
    """Take name, phone, links and account from who held nothing for KEPT_AFTER_FUNCTION."""
    day = timezone.localdate(now - KEPT_AFTER_FUNCTION)
    since = now - KEPT_AFTER_FUNCTION
    recent = Q(corrections__status="open") | Q(corrections__asked_at__gt=since)
    recent |= Q(user__date_joined__gt=since) | Q(sign_in_links__made_at__gt=since)
    idle = Person.objects.standing().exclude(pk__in=Person.objects.active_after(day).values("pk"))
    idle = idle.exclude(pk__in=Person.objects.filter(recent).values("pk")).order_by("pk")
    count = 0
    while keys := list(idle.values_list("pk", flat=True)[:BATCH]):
        count += _anonymise(keys, now)
    return count


@transaction.atomic
def _anonymise(keys: list[int], now: datetime) -> int:
    """Rows of history stay and keep their counts; the audit trail stays as it was written."""
    with audit.disable_auditlog():  # a row of its own would say the name once more
        SignInLink.objects.filter(person__in=keys).delete()
    User.objects.filter(person__in=keys).update(
        name=ANONYMOUS,
        email="",
        is_active=False,
        password=make_password(None),
        session_round=F("session_round") + 1,
    )
    asked = CorrectionRequest.objects.filter(person__in=keys)
    asked.update(text=ANONYMOUS, answer=ANONYMOUS)
    _forget(CheckIn.objects.filter(person__in=keys))
    people = Person.objects.filter(pk__in=keys)
    count = people.update(
        name=ANONYMOUS,
        phone="",
        phone_index="",
        tail_index="",
        home=None,
        home_name="",
        anonymised_at=now,
    )
    audit.record_many(people, "anonymise", by=None)
    return count


def anonymise_check_ins(*, now: datetime) -> int:
    """Take name and phone from check-ins that were refused, or ended long ago."""
    refused = Q(confirmed_at=None, revoked_at__lte=now - KEPT_IF_REFUSED)
    ended = Q(revoked_at__lte=now - KEPT_AFTER_FUNCTION)
    members = CheckIn.objects.filter(organization=None, status=CheckIn.Status.REVOKED)
    return _forget(members.filter(refused | ended).exclude(name=ANONYMOUS))


def _forget(check_ins: QuerySet[CheckIn]) -> int:
    return check_ins.filter(organization=None).update(
        name=ANONYMOUS, phone="", phone_index="", home_name="", skills="", offer=""
    )
