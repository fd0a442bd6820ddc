"""A request becomes a demand of a unit, or finds a service that helps."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from members.models import User
from projects.actions import dispatch, items
from projects.models import Demand, Request, Service


class LinkedAlready(ValidationError):
    """The request has become a demand before."""


@transaction.atomic
def become_demand(
    request: Request, demand: Demand, *, words: str = "", by: User, now: datetime
) -> Demand:
    """Enter the (unsaved) demand of a unit for it; what is asked goes on in the list of demands."""
    kept = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if kept.demand_id:
        raise LinkedAlready("这件点单已经转成需求，请看页面上的“相关”。")
    items.enter(demand, by=by, now=now)
    _link(request, "demand", demand, words, by, now)
    return demand


@transaction.atomic
def find_service(
    request: Request, service: Service, *, words: str, by: User, now: datetime
) -> None:
    """Point the resident to a service, in words that say how to get it."""
    if not words.strip():
        raise ValidationError({"words": "请告诉居民怎么用这项服务。"})
    Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    _link(request, "service", service, words, by, now)


def _link(
    request: Request, name: str, item: Demand | Service, words: str, by: User, now: datetime
) -> None:
    """One row of the audit trail: that of the note."""
    with audit.disable_auditlog():
        Request.objects.filter(pk=request.pk).update(**{name: item})
    setattr(request, name, item)
    note = f"{item.kind_name}：{item.title}"
    dispatch.note(request, words=words, note=note, by=by, now=now)
