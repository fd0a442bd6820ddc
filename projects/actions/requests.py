"""A resident asks (stand-in: the residents' side of requests has the real one)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from common import audit
from common.fields import blind_index, clean_mobile
from members.models import User
from projects.models import Request, RequestStep


@transaction.atomic
def ask(
    request: Request,
    *,
    phone: str,
    photos: Sequence[bytes] = (),
    by: User | None,
    now: datetime,
) -> Request:
    """Save what a resident asks for, with a number of its own; `by` when staff enter it."""
    request.phone = clean_mobile(phone)
    request.tail_index = blind_index(request.phone[-4:])
    day = f"{timezone.localdate(now):%Y%m%d}"
    request.number = f"{day}{Request.objects.filter(number__startswith=day).count() + 1:04d}"
    request.received_at, request.entered_by = now, by
    request.full_clean(exclude=["phone"])
    with audit.disable_auditlog():
        request.save()
        label = str(request.community or request.area)
        request.steps.create(
            verb=RequestStep.Verb.RECEIVE, at=now, by=by, by_label="居民", to_label=label
        )
    audit.record(request, "create", by=by)
    return request
