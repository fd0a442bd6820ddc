"""What an organisation keeps: pioneer posts, pledges, commandos, its compact. Added, and ended.

All of them are the same little thing — an organisation, some facts, from and to — so two verbs
serve them all. A pledge and a compact are one at a time: the new one ends the old the same day.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from common import audit
from common.races import first_come
from members.actions.errors import RecordChanged, WrongDay
from members.actions.people import person_for
from members.actions.rosters import check_not_ahead, check_stands
from members.models import Commando, Compact, PartyOrganization, Person, PioneerPost, Pledge, User

Thing = PioneerPost | Pledge | Commando | Compact
FIRST_DAY: dict[type[Thing], str] = {
    PioneerPost: "since",
    Pledge: "since",
    Commando: "since",
    Compact: "adopted_on",
}
ONE_AT_A_TIME: dict[type[Thing], tuple[str, ...]] = {
    Pledge: ("organization", "person"),
    Compact: ("organization",),
}
PERSON: dict[type[Thing], str] = {Pledge: "person", Commando: "leader"}


class WhichMember(ValidationError):
    """A name alone does not say who is meant."""

    def __init__(self) -> None:
        super().__init__({"phone": "名册上没有唯一的同名党员，请填写手机号。"})


def person_of(organization: PartyOrganization, name: str, phone: str) -> Person:
    """Who is meant: by the phone; or by the name alone, when the roster has one member of it."""
    if phone:
        return person_for(name, phone)
    current = organization.roster.filter(until=None, person__name=name.strip())
    people = [entry.person for entry in current.select_related("person")[:2]]
    if len(people) != 1:
        raise WhichMember
    return people[0]


@first_come()
def add_thing(
    thing: Thing, *, who: tuple[str, str] = ("", ""), by: User | None, now: datetime
) -> None:
    """Write a new post, pledge, commando or compact, not yet saved, of a standing organisation.

    `who` is name and phone of its person, if it has one.
    """
    model = type(thing)
    day = getattr(thing, FIRST_DAY[model])
    check_stands(thing.organization)
    check_not_ahead(day, now, FIRST_DAY[model])
    if who[0]:
        setattr(thing, PERSON[model], person_of(thing.organization, *who))
    if key := ONE_AT_A_TIME.get(model):
        _end_current(model, {name: getattr(thing, name) for name in key}, day)
    thing.full_clean()
    with audit.disable_auditlog():
        thing.save()
    audit.record(thing, "create", by=by)


def _end_current(model: type[Thing], same: dict[str, Any], day: date) -> None:
    current = model._default_manager.filter(until=None, **same)
    for earlier in current:
        first = getattr(earlier, FIRST_DAY[model])
        if day < first:
            raise WrongDay({FIRST_DAY[model]: f"不能早于现行的那一份（{first}）。"})
    current.update(until=day)


@first_come()
def end_thing(thing: Thing, *, on: date, by: User | None, now: datetime) -> None:
    """It stands no more from that day on; of two who end it one meets RecordChanged."""
    check_not_ahead(on, now, "on")
    if on < (first := getattr(thing, FIRST_DAY[type(thing)])):
        raise WrongDay({"on": f"不能早于开始的日期（{first}）。"})
    rows = type(thing)._default_manager.filter(pk=thing.pk, until=None)
    if not rows.update(until=on):
        raise RecordChanged
    audit.record(thing, "end", by=by, changes={"until": [None, on]})
