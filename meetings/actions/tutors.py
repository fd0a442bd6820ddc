"""The tutor corps: nominated by a unit, approved or refused, away for some days, ended."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.races import first_come
from meetings.models import Absence, Assignment, Tutor
from members.actions.errors import UnitHasLeft, WrongDay
from members.actions.people import person_for
from members.models import AllianceMembership, MemberUnit, Person, Posting, User
from members.models.units import MemberUnitQuerySet

Status = Tutor.Status
LONGEST_ABSENCE = 400  # days
ENDED_TUTOR = "辅导员离任"
UNIT_LEFT = "单位已退出"
NO_MEMBER = "单位已不在这个联合体"


class WrongAccount(ValidationError):
    """The account is somebody else's."""


class NotApproved(ValidationError):
    """Somebody else ended it meanwhile, or it was never approved."""

    def __init__(self) -> None:
        super().__init__("这位辅导员现在不在任。请刷新页面查看。")


def people_of(unit: MemberUnit) -> QuerySet[Person]:
    """People whom the portal knows at the unit: its officer, its seats, its earlier tutors."""
    known = Q(liaisons__unit=unit, liaisons__until=None)
    known |= Q(seats__unit=unit, seats__until=None) | Q(tutorships__unit=unit)
    people = Person.objects.standing().filter(known).distinct()
    live = Tutor.objects.live().values("person")
    return people.exclude(pk__in=live).order_by("name", "pk")


@first_come()
def nominate(
    unit: MemberUnit,
    *,
    person: Person | None,
    name: str,
    expertise: str,
    by: User | None,
    now: datetime,
) -> Tutor:
    """Nominate a person of the unit, one it is known to have or by `name`. Raises UnitHasLeft."""
    held = MemberUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if held.left_on:
        raise UnitHasLeft
    if person is None and not name.strip():
        raise ValidationError({"name": "请选一个人，或写上姓名。"})
    tutor = Tutor(
        unit=held,
        person=person or person_for(name, ""),
        expertise=expertise.strip(),
        nominated_on=timezone.localdate(now),
        nominated_by=by,
    )
    tutor.full_clean()
    with audit.disable_auditlog():
        tutor.save()
    audit.record(tutor, "nominate", by=by)
    return tutor


def accounts_for(tutor: Tutor, today: date) -> QuerySet[User]:
    """Accounts of tutors posted where the unit is which no other tutor uses."""
    unit = tutor.unit
    around = {unit.area_id, unit.community_id, unit.street_id, unit.district_id} - {None}
    posts = Posting.objects.on(today).filter(role=Posting.Role.TUTOR, area__in=around)
    used = Tutor.objects.live().exclude(pk=tutor.pk).values("person__user")
    found = User.objects.filter(pk__in=posts.values("user"), is_active=True)
    return found.exclude(pk__in=used.exclude(person__user=None)).order_by("name", "pk")


@first_come()
def approve(tutor: Tutor, *, account: User | None, by: User, now: datetime) -> None:
    """The tutor is one from today; `account` is how they sign in, if they are no officer.

    Raises WrongAccount, IllegalMove for who comes second.
    """
    changes: dict[str, Any] = {"since": timezone.localdate(now)}
    if account and tutor.person.user_id != account.pk:
        changes["person"] = _with_account(tutor.person, account, by)
    move(tutor, Status.APPROVED, by=by, **changes)


def _with_account(person: Person, account: User, by: User) -> Person:
    """The person who signs in with the account: this one, or the one that it is already."""
    if person.user_id is not None:
        raise WrongAccount({"account": f"{person}已有自己的账号，不用再选。"})
    owner = Person.objects.filter(user=account).first()
    if owner is None:
        with audit.disable_auditlog():
            person.user = account
            person.save(update_fields=["user"])
        audit.record(person, "account", by=by, reason=account.username)
        return person
    if owner.name != person.name:
        raise WrongAccount({"account": f"这个账号登记给了{owner}，姓名不一致，请核对。"})
    return owner


