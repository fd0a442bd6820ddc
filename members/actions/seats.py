"""Committee seats: officers are appointed, part-time members nominated and approved."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from common import audit, lifecycle
from common.races import first_come
from members.actions.errors import (
    AllianceHasEnded,
    NoSeats,
    NotAMember,
    OrganizationHasEnded,
    UnitHasLeft,
    WrongDay,
)
from members.actions.people import person_for
from members.models import (
    Alliance,
    AllianceMembership,
    CommitteeSeat,
    MemberUnit,
    PartyOrganization,
    User,
)

Body = Alliance | PartyOrganization
Role, Status = CommitteeSeat.Role, CommitteeSeat.Status
OFFICERS = (Role.SECRETARY, Role.DEPUTY, Role.FULL_TIME)


class SeatGone(ValidationError):
    """Somebody else ended the seat meanwhile."""

    def __init__(self) -> None:
        super().__init__("这个席位刚刚已被他人办理，请刷新页面，核对后再办理。")


def check_body(body: Body) -> None:
    """Raises unless the alliance or organisation stands and has a committee. Its row is held."""
    held = type(body).objects.select_for_update(no_key=True, of=("self",)).get(pk=body.pk)
    if isinstance(held, Alliance):
        if held.ended_on:
            raise AllianceHasEnded
        return
    if held.ended_on:
        raise OrganizationHasEnded
    if not held.has_seats:
        raise NoSeats


def seat_in(body: Body, role: str, status: str) -> CommitteeSeat:
    """A seat of that body, not yet filled and not yet saved."""
    of = {"alliance": body} if isinstance(body, Alliance) else {"organization": body}
    return CommitteeSeat(role=role, status=status, **of)


@first_come()
def appoint_officer(
    body: Body,
    role: str,
    *,
    name: str,
    phone: str,
    since: date,
    term_ends_on: date | None,
    by: User | None,
    now: datetime,
) -> CommitteeSeat:
    """Appoint the secretary, a deputy or a full-time member; of two secretaries at once, one wins.

    Portal rule: they are the officers of the street or community, and need no approval.
    """
    check_body(body)
    _check_days(since, term_ends_on, now)
    seat = seat_in(body, role, Status.APPROVED)
    seat.since, seat.term_ends_on = since, term_ends_on
    seat.person = person_for(name, phone)
    return _save(seat, "appoint", by)


@first_come()
def nominate(
    body: Body, unit: MemberUnit, *, name: str, phone: str, on: date, by: User | None, now: datetime
) -> CommitteeSeat:
    """Nominate the head of a unit as part-time member; the street approves or refuses.

    The unit must belong to the alliance; for an organisation's committee it must stand in its area.
    """
    check_body(body)
    _check_unit(body, unit)
    if on > timezone.localdate(now):
        raise WrongDay({"on": "提名日期不能晚于今天。"})
    seat = seat_in(body, Role.PART_TIME, Status.NOMINATED)
    seat.unit, seat.nominated_on = unit, on
    seat.person = person_for(name, phone)
    return _save(seat, "nominate", by)


def _check_unit(body: Body, unit: MemberUnit) -> None:
    """The unit's row is held: one that leaves in this moment has left, or ends this seat too."""
    held = MemberUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if held.left_on:
        raise UnitHasLeft
    if isinstance(body, Alliance):
        members = AllianceMembership.objects.current().filter(alliance=body, unit=unit)
        if not members.exists():
            raise NotAMember({"unit": "该单位现在不是这个联合体的成员单位。"})
    elif body.area_id not in (held.area_id, held.community_id, held.street_id, held.district_id):
        raise NotAMember({"unit": "该单位不在这个党组织的区域内。"})


def _save(seat: CommitteeSeat, verb: str, by: User | None) -> CommitteeSeat:
    seat.full_clean()
    with audit.disable_auditlog():
        seat.save()
    changes = {"person": [None, seat.person.name], "role": [None, seat.role]}
    audit.record(seat, verb, by=by, changes=changes)
    return seat


def _check_days(since: date, term_ends_on: date | None, now: datetime) -> None:
    if since > timezone.localdate(now):
        raise WrongDay({"since": "任职日期不能晚于今天。"})
    if term_ends_on and term_ends_on < since:
        raise WrongDay({"term_ends_on": "任期届满日不能早于任职日期。"})


def approve(
    seat: CommitteeSeat, *, since: date, term_ends_on: date | None, by: User, now: datetime
) -> None:
    """The nominated member holds the seat from that day; who comes second gets IllegalMove."""
    _check_days(since, term_ends_on, now)
    if seat.nominated_on and since < seat.nominated_on:
        raise WrongDay({"since": "任职日期不能早于提名日期。"})
    lifecycle.move(seat, Status.APPROVED, by=by, since=since, term_ends_on=term_ends_on)


def refuse(seat: CommitteeSeat, reason: str, *, by: User) -> None:
    """The nomination is not approved; the nominating side reads why."""
    lifecycle.move(seat, Status.REFUSED, by=by, reason=reason)


@first_come()
def end_seat(seat: CommitteeSeat, *, on: date, by: User | None, now: datetime) -> None:
    """The holder leaves the seat on that day (exclusive); raises SeatGone for who comes second."""
    if on > timezone.localdate(now):
        raise WrongDay({"on": "卸任日期不能晚于今天。"})
    if seat.since and on < seat.since:
        raise WrongDay({"on": "卸任日期不能早于任职日期。"})
    held = CommitteeSeat.objects.filter(pk=seat.pk, status=Status.APPROVED, until=None)
    if not held.update(until=on):
        raise SeatGone
    seat.until = on
    audit.record(seat, "end", by=by, changes={"until": [None, on]})


@first_come()
def renew(seat: CommitteeSeat, *, term_ends_on: date, by: User, now: datetime) -> None:
    """A new term of the same holder: the seat runs on until that day."""
    if term_ends_on <= timezone.localdate(now):
        raise WrongDay({"term_ends_on": "新的任期届满日要晚于今天。"})
    before = seat.term_ends_on
    held = CommitteeSeat.objects.filter(pk=seat.pk, status=Status.APPROVED, until=None)
    if not held.filter(term_ends_on=before).update(term_ends_on=term_ends_on):
        raise SeatGone
    seat.term_ends_on = term_ends_on
    audit.record(seat, "renew", by=by, changes={"term_ends_on": [before, term_ends_on]})
