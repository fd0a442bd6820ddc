"""What units answer to a call, and who came."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.stamps import Stale
from meetings.models import Invitation, Meeting
from members.models import User

Reply, How = Invitation.Reply, Invitation.How
LISTED = {Meeting.Status.NOTIFIED, Meeting.Status.HELD}


class TooLateToAnswer(ValidationError):
    """The meeting has begun, was held or called off."""

    def __init__(self) -> None:
        super().__init__("会议已开始、已召开或已取消，回执不能再改。请直接联系召集的街道或社区。")


class AnswerChanged(Stale):
    """The unit, or the convener for it, answered after the page was opened."""

    def __init__(self) -> None:
        super().__init__("回执刚刚被改过，请看过现在的回执再改。")


class NotTheDay(ValidationError):
    """Attendance is noted from the day of the meeting on; by code on that day alone."""


class WrongCode(ValidationError):
    def __init__(self) -> None:
        super().__init__({"code": "签到码不对。请看会场屏幕上的四位数字。"})


@transaction.atomic
def answer(
    invitation: Invitation,
    *,
    reply: str,
    substitute: str = "",
    reason: str = "",
    by: User,
    now: datetime,
    for_unit: bool = False,
    seen: str = "",
) -> None:
    """The unit's answer, by its officer or (`for_unit`) by the convener whom it phoned.

    A person's name and a reason stay out of the audit trail. Answering the same again changes
    nothing. Raises TooLateToAnswer, AnswerChanged, ValidationError without a substitute's name.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("meeting")
    held: Invitation = rows.get(pk=invitation.pk)
    called = held.meeting.status == Meeting.Status.NOTIFIED
    if not (called if for_unit else held.meeting.takes_replies(now)):
        raise TooLateToAnswer
    facts = _facts(reply, substitute, reason)
    before = {name: getattr(held, name) for name in facts}
    if before == facts:
        return
    if seen not in ("", held.seen):
        raise AnswerChanged
    Invitation.objects.filter(pk=held.pk).update(**facts, replied_at=now, replied_by=by)
    changes = {"reply": [before["reply"], str(reply)]}
    audit.record(held, "answer_for" if for_unit else "answer", by=by, changes=changes)


def _facts(reply: str, substitute: str, reason: str) -> dict[str, str]:
    """What is kept of an answer: a name only of a substitute, a reason only of a leave."""
    facts = {"reply": str(reply), "substitute": "", "reason": ""}
    if reply == Reply.SUBSTITUTE:
        facts["substitute"] = substitute.strip()
        if not facts["substitute"]:
            raise ValidationError({"substitute": "请填写代会人的姓名。"})
    if reply == Reply.LEAVE:
        facts["reason"] = reason.strip()
    return facts


def attend_by_code(
    invitation: Invitation, *, code: str, scanned: bool, by: User, now: datetime
) -> bool:
    """The officer says “here” by the code on the screen; whether that was new.

    Raises NotTheDay, WrongCode.
    """
    meeting = invitation.meeting
    if not meeting.takes_codes(now):
        raise NotTheDay("只在会议当天、会场里签到。会后请告诉召集人补登。")
    if code != meeting.code:
        raise WrongCode
    how = How.SCAN if scanned else How.CODE
    return bool(_attend(meeting, [invitation.uuid], how=how, by=by, now=now))


def attend_by_list(
    meeting: Meeting, *, shown: Iterable[UUID], ticked: Iterable[UUID], by: User, now: datetime
) -> tuple[int, int]:
    """Save the ticks of a page that showed `shown` as present; returns (added, taken away).

    Only what differs from the page is written, so a stale tab undoes no entry it did not show.
    Raises NotTheDay.
    """
    if meeting.status not in LISTED or meeting.day > timezone.localdate(now):
        raise NotTheDay("会议当天起才能登记到会，会议办结后不能再改。")
    was, now_ticked = set(shown), set(ticked)
    with transaction.atomic():
        added = _attend(meeting, now_ticked - was, how=How.LIST, by=by, now=now)
        gone = _unattend(meeting, was - now_ticked, by=by)
    return added, gone


@transaction.atomic
def _attend(meeting: Meeting, which: Iterable[UUID], *, how: str, by: User, now: datetime) -> int:
    rows = meeting.invitations.select_for_update(of=("self",)).filter(attended_at=None)
    new = list(rows.filter(uuid__in=list(which)).select_related("unit", "meeting__rule"))
    at = now if meeting.is_today(now) else meeting.starts_at
    keys = [one.pk for one in new]
    Invitation.objects.filter(pk__in=keys).update(attended_at=at, attended_how=how)
    audit.record_many(new, "attend", by=by, changes={"attended_how": ["", str(how)]})
    return len(new)


def _unattend(meeting: Meeting, which: Iterable[UUID], *, by: User) -> int:
    rows = meeting.invitations.select_for_update(of=("self",)).exclude(attended_at=None)
    gone = list(rows.filter(uuid__in=list(which)).select_related("unit", "meeting__rule"))
    keys = [one.pk for one in gone]
    Invitation.objects.filter(pk__in=keys).update(attended_at=None, attended_how="")
    audit.record_many(gone, "unattend", by=by)
    return len(gone)
