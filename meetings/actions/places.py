"""Places in a session: taken by name, waited for in order, given back.

The session's row is locked first, so that of many who want the last place one gets it and the
others wait in the order in which they came.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import IllegalMove, move
from common.races import first_come
from meetings.models import Enrolment, Session
from members.models import MemberUnit, User

Status = Enrolment.Status
MOST_AT_ONCE = 50
LONGEST_NAME = 40
NAMES_KEPT = timedelta(days=365)  # portal rule: after the session


class SignUpOver(ValidationError):
    """The session has begun, was called off, or is no longer signed up for."""

    def __init__(self) -> None:
        super().__init__("这次课已截止报名或已取消。请刷新页面查看。")


class NobodyNamed(ValidationError):
    """No name was given that is not in the session already."""


@first_come()
def sign_up(
    session: Session, unit: MemberUnit, names: Sequence[str], *, by: User | None, now: datetime
) -> list[Enrolment]:
    """Sign these people of the unit up; more than there are places wait, in the order given.

    Who is in already stays as they are, so a second tap does nothing. Raises SignUpOver,
    NobodyNamed.
    """
    held = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if not held.takes_names(now, timezone.localdate(now)):
        raise SignUpOver
    wanted = _checked(names)
    there = set(held.enrolments.live().filter(unit=unit).values_list("name", flat=True))
    fresh = [name for name in wanted if name not in there]
    free = max(0, held.places - held.enrolments.seated().count())
    rows = [
        Enrolment(
            session=held,
            unit=unit,
            name=name,
            status=Status.ENROLLED if place < free else Status.WAITING,
            signed_at=now,
            signed_by=by,
        )
        for place, name in enumerate(fresh)
    ]
    made = Enrolment.objects.bulk_create(rows)
    audit.record_many(made, "create", by=by)
    return made


def _checked(names: Iterable[str]) -> list[str]:
    """Each name once, in order. Raises NobodyNamed, ValidationError."""
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    if not wanted:
        raise NobodyNamed({"names": "请写上参加人的姓名。"})
    if len(wanted) > MOST_AT_ONCE:
        raise ValidationError({"names": f"一次最多报 {MOST_AT_ONCE} 人，请分几次。"})
    long = next((name for name in wanted if len(name) > LONGEST_NAME), "")
    if long:
        raise ValidationError({"names": f"“{long[:12]}…”太长，姓名之间请用顿号或换行隔开。"})
    return wanted


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: User | None, now: datetime) -> int:
    """Give the place back, before the session begins; the first who waits gets it.

    Returns how many moved up. Raises IllegalMove for who comes second, or too late.
    """
    held = Session.objects.select_for_update(of=("self",)).get(pk=enrolment.session_id)
    if held.status != Session.Status.PLANNED or held.starts_at <= now:
        raise IllegalMove("这次课已经开始或已取消，不用再取消报名。")
    move(enrolment, Status.CANCELLED, by=by, cancelled_at=now)
    return fill(held, by=by, now=now)


def fill(session: Session, *, by: User | None, now: datetime) -> int:
    """Give free places to who waits, in order; the caller holds the session's row."""
    free = session.places - session.enrolments.seated().count()
    if free <= 0 or session.status != Session.Status.PLANNED:
        return 0
    waiting = session.enrolments.filter(status=Status.WAITING).in_order()
    moving = list(waiting.select_related("unit", "session")[:free])
    for one in moving:
        move(one, Status.ENROLLED, by=by, promoted_at=now)
    return len(moving)


@transaction.atomic
def leave_sessions(unit: MemberUnit, *, by: User | None, now: datetime) -> None:
    """The unit left: its people give back their places in what is to come."""
    own = Enrolment.objects.live().filter(
        unit=unit, session__starts_at__gt=now, session__status=Session.Status.PLANNED
    )
    # Who waits goes first: a colleague's place must not go to somebody who leaves as well.
    for one in own.select_related("unit", "session").order_by("session", "-status", "pk"):
        withdraw(one, by=by, now=now)


def forget_names(now: datetime) -> int:
    """Names go a year after the session; how many came stays."""
    old = Enrolment.objects.filter(session__starts_at__lte=now - NAMES_KEPT)
    return old.exclude(name="").update(name="", signed_by=None)
