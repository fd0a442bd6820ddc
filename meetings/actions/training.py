"""Programmes and their sessions: begun, changed, called off, held; the papers of a session."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.files import Checked
from common.lifecycle import IllegalMove, move
from common.races import first_come
from common.stamps import Stale
from meetings.actions.places import fill
from meetings.models import Enrolment, Handout, Programme, Session
from members.models import User
from notices.actions import drop_about

FARTHEST = timedelta(days=400)
MOST_PAPERS = 10
MOVED = ("starts_at", "ends_at", "place")  # of which those who come have to be told
FIELDS = ("name", "kind", "text")


class ProgrammeClosed(ValidationError):
    """The programme is over: nothing begins in it."""

    def __init__(self) -> None:
        super().__init__("这个培训计划已结束，不能再办理。请刷新页面查看。")


class Changed(Stale):
    """Somebody else changed it after the page was opened."""

    def __init__(self) -> None:
        super().__init__("刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class BadTime(ValidationError):
    """A session in the past, too far ahead, of no length, or signed up for after it begins."""


class TooFewPlaces(ValidationError):
    """Fewer places than people who have one."""


class TooManyPapers(ValidationError):
    """A session has MOST_PAPERS at most."""


@first_come()
def begin(programme: Programme, *, by: User | None, now: datetime) -> Programme:
    """Write a new programme; one that an alliance holds is placed where the alliance is."""
    if programme.alliance:
        programme.area = programme.alliance.area
    programme.since = timezone.localdate(now)
    programme.full_clean()
    with audit.disable_auditlog():
        programme.save()
    audit.record(programme, "create", by=by)
    return programme


def _held_programme(programme: Programme) -> Programme:
    """The row, locked; raises ProgrammeClosed."""
    held: Programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if held.closed_on:
        raise ProgrammeClosed
    return held


@first_come()
def change_programme(programme: Programme, *, by: User, seen: str = "", **fields: Any) -> None:
    """Write `fields` (keywords: FIELDS); `seen` is the stamp of the page that asks."""
    held = _held_programme(programme)
    if seen not in ("", held.seen):
        raise Changed
    changes = audit.assign(held, fields)
    if not changes:
        return
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=list(changes))
    audit.record(held, "change", by=by, changes=changes)


@transaction.atomic
def close(programme: Programme, *, by: User, now: datetime) -> None:
    """End the programme; refused while a session of it is still to come."""
    held = _held_programme(programme)
    if held.sessions.filter(status=Session.Status.PLANNED, starts_at__gt=now).exists():
        raise ValidationError("还有课没有办。请先办完或取消，再结束这个计划。")
    today = timezone.localdate(now)
    Programme.objects.filter(pk=held.pk).update(closed_on=today)
    audit.record(held, "close", by=by, changes={"closed_on": [None, today]})


@transaction.atomic
def plan_session(session: Session, *, by: User | None, now: datetime) -> Session:
    """Add a session to a programme that runs. Raises ProgrammeClosed, BadTime."""
    held = _held_programme(session.programme)
    check_time(session, now)
    same = {"topic": session.topic, "starts_at": session.starts_at, "place": session.place}
    if held.sessions.filter(**same, status=Session.Status.PLANNED).exists():
        raise ValidationError("同一时间、同一地点已排了这门课，可能是重复提交。")
    session.full_clean()
    with audit.disable_auditlog():
        session.save()
    audit.record(session, "create", by=by)
    return session


def check_time(session: Session, now: datetime) -> None:
    """Portal rule: to come, within FARTHEST, ending later that day, signed up for beforehand."""
    day = timezone.localdate(session.starts_at)
    if not now < session.starts_at <= now + FARTHEST:
        raise BadTime({"day": "时间要在现在之后、400 天之内。"})
    if session.ends_at <= session.starts_at or timezone.localdate(session.ends_at) != day:
        raise BadTime({"ends": "结束要晚于开始，在同一天。"})
    if session.sign_up_until > day:
        raise BadTime({"sign_up_until": "报名截止不能晚于上课那天。"})


def hold(session: Session) -> Session:
    """The session as it is now, locked: whoever counts its places holds it."""
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)


@transaction.atomic
def change_session(
    session: Session, *, by: User, now: datetime, seen: str = "", **facts: Any
) -> int:
    """Write `facts` (keywords: Session.FACTS); returns how many moved up from the waiting list.

    Moved in time or place, all who come are told. Raises Changed, BadTime, TooFewPlaces.
    """
    held = hold(session)
    if held.status != Session.Status.PLANNED or held.starts_at <= now:
        raise IllegalMove("这次课已经开始或已取消，不能再改。请刷新页面查看。")
    if seen not in ("", held.seen):
        raise Changed
    changes = audit.assign(held, facts)
    if not changes:
        return 0
    check_time(held, now)
    _check_places(held)
    _save_changed(held, changes, by, now)
    return fill(held, by=by, now=now)


def _check_places(session: Session) -> None:
    taken = session.enrolments.seated().count()
    if session.places < taken:
        raise TooFewPlaces({"places": f"已经有 {taken} 人报上名，名额不能少于 {taken}。"})


def _save_changed(session: Session, changes: dict[str, Any], by: User, now: datetime) -> None:
    if any(name in changes for name in MOVED):
        session.moved_at = now
    session.full_clean()
    with audit.disable_auditlog():
        session.save(update_fields=[*changes, "moved_at"])
    audit.record(session, "change", by=by, changes=changes)


@transaction.atomic
def call_off(session: Session, *, reason: str, by: User | None) -> None:
    """Cancel it with a reason; whoever is signed up is told, nobody's name is struck out."""
    hold(session)
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": "请写明为什么取消，报名的单位会看到。"})
    move(session, Session.Status.CANCELLED, by=by, reason=said, cancel_reason=said)
    drop_about(["session_soon", "session_moved"], [session.pk])