def refuse(tutor: Tutor, *, reason: str, by: User) -> None:
    """Not approved; the unit reads why."""
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": "请写明原因，推荐单位会看到。"})
    move(tutor, Status.REFUSED, by=by, reason=said)


@transaction.atomic
def end(tutor: Tutor, *, on: date, by: User | None, now: datetime) -> int:
    """The tutor leaves the corps on that day, and what it was assigned ends; how many units."""
    if on > timezone.localdate(now):
        raise WrongDay({"on": "离任日期不能晚于今天。"})
    if tutor.since and on < tutor.since:
        raise WrongDay({"on": "离任日期不能早于任职日期。"})
    move(tutor, Status.ENDED, by=by, until=on)
    return end_assignments(
        Assignment.objects.filter(tutor=tutor), reason=ENDED_TUTOR, by=by, now=now
    )


def end_assignments(
    rows: QuerySet[Assignment], *, reason: str, by: User | None, now: datetime
) -> int:
    """End those of `rows` that still run, today; how many."""
    today = timezone.localdate(now)
    standing = list(
        rows.filter(ended_on=None, until__gt=today).select_for_update(of=("self",)).order_by("pk")
    )
    keys = [one.pk for one in standing]
    Assignment.objects.filter(pk__in=keys).update(ended_on=today, end_reason=reason)
    audit.record_many(standing, "end", by=by, reason=reason)
    return len(keys)


@transaction.atomic
def be_away(tutor: Tutor, *, first: date, last: date, by: User | None, now: datetime) -> Absence:
    """Note days on which the tutor cannot come; a rotation goes by them."""
    held = Tutor.objects.select_for_update(of=("self",)).get(pk=tutor.pk)
    if held.status != Status.APPROVED:
        raise NotApproved
    _check_days(first, last, timezone.localdate(now))
    if held.absences.filter(first__lte=last, last__gte=first).exists():
        raise WrongDay({"first": "这几天和已登记的重叠，请先删去那一条。"})
    row = Absence(tutor=tutor, first=first, last=last)
    with audit.disable_auditlog():
        row.save()
    audit.record(tutor, "away", by=by, changes={"away": [None, str(row)]})
    return row


def _check_days(first: date, last: date, today: date) -> None:
    if last < first:
        raise WrongDay({"last": "结束的日子不能早于开始的日子。"})
    ahead = (last - today).days
    if ahead < 0 or max(ahead, (last - first).days) > LONGEST_ABSENCE:
        raise WrongDay({"last": "只登记今后 400 天以内的日子，一次最多 400 天。"})


@transaction.atomic
def be_back(absence: Absence, *, by: User | None) -> None:
    """Strike the absence out; a second click does nothing."""
    if Absence.objects.filter(pk=absence.pk).delete()[0]:
        audit.record(absence.tutor, "back", by=by, changes={"away": [str(absence), None]})


@transaction.atomic
def leave_corps(unit: MemberUnit, on: date, by: User | None, now: datetime) -> None:
    """The unit left: its tutors are tutors no more, and nobody comes to it."""
    for tutor in Tutor.objects.live().filter(unit=unit).select_related("unit", "person"):
        move(tutor, Status.ENDED, by=by, until=max(on, tutor.since or on))
    gone = Assignment.objects.filter(Q(unit=unit) | Q(tutor__unit=unit))
    end_assignments(gone, reason=UNIT_LEFT, by=by, now=now)


@transaction.atomic
def leave_alliances(units: MemberUnitQuerySet, *, by: User | None, now: datetime) -> None:
    """The units left alliances: nobody of theirs is sent out there, and nobody comes to them."""
    member = AllianceMembership.objects.current().filter(alliance=OuterRef("alliance"))
    gone = [
        Q(**{f"{side}__in": units.values("pk")}) & ~Exists(member.filter(unit=OuterRef(side)))
        for side in ("unit", "tutor__unit")
    ]
    rows = Assignment.objects.filter(Q(*gone, _connector=Q.OR))
    end_assignments(rows, reason=NO_MEMBER, by=by, now=now)
