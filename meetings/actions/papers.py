"""Numbers of official papers, and the letterhead they come from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from common import audit
from meetings.models import DocumentNumber, Letterhead
from members.models import Alliance

if TYPE_CHECKING:
    from uuid import UUID

    from members.models import User

CODE_WORDS = ("区域化", "党建", "联合体", "街道", "社区", "功能型", "链条型", "产业", "行业")
LONGEST_NAME = 6  # characters of a name that go into a code made from it


class Changed(ValidationError):
    """Somebody else saved the letterhead after the page was opened."""


class Numbered(Protocol):
    """A document that gets a number: anything with a UUID."""

    uuid: UUID


def default_code(alliance: Alliance) -> str:
    """The code until somebody types one: 大连湾联 of 大连湾街道区域化党建联合体."""
    name = alliance.name
    for word in CODE_WORDS:
        name = name.replace(word, "")
    return f"{name[:LONGEST_NAME] or alliance.area.name[:LONGEST_NAME]}联"


def letterhead_of(alliance: Alliance) -> Letterhead:
    """The alliance's letterhead; not in the database, with the code made from its name, if none."""
    known = Letterhead.objects.filter(alliance=alliance).first()
    return known or Letterhead(alliance=alliance, code=default_code(alliance))


@transaction.atomic
def save_letterhead(
    alliance: Alliance, *, by: User, seen: str | None = None, **facts: Any
) -> Letterhead:
    """Write code, contact and phone down. Numbers given before keep their code. Raises Changed."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    found = letterhead_of(alliance)
    stood = found.seen
    changes = audit.assign(found, facts)
    if found.pk and not changes:
        return found
    if seen not in (None, stood):
        raise Changed("抬头刚被他人改动，请核对后再保存一次。")
    with audit.disable_auditlog():
        found.save()
    audit.record(found, "change", by=by, changes=changes)
    return found


def number_of(kind: str, of: Numbered) -> DocumentNumber | None:
    """The number that the document has already, if any."""
    return DocumentNumber.objects.filter(kind=kind, document=of.uuid).first()


@transaction.atomic
def number_for(
    issuer: Alliance, kind: str, year: int, *, of: Numbered, on: date, by: User | None = None
) -> DocumentNumber:
    """The document's number: the next of issuer, kind and year, given once and for good.

    Asked again it answers the same, whatever the year then. The issuer's row is the lock, so that
    numbers follow each other without a gap; what is rolled back gives its number back.
    """
    Alliance.objects.select_for_update().get(pk=issuer.pk)
    if known := number_of(kind, of):
        return known
    given = DocumentNumber.objects.filter(issuer=issuer, kind=kind, year=year)
    last = given.aggregate(last=Max("number"))["last"] or 0
    with audit.disable_auditlog():
        number = DocumentNumber.objects.create(
            issuer=issuer,
            kind=kind,
            year=year,
            number=last + 1,
            code=letterhead_of(issuer).code,
            document=of.uuid,
            given_on=on,
            given_by=by,
        )
    audit.record(number, "create", by=by)
    return number
