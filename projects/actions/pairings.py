"""Pairings 结对帮扶: agreed for a term, visited, prolonged or ended with what came of it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import Stale, stamp
from members.models import PartyOrganization, User
from projects.models import Pairing, PairingVisit


class PairingHasEnded(ValidationError):
    """Somebody else ended it meanwhile: what was done stands as it is."""

    def __init__(self) -> None:
        super().__init__("结对已结束，不能再修改。请刷新页面查看。")


class PairingChanged(Stale):
    """Somebody else changed plan or term after the page was opened."""

    def __init__(self) -> None:
        super().__init__("刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class WrongDay(ValidationError):
    """A day outside the pairing, or in the future."""


class OrganizationIsGone(ValidationError):
    """One of the two ended: nothing begins with it."""

    def __init__(self) -> None:
        super().__init__("其中一个党组织已撤销，请重新选择。")


@first_come()
def agree(
    helper: PartyOrganization,
    helped: PartyOrganization,
    *,
    plan: str,
    since: date,
    until: date,
    by: User,
    now: datetime,
) -> Pairing:
    """Begin a pairing of two current organisations for the term from `since` until `until`."""
    if helper.ended_on or helped.ended_on:
        raise OrganizationIsGone
    if since > timezone.localdate(now):
        raise WrongDay({"since": "结对日期不能晚于今天。"})
    pairing = Pairing(helper=helper, helped=helped, plan=plan.strip(), since=since, until=until)
    _check_term(pairing, until)
    pairing.full_clean()
    with audit.disable_auditlog():
        pairing.save()
    audit.record(pairing, "create", by=by)
    return pairing


def _check_term(pairing: Pairing, until: date) -> None:
    if until <= pairing.since:
        raise WrongDay({"until": "约定期满要晚于结对日期。"})


@transaction.atomic
def change(pairing: Pairing, *, plan: str, until: date, by: User, seen: str = "") -> None:
    """Write another plan or term; `seen` is the stamp of the page that asks."""
    held = _held(pairing)
    if seen not in ("", seen_as(held)):
        raise PairingChanged
    _check_term(held, until)
    changes = {"plan": [held.plan, plan.strip()], "until": [str(held.until), str(until)]}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    held.plan, held.until = plan.strip(), until
    _save(held, ["plan", "until"])
    audit.record(held, "change", by=by, changes=changes)


def seen_as(pairing: Pairing) -> str:
    return stamp(pairing.plan, pairing.until)


def _held(pairing: Pairing) -> Pairing:
    """The row, locked; raises PairingHasEnded."""
    found = Pairing.objects.select_for_update(of=("self",)).get(pk=pairing.pk)
    if found.ended_on:
        raise PairingHasEnded
    return found


def _save(pairing: Pairing, names: list[str]) -> None:
    pairing.full_clean()
    with audit.disable_auditlog():
        pairing.save(update_fields=names)


@transaction.atomic
def visit(
    pairing: Pairing, *, on: date, text: str, people: int | None, by: User, now: datetime
) -> PairingVisit:
    """Note a visit: when, what was done, how many took part (a count, nobody's name)."""
    held = _held(pairing)
    _check_day(held, on, now)
    row = PairingVisit(pairing=held, on=on, text=text.strip(), people=people, by=by)
    row.full_clean()
    with audit.disable_auditlog():
        row.save()
    audit.record(held, "visit", by=by, reason=row.text)
    return row


@transaction.atomic
def end(pairing: Pairing, *, on: date, outcome: str, by: User, now: datetime) -> None:
    """End it with what came of it; of two who do so one meets PairingHasEnded."""
    held = _held(pairing)
    _check_day(held, on, now)
    if not outcome.strip():
        raise ValidationError({"outcome": "请写明成效。"})
    held.ended_on, held.outcome = on, outcome.strip()
    _save(held, ["ended_on", "outcome"])
    facts: dict[str, Any] = {"ended_on": [None, str(on)]}
    audit.record(held, "end", by=by, changes=facts, reason=held.outcome)


def _check_day(pairing: Pairing, on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "日期不能晚于今天。"})
    if on < pairing.since:
        raise WrongDay({"on": "日期不能早于结对日期。"})