@transaction.atomic
def note_attendance(
    session: Session,
    keys: Iterable[int],
    *,
    by: User,
    now: datetime,
    shown: Iterable[int] | None = None,
) -> int:
    """Those of `keys` (of enrolments) came, the others did not; returns how many came.

    With `shown`, whom the page showed as there, only what differs from the page is written, so a
    stale tab undoes no tick it did not show. May be saved again. Once saved, the session counts as
    held. Who waited and came has come.
    """
    held = hold(session)
    if held.status == Session.Status.CANCELLED or held.starts_at > now:
        raise IllegalMove("还没有开始的、已取消的课不能登记到场。")
    status = Enrolment.Status
    live = list(held.enrolments.live().select_related("unit", "session"))
    ticked, there = set(keys), {one.pk for one in live if one.status == status.ATTENDED}
    if shown is not None:
        ticked |= there - set(shown)
    came = {one.pk for one in live if one.pk in ticked}
    changed = [one for one in live if (one.pk in there) != (one.pk in came)]
    for one in changed:
        to = status.ATTENDED if one.pk in came else status.ENROLLED
        move(one, to, by=by)
    if held.status == Session.Status.PLANNED:
        move(session, Session.Status.HELD, by=by)
    return len(came)


@transaction.atomic
def add_paper(session: Session, paper: Checked, *, by: User, now: datetime) -> Handout:
    """Keep a paper with the session. Raises TooManyPapers."""
    held = hold(session)
    if held.materials.count() >= MOST_PAPERS:
        raise TooManyPapers({"file": f"最多放 {MOST_PAPERS} 份材料，请先删去一份。"})
    facts = {"name": paper.name, "kind": paper.kind, "data": paper.data}
    row = Handout(session=held, size=len(paper.data), added_at=now, added_by=by, **facts)
    with audit.disable_auditlog():
        row.save()
    audit.record(held, "add_paper", by=by, reason=str(row))
    return row


@transaction.atomic
def drop_paper(material: Handout, *, by: User) -> None:
    """Take the paper away; a second click finds nothing and does nothing."""
    if Handout.objects.filter(pk=material.pk).delete()[0]:
        audit.record(material.session, "drop_paper", by=by, reason=str(material))


def day_of(session: Session) -> date:
    return timezone.localdate(session.starts_at)
