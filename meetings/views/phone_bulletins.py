"""Phone pages of the liaison officer: bulletins sent to the unit."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from common.doors import Visit, liaison_door
from meetings.actions import bulletins
from meetings.models import Receipt
from meetings.models.bulletins import ReceiptQuerySet

MOST = 50


def _own(request: Visit) -> ReceiptQuerySet:
    rows = Receipt.objects.of_liaison(request.user)
    return rows.select_related("bulletin__alliance", "bulletin__area", "unit")


@require_GET
@liaison_door()
def phone_bulletins(request: Visit) -> HttpResponse:
    rows = _own(request).order_by("-bulletin__issued_at", "-pk")[:MOST]
    context = {"title": "通报", "receipts": rows}
    return render(request, "meetings/phone_bulletins.html", context)


@require_GET
@liaison_door()
def phone_bulletin(request: Visit, uuid: UUID) -> HttpResponse:
    """The bulletin. The page itself says that it was opened; without JavaScript a button does."""
    receipt = get_object_or_404(_own(request), bulletin__uuid=uuid)
    context = {"title": str(receipt.bulletin), "bulletin": receipt.bulletin, "receipt": receipt}
    return render(request, "meetings/phone_bulletin.html", context)


@require_POST
@liaison_door()
def bulletin_read(request: Visit, uuid: UUID) -> HttpResponse:
    receipt = get_object_or_404(_own(request), bulletin__uuid=uuid)
    bulletins.read(receipt, by=request.user, now=timezone.now())
    return redirect(receipt.bulletin.phone_url)
