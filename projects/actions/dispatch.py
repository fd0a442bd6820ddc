"""The inside of a resident's request: accepted, dispatched, taken, returned, done.

Actions check the request, not the person: views ask `projects.requests.scope` first. `seen` is what
the reader had on the screen (`seen_as`), so that a stale tab cannot undo what another did; who
comes second in the same moment gets IllegalMove from the move itself. Every act leaves one step,
in which what the resident reads stands apart from what stays inside.
"""

import hashlib
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.fields import mask_mobiles
from common.lifecycle import IllegalMove, move
from common.stamps import Stale
from common.tree.placed import hold
from grids.models import Area
from members.models import Posting, User
from projects.military import names_military
from projects.models import Category, Request, RequestStep
from projects.requests import terms
from projects.requests.holders import NOBODY, Holder, held_as, units_near
from projects.requests.scope import speaks_as

Status = Request.Status
Verb = RequestStep.Verb
NOTED = frozenset({Status.ACCEPTED, Status.DISPATCHED, Status.TAKEN, Status.REOPENED})
HELD_NOW = frozenset({Status.DISPATCHED, Status.TAKEN})
LABEL = 60


class MovedMeanwhile(IllegalMove, Stale):
    """The page showed another state or another holder than the request has now."""

    def __init__(self) -> None:
        super().__init__("这件点单刚刚已有变动，请看清现在的状态和承办方，再决定怎么办。")


class NotUnderWay(IllegalMove):
    """Nothing is noted on what is not accepted yet, or is over."""

    def __init__(self) -> None:
        super().__init__("只有已受理、还没有办结的点单可以写进展。")


class OtherWay(IllegalMove):
    """Accepted is what came in; returned, what somebody holds. Both lead to the same state."""

    def __init__(self, request: Request) -> None:
        super().__init__(f"这件点单现在是“{request.get_status_display()}”，请看清再办。")


class SameHolder(ValidationError):
    """It was to be passed on to who holds it already."""


class WrongHolder(ValidationError):
    """The unit left or is of another street, or the account is no grid worker of the community."""


class ImpossibleTerm(ValidationError):
    """A term in the past, or done before taken."""


def seen_as(request: Request) -> str:
    """A fingerprint of state and holder, for the hidden field of a form."""
    held = "|".join(str(value) for value in (request.status, *held_as(request).values()))
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def _check_seen(request: Request, seen: str) -> None:
    if seen and seen != seen_as(request):
        raise MovedMeanwhile


def _step(request: Request, verb: str, by: User | None, now: datetime, **facts: Any) -> None:
    """One step; `words` are the resident's, `note` stays inside."""
    label = facts.pop("label", "") or speaks_as(request, by, timezone.localdate(now))
    words, note = facts.pop("words", ""), facts.pop("note", "")
    step = RequestStep(request=request, verb=verb, at=now, by=by, **facts)
    step.by_label, step.to_label = label[:LABEL], step.to_label[:LABEL]  # a unit's name is longer
    step.public_text, step.internal_note = words.strip(), note.strip()
    step.full_clean(exclude=["request", "by"])  # SQLite does not hold max_length
    with audit.disable_auditlog():  # the move has its row already
        step.save()


