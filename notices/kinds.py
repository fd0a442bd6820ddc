"""How a notice reads. The room that owns a kind registers its renderer in its `notices.py`."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist
from django.db.models import QuerySet
from django.urls import NoReverseMatch

from notices.models import Notice

logger = logging.getLogger(__name__)

# What a faulty renderer raises. A lost database or a time limit is none of these: it ends the job.
FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NoReverseMatch,
    ObjectDoesNotExist,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Text:
    """What the recipient reads: one line, plain paragraphs, and the path of the page to act on."""

    subject: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something could not be rendered or sent; `final` when trying again is of no use."""

    reason: str
    final: bool = False


class Render(Protocol):
    def __call__(
        self, notices: Sequence[Notice], *, now: datetime
    ) -> Mapping[int, Text | None]: ...


Subjects = Callable[[datetime], QuerySet[Any]]
Outcome = Text | Fault | None


@dataclass(frozen=True, slots=True)
class Kind:
    render: Render
    stands: Subjects | None
    latest: bool


KINDS: dict[str, Kind] = {}


def renders(
    kind: str, *, stands: Subjects | None = None, latest: bool = False
) -> Callable[[Render], Render]:
    """Register `render(notices, *, now) -> {notice.pk: Text | None}` for all notices of `kind`.

    It gets many notices at once and must do a constant number of queries.
    None, or a notice left out, means "no longer due": the notice is dropped. `stands(now)`
    returns the queryset of subjects (by primary key) about which notices of this kind still
    stand; the delivery job drops all others, sent or not, so that the inbox holds what is due.
    With `latest` it drops what a later notice to the same person about the same subject replaces.
    """
    if kind in KINDS:
        raise ImproperlyConfigured(f"two renderers for notices of kind {kind!r}")

    def register(render: Render) -> Render:
        KINDS[kind] = Kind(render, stands, latest)
        return render

    return register


def render(notices: Sequence[Notice], *, now: datetime) -> dict[int, Outcome]:
    """Render notices of any kinds, in one call per kind. Every notice gets an outcome."""
    by_kind: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    outcomes: dict[int, Outcome] = {}
    for kind, rows in by_kind.items():
        outcomes |= _render(kind, rows, now)
    return outcomes


def _render(kind: str, rows: list[Notice], now: datetime) -> dict[int, Outcome]:
    if kind not in KINDS:
        return {row.pk: Fault(f"没有“{kind}”这一种类的正文", final=True) for row in rows}
    try:
        texts = KINDS[kind].render(rows, now=now)
    except FAULTS:
        return _one_by_one(kind, rows, now)
    return {row.pk: texts.get(row.pk) for row in rows}


def _one_by_one(kind: str, rows: list[Notice], now: datetime) -> dict[int, Outcome]:
    """One row that trips the renderer must not hold up the others."""
    if len(rows) > 1:
        return {row.pk: _render(kind, [row], now)[row.pk] for row in rows}
    logger.exception("notice %s of kind %s cannot be rendered", rows[0].pk, kind)
    return {rows[0].pk: Fault("正文生成失败")}
