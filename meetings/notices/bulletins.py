"""What this room reminds people of: bulletins that nobody of the unit has opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from meetings.models import Receipt
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from projects.items.owners import officer_of


def _unread(now: datetime) -> QuerySet[Any]:
    return Receipt.objects.unread()


@source("bulletin_issued")
def bulletin_issued(now: datetime) -> QuerySet[Any]:
    """Once to the officer of each unit, until it is opened."""
    rows = Receipt.objects.unread().annotate(
        recipient=officer_of("unit"),
        subject=F("pk"),
        slot=Value("issued", CharField()),
        due_on=NO_DATE,
    )
    return rows.order_by()


@renders("bulletin_issued", stands=_unread)
def render_bulletin(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the unit's officer now."""
    rows = Receipt.objects.unread().select_related("bulletin__alliance", "bulletin__area")
    found = rows.annotate(officer=officer_of("unit")).in_bulk([one.subject for one in notices])
    return {
        notice.pk: Text(str(one.bulletin), "请打开看一看；打开就算阅知。", one.bulletin.phone_url)
        for notice in notices
        if (one := found.get(notice.subject)) and one.officer == notice.recipient_id
    }