@transaction.atomic
def accept(
    request: Request,
    *,
    title: str,
    category: Category | None = None,
    area: Area | None = None,
    words: str = "",
    note: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """Accept it; from today the term of its category runs. May set category and place right."""
    _check_seen(request, seen)
    if request.status != Status.RECEIVED:
        raise OtherWay(request)
    if not title.strip():
        raise ValidationError({"title": "请填写对外标题。"})
    if names_military(request.district_id, title):
        raise ValidationError({"title": "对外标题里不能出现军警单位，请改写。"})
    if mask_mobiles(title) != title:
        raise ValidationError({"title": "对外标题里不能有电话号码，请去掉。"})
    if area:
        hold(Area.objects.filter(pk__in=[area.pk, request.area_id]))
    category = category or request.category
    done_by = terms.done_term(category, timezone.localdate(now))
    changes: dict[str, Any] = {
        "public_title": title.strip(),
        "category": category,
        "done_by": done_by,
    }
    move(request, Status.ACCEPTED, by=by, accepted_at=now, **changes)
    if area and area.pk != request.area_id:
        Request.objects.filter(pk=request.pk).update(area=area)
        request.refresh_from_db(fields=["area", "district", "street", "community"])
    _step(request, Verb.ACCEPT, by, now, due_on=done_by, words=words, note=note)


@transaction.atomic
def accept_and_dispatch(
    request: Request,
    holder: Holder,
    *,
    accepted: dict[str, Any],
    dispatched: dict[str, Any],
    by: User | None,
    now: datetime,
) -> None:
    """Both or neither; keywords as of `accept` and `dispatch`."""
    accept(request, by=by, now=now, **accepted)
    dispatch(request, holder, by=by, now=now, **dispatched)


@transaction.atomic
def decline(
    request: Request,
    *,
    reason: str,
    words: str,
    note: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """Decline it. `reason` is kept in a few set words, `words` tell the resident whom to ask."""
    _check_seen(request, seen)
    if not reason.strip():
        raise ValidationError({"reason": "请选择为什么不予受理。"})
    if not words.strip():
        raise ValidationError({"words": "请告诉居民为什么，可以找谁。"})
    move(request, Status.DECLINED, by=by, reason=reason.strip(), closed_at=now)
    _step(request, Verb.DECLINE, by, now, words=words, note=note)


@transaction.atomic
def dispatch(
    request: Request,
    holder: Holder,
    *,
    take_by: date,
    done_by: date,
    words: str = "",
    note: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """Dispatch it, or pass it on: always to whom and by when. The new holder has yet to take it."""
    _check_seen(request, seen)
    today = timezone.localdate(now)
    _check_terms(take_by, done_by, today)
    check_holder(holder, request, today)
    held = request.status in HELD_NOW
    if held and holder.holds(request):
        raise SameHolder({"to": f"这件点单已经由{holder.label}承办，请选另一家。"})
    if holder.label != holder.public:
        note = f"{note.strip()}（交给：{holder.label}）"
    changes = {**holder.facts, "take_by": take_by, "done_by": done_by}
    if request.status == Status.REOPENED:
        changes |= {"done_at": None, "outcome": "", "closed_at": None}
    expect = held_as(request)
    label = speaks_as(request, by, today)
    move(request, Status.DISPATCHED, by=by, expect=expect, taken_at=None, **changes)
    facts = {"to_label": holder.public, "due_on": done_by, "words": words, "note": note}
    verb = Verb.PASS_ON if held else Verb.DISPATCH
    _step(request, verb, by, now, label=label, **facts)


def _check_terms(take_by: date, done_by: date, today: date) -> None:
    if take_by < today:
        raise ImpossibleTerm({"take_by": "接单期限不能早于今天。"})
    if done_by < take_by:
        raise ImpossibleTerm({"done_by": "办结期限不能早于接单期限。"})


def check_holder(holder: Holder, request: Request, today: date) -> None:
    """An active unit of the street or the district, a grid worker of the community, or a team."""
    if holder.unit and not units_near(request.area).filter(pk=holder.unit.pk).exists():
        raise WrongHolder({"to": "这家单位已退出，或者不在这个街道，请选另一家。"})
    posts = Posting.objects.on(today).filter(role=Posting.Role.GRID)
    around = posts.filter(area__community=request.community_id)
    if holder.worker and not around.filter(user=holder.worker.pk).exists():
        raise WrongHolder({"to": "这位网格员已不在这个社区，请选另一位。"})
    if not any(holder.facts.values()):
        raise WrongHolder({"to": "请选择交给谁。"})


@transaction.atomic
def take(request: Request, *, seen: str = "", by: User | None, now: datetime) -> None:
    _check_seen(request, seen)
    move(request, Status.TAKEN, by=by, expect=held_as(request), taken_at=now)
    _step(request, Verb.TAKE, by, now, due_on=request.done_by)


@transaction.atomic
def give_back(
    request: Request,
    *,
    reason: str,
    words: str = "",
    note: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """The holder returns it; the community finds another. `reason` is one of a few set words."""
    _check_seen(request, seen)
    if request.status not in HELD_NOW:
        raise OtherWay(request)
    if not reason.strip():
        raise ValidationError({"reason": "请选择为什么退回。"})
    label = speaks_as(request, by, timezone.localdate(now))
    changes = {**NOBODY, "take_by": None, "taken_at": None}
    expect, why = held_as(request), reason.strip()
    move(request, Status.ACCEPTED, by=by, expect=expect, reason=why, **changes)
    note = "：".join(filter(None, [why, note.strip()]))
    to = str(request.community or request.area)
    _step(request, Verb.RETURN, by, now, label=label, to_label=to, words=words, note=note)


@transaction.atomic
def note(
    request: Request, *, words: str = "", note: str = "", by: User | None, now: datetime
) -> None:
    """Say how it goes: to the resident, or inside, or both."""
    if not (words.strip() or note.strip()):
        raise ValidationError({"words": "请写给居民看的进展，或内部备注。"})
    kept = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if kept.status not in NOTED:
        raise NotUnderWay
    audit.record(request, "note", by=by)
    _step(request, Verb.NOTE, by, now, words=words, note=note)


@transaction.atomic
def done(
    request: Request,
    *,
    outcome: str,
    note: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> None:
    """The holder reports it done, in words for the resident, who alone says whether it is."""
    _check_seen(request, seen)
    if not outcome.strip():
        raise ValidationError({"outcome": "请写明办理结果，居民会看到。"})
    changes: dict[str, Any] = {"done_at": now, "closed_at": now, "outcome": outcome.strip()}
    move(request, Status.DONE, by=by, expect=held_as(request), **changes)
    _step(request, Verb.DONE, by, now, words=outcome[:300], note=note)


@transaction.atomic
def reveal_phone(request: Request, *, reason: str, by: User) -> str:
    """The resident's whole number; the look is on record with its reason."""
    audit.record(request, "reveal", by=by, reason=reason)
    return request.phone
