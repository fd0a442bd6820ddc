"""Residents' data goes 180 days after a request was closed; what was done stays."""

from datetime import datetime, timedelta

from django.db import transaction

from common import audit
from members.expiry import expires
from projects.models import Request, RequestPhoto, RequestStep

KEPT = timedelta(days=180)  # domain.md, principle 6
CLEARED = "（已按规定清除）"
BATCH = 500


@expires
def anonymise_requests(now: datetime) -> str:
    """Take name, phone, place, words and photos from what was closed KEPT ago or longer."""
    due = Request.objects.filter(
        anonymised_at=None, closed_at__lte=now - KEPT, status__in=Request.CLOSED
    )
    count = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += _anonymise(keys, now)
    return f"群众点单 {count} 件" if count else ""


@transaction.atomic
def _anonymise(keys: list[int], now: datetime) -> int:
    """Notes inside may name people and go; what was written for the public and the dates stay."""
    standing = Request.objects.filter(pk__in=keys, anonymised_at=None, status__in=Request.CLOSED)
    rows = list(standing.select_for_update().only("pk", "number").order_by("pk"))
    held = [row.pk for row in rows]
    with audit.disable_auditlog():  # a row of its own would say nothing that is not said below
        RequestPhoto.objects.filter(request__in=held).delete()
    steps = RequestStep.objects.filter(request__in=held)
    steps.exclude(internal_note="").update(internal_note="")
    steps.filter(verb=RequestStep.Verb.REOPEN).update(public_text="")  # the resident's words
    Request.objects.filter(pk__in=held).update(
        name="", phone="", tail_index="", place="", text=CLEARED, words="", anonymised_at=now
    )
    audit.record_many(rows, "anonymise", by=None)
    return len(rows)
