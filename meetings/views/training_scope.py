"""Who may do what with a programme, a session, a tutor, an assignment."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from meetings.models import Assignment, Enrolment, Programme, Session, Tutor
from members.models import Alliance, MemberUnit, User


def unit_of(user: User) -> MemberUnit:
    """The unit for which the officer speaks; for nobody else there is one."""
    held = user.current_liaison
    if held is None:
        raise Http404
    unit: MemberUnit = held.unit
    return unit


def managed_programme(user: User, key: UUID) -> Programme:
    """The programme, if the account may change it; 404 for strangers, 403 for mere readers."""
    found: Programme = get_object_or_404(Programme.objects.visible_to(user).for_list(), uuid=key)
    if not user.may_change(found.area_id):
        raise PermissionDenied
    return found


def seen_session(user: User, key: UUID) -> Session:
    return get_object_or_404(Session.objects.visible_to(user).for_list(), uuid=key)


def managed_session(user: User, key: UUID) -> Session:
    found = seen_session(user, key)
    if not user.may_change(found.programme.area_id):
        raise PermissionDenied
    return found


def officers_session(user: User, key: UUID) -> Session:
    """A session that is open to the officer's unit, or has its people in it."""
    rows = Session.objects.for_unit(unit_of(user)).for_list()
    return get_object_or_404(rows, uuid=key)


def names_sent_before(unit: MemberUnit, session: Session) -> list[str]:
    """People whom the unit signed up before, the latest first; not those in already."""
    there = Enrolment.objects.live().filter(session=session, unit=unit)
    rows = Enrolment.objects.filter(unit=unit).exclude(name="")
    rows = rows.exclude(name__in=there.values("name")).order_by("-signed_at", "pk")
    return list(dict.fromkeys(rows.values_list("name", flat=True)[:60]))[:12]


def seen_tutor(user: User, key: UUID) -> Tutor:
    return get_object_or_404(Tutor.objects.visible_to(user).for_list(), uuid=key)


def decided_tutor(user: User, key: UUID) -> Tutor:
    """A tutor on whom the account decides: the street's or the district's staff."""
    found = seen_tutor(user, key)
    if not Tutor.objects.decidable_by(user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def seen_assignment(user: User, key: UUID) -> Assignment:
    return get_object_or_404(Assignment.objects.visible_to(user).for_list(), uuid=key)


def managed_assignment(user: User, key: UUID) -> Assignment:
    found = seen_assignment(user, key)
    if not Assignment.objects.writable_by(user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def rotating(user: User) -> QuerySet[Alliance]:
    """Alliances whose rotation the account may see: those of its areas."""
    rows: QuerySet[Alliance] = Alliance.objects.active().filter(area__in=user.areas().values("pk"))
    return rows.select_related("area").order_by("area__code", "pk")


def rotated_alliance(user: User, key: UUID) -> Alliance:
    found = get_object_or_404(rotating(user), uuid=key)
    if not user.may_change(found.area_id):
        raise PermissionDenied
    return found
