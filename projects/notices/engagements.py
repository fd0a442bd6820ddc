"""Reminders: claims, proposals, what was reported done, idle engagements; and what became of them.

Whoever has to do something is told so as long as it stands; the other side is told what happened.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from notices.sources import NO_DATE, source
from projects.items.owners import officer_of
from projects.models import Engagement, Share
from projects.models.engagements import ASKER_NEXT, HELPER_NEXT

NEWS_FOR = timedelta(days=30)  # what happened before is no news, however late the job runs
Rows = QuerySet[Engagement]
Status = Engagement.Status
Awaits = Engagement.Awaits
OFFICERS = "shares__unit__liaisons"
ASKER = officer_of("demand__unit")
NO_ANSWER = Q(status=Status.PROPOSED)


def _told(rows: Rows, recipient: Any, slot: Any) -> Rows:
    slot = Value(slot, CharField()) if isinstance(slot, str) else slot
    return rows.annotate(recipient=recipient, subject=F("pk"), slot=slot, due_on=NO_DATE).order_by()


def _moment(field: str) -> Concat:
    return Concat(Value(f"{field} "), Cast(field, CharField()))


def _helping(rows: Rows, slot: Any, role: str = "") -> Rows:
    """To the officers of the lead and the helpers, or of that role."""
    held = rows.filter(**{f"{OFFICERS}__until": None, **({"shares__role": role} if role else {})})
    return _told(held, F(f"{OFFICERS}__person__user"), slot)


# --- what is to be done ------------------------------------------------------------------------


def claims_now(now: datetime) -> Rows:
    return Engagement.objects.filter(NO_ANSWER, awaits=Awaits.ASKER)


@source("engagement_claim")
def claimed(now: datetime) -> Rows:
    return _told(claims_now(now), ASKER, "claim")


def proposals_now(now: datetime) -> Rows:
    return Engagement.objects.filter(HELPER_NEXT)


@source("engagement_proposal")
def proposed(now: datetime) -> Rows:
    return _helping(proposals_now(now), "proposal", Share.Role.LEAD)


def reports_now(now: datetime) -> Rows:
    return Engagement.objects.filter(ASKER_NEXT, status=Status.REPORTED)


@source("engagement_report")
def reported(now: datetime) -> Rows:
    """Each report anew."""
    return _told(reports_now(now), ASKER, _moment("reported_at"))


def sent_back_now(now: datetime) -> Rows:
    return Engagement.objects.filter(status=Status.UNDER_WAY, reported_at__isnull=False)


@source("engagement_sent_back")
def sent_back(now: datetime) -> Rows:
    return _helping(sent_back_now(now), _moment("reported_at"))


def idle_now(now: datetime) -> Rows:
    return Engagement.objects.at_work().filter(warned_at__isnull=False)


@source("engagement_idle")
def idle(now: datetime) -> Rows:
    return _helping(idle_now(now), _moment("warned_at"))


# --- what has happened -------------------------------------------------------------------------


def recent(now: datetime) -> Rows:
    return Engagement.objects.filter(touched_at__gte=now - NEWS_FOR)


NEWS = "engagement_news"


def _accepted(now: datetime) -> Rows:
    return recent(now).filter(accepted_at__gte=now - NEWS_FOR)


@source(NEWS)
def accepted_claim(now: datetime) -> Rows:
    return _helping(_accepted(now).filter(awaits=Awaits.ASKER), "accepted")


@source(NEWS)
def accepted_proposal(now: datetime) -> Rows:
    return _told(_accepted(now).filter(awaits=Awaits.HELPER), ASKER, "accepted")


@source(NEWS)
def accepted_for_proposer(now: datetime) -> Rows:
    """Staff who proposed a unit."""
    return _told(_accepted(now).filter(awaits=Awaits.HELPER), F("proposed_by"), "accepted")


@source(NEWS)
def proposed_for_asker(now: datetime) -> Rows:
    """Somebody proposed a unit for the demand: its officer knows, unless it was the officer."""
    rows = proposals_now(now).annotate(asker=ASKER).exclude(proposed_by=F("asker"))
    return _told(rows, F("asker"), "proposed")


@source(NEWS)
def joined(now: datetime) -> Rows:
    """Helpers, that they were named."""
    rows = recent(now).filter(status__in=Engagement.LIVE)
    return _helping(rows, "joined", Share.Role.HELPER)


def _ended(now: datetime, status: str) -> Rows:
    return recent(now).filter(status=status)


@source(NEWS)
def declined_claim(now: datetime) -> Rows:
    return _helping(_ended(now, Status.DECLINED).filter(awaits=Awaits.ASKER), "declined")


@source(NEWS)
def declined_proposal(now: datetime) -> Rows:
    return _told(_ended(now, Status.DECLINED).filter(awaits=Awaits.HELPER), ASKER, "declined")


@source(NEWS)
def declined_for_proposer(now: datetime) -> Rows:
    rows = _ended(now, Status.DECLINED).filter(awaits=Awaits.HELPER)
    return _told(rows, F("proposed_by"), "declined")


@source(NEWS)
def confirmed(now: datetime) -> Rows:
    return _helping(recent(now).filter(confirmed_at__gte=now - NEWS_FOR), "confirmed")


@source(NEWS)
def not_done_helping(now: datetime) -> Rows:
    return _helping(_ended(now, Status.NOT_DONE), "not_done")


@source(NEWS)
def not_done_asking(now: datetime) -> Rows:
    return _told(_ended(now, Status.NOT_DONE), ASKER, "not_done")


@source(NEWS)
def released_helping(now: datetime) -> Rows:
    return _helping(_ended(now, Status.RELEASED), "released")


@source(NEWS)
def released_asking(now: datetime) -> Rows:
    return _told(_ended(now, Status.RELEASED), ASKER, "released")
