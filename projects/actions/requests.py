"""The resident's side of a request 群众点单: asked, confirmed, to be done again, withdrawn.

Whoever may call these is checked by the view: who has the number and the last four digits, or
staff who write down what a caller says. `by` is that member of staff, None for the resident.
The resident's words and phone stay out of the audit trail: no move here is given a reason.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from common.fields import blind_index
from common.lifecycle import move
from common.races import first_come
from common.tree.placed import hold
from grids.models import Area
from members.actions.errors import AreaEnded
from members.models import User
from projects.models import Rating, Request, RequestPhoto, RequestStep
from projects.requests.numbers import draw, only_digits
from projects.requests.photos import MOST_PHOTOS, size_of

Status, Verb = Request.Status, RequestStep.Verb
RESIDENT = "居民"
TAIL = 4  # digits at the end of the phone: with the number they open the timeline
LONGEST = 500  # characters of the resident's words
KINDS = (Area.Kind.COMMUNITY, Area.Kind.GRID, Area.Kind.MICRO)


class NothingMissing(ValidationError):
    """To be done again, but nothing was said of what is missing."""

    def __init__(self) -> None:
        super().__init__("请写明还差什么，承办的人才知道怎么接着办。")


@first_come()
def ask(
    request: Request, *, phone: str, photos: Sequence[bytes] = (), by: User | None, now: datetime
) -> Request:
    """Take in a new request: `request` has area, category, text, place, name and channel.

    `phone` is as typed or as digits; `photos` are JPEGs of `projects.requests.photos.redraw`, at
    most MOST_PHOTOS. Raises AreaEnded, ValidationError for a fact that is missing or too long.
    """
    hold(Area.objects.filter(pk=request.area_id))  # a merger waits, and takes it along
    if not Area.objects.current().filter(pk=request.area_id, kind__in=KINDS).exists():
        raise AreaEnded
    request.number = _free_number()
    request.phone, request.tail_index = phone, tail_of(phone)
    request.status, request.received_at, request.entered_by = Status.RECEIVED, now, by
    request.full_clean(exclude=["district", "street", "community"])
    if len(request.text) > LONGEST:  # a TextField does not look at its max_length
        raise ValidationError({"text": f"请写在 {LONGEST} 字以内。"})
    with audit.disable_auditlog():  # the action writes its own row
        request.save()
        to = str(request.community or request.area)
        _note(request, Verb.RECEIVE, now=now, by=by, by_label=_asker(request), to_label=to)
        RequestPhoto.objects.bulk_create(
            [_photo(request, data) for data in list(photos)[:MOST_PHOTOS]]
        )
    audit.record(request, "create", by=by)
    return request


def tail_of(phone: str) -> str:
    """The fingerprint of the last four digits of a phone; "" of one that has fewer."""
    digits = only_digits(phone)
    return blind_index(digits[-TAIL:]) if len(digits) >= TAIL else ""


def _free_number() -> str:
    number = draw()
    while Request.objects.filter(number=number).exists():
        number = draw()
    return number


def _asker(request: Request) -> str:
    """Who handed it in, as a function: staff are the community or street they write for."""
    return RESIDENT if request.entered_by_id is None else f"{request.area}（代填）"[-60:]


def _photo(request: Request, data: bytes) -> RequestPhoto:
    width, height = size_of(data)
    return RequestPhoto(request=request, data=data, width=width, height=height)


def _note(
    request: Request,
    verb: str,
    *,
    now: datetime,
    by: User | None = None,
    by_label: str = RESIDENT,
    to_label: str = "",
    words: str = "",
) -> None:
    step = RequestStep(request=request, verb=verb, at=now, by=by, public_text=words)
    step.by_label, step.to_label = by_label, to_label
    step.full_clean(exclude=["request"])  # SQLite does not hold max_length
    with audit.disable_auditlog():
        step.save()


@transaction.atomic
def confirm(
    request: Request, *, solved: bool, rating: str, words: str, seen: datetime, now: datetime
) -> None:
    """The resident says whether it is solved and how it was; nobody else can, no time-out does.

    `seen` is the `done_at` that was on the screen: of what was done again meanwhile the resident
    has not said anything yet.
    """
    rating = Rating(rating)
    facts: dict[str, Any] = {
        "solved": solved,
        "rating": str(rating),
        "words": words.strip(),
        "closed_at": now,
    }
    move(request, Status.CONFIRMED, by=None, expect={"done_at": seen}, **facts)
    said = "已解决" if solved else "没解决，不用再办"
    _note(request, Verb.CONFIRM, now=now, words=f"{said}，{rating.label}")


@transaction.atomic
def reopen(request: Request, *, missing: str, seen: datetime, now: datetime) -> None:
    """The resident says that it is not solved, and what is missing. Raises NothingMissing."""
    missing = missing.strip()
    if not missing:
        raise NothingMissing
    again: dict[str, Any] = {"solved": False, "reopened": request.reopened + 1, "closed_at": None}
    expect = {"done_at": seen, "reopened": request.reopened}
    move(request, Status.REOPENED, by=None, expect=expect, **again)
    _note(request, Verb.REOPEN, now=now, words=missing)


@transaction.atomic
def withdraw(request: Request, *, now: datetime) -> None:
    """The resident takes it back, before anybody was sent. Raises IllegalMove afterwards."""
    move(request, Status.WITHDRAWN, by=None, closed_at=now)
    _note(request, Verb.WITHDRAW, now=now)
