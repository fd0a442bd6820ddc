"""What people are told of the corrections they asked for. Imported when the room is ready."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from members.models import CorrectionRequest, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source

TOLD_FOR = timedelta(days=30)  # an answer leaves the inbox after this time


def _answered(now: datetime) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(
        status=CorrectionRequest.Status.ANSWERED, answered_at__gt=now - TOLD_FOR
    )


@source("correction_answered")
def correction_answered(now: datetime) -> QuerySet[CorrectionRequest]:
    """To who asked, once for each answer."""
    rows = _answered(now).annotate(
        recipient=F("person__user"),
        subject=F("pk"),
        slot=Value("answered", CharField()),
        due_on=NO_DATE,
    )
    return rows.order_by()


@renders("correction_answered", stands=_answered)
def render_answer(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Leads to the recipient's own page behind their own door."""
    found = _answered(now).select_related("person").in_bulk([n.subject for n in notices])
    readers = Posting.objects.on(timezone.localdate(now)).filter(role__in=Posting.READERS)
    recipients = [notice.recipient_id for notice in notices]
    staff = set(readers.filter(user__in=recipients).values_list("user", flat=True))
    return {
        notice.pk: Text(
            "您的更正申请已答复",
            asked.answer,
            reverse("members:staff_me" if notice.recipient_id in staff else "members:phone_me"),
        )
        for notice in notices
        if (asked := found.get(notice.subject)) and asked.person.user_id == notice.recipient_id
    }
