"""Composite branches (兼合式): members who live here found one; their home organisation stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from common import audit
from common.races import first_come
from grids.models import Area
from members.actions.errors import PhoneOfSomebodyElse, TooFewFounders, WrongDay
from members.actions.organizations import check_parent
from members.actions.people import person_for
from members.actions.rosters import set_home
from members.models import PartyOrganization, RosterEntry, User
from members.models.organizations import OrganizationQuerySet

FEWEST = 3  # portal rule: three or more resident members found a composite branch


@dataclass(frozen=True)
class Founder:
    """A member living here, and the organisation that the membership stays with, by its name."""

    name: str
    phone: str
    home: str
    category: str


@first_come()
def found_composite(
    name: str,
    area: Area,
    founders: Sequence[Founder],
    *,
    on: date,
    by: User | None,
    now: datetime,
    homes: OrganizationQuerySet,
    parent: PartyOrganization | None = None,
) -> PartyOrganization:
    """Found a composite branch of the neighbourhood; its founders are the first of its roster.

    `homes` are the organisations that a home is looked up in by name; another name is kept as it
    is written. Raises TooFewFounders for less than three different people.
    """
    if len({founder.phone for founder in founders}) < max(FEWEST, len(founders)):
        raise TooFewFounders
    if on > timezone.localdate(now):
        raise WrongDay({"founded_on": "成立日期不能晚于今天。"})
    branch = PartyOrganization(
        kind=PartyOrganization.Kind.BRANCH,
        name=name,
        area=area,
        parent=parent,
        is_composite=True,
        founded_on=on,
    )
    check_parent(branch, parent)
    branch.full_clean(exclude=["parent"])
    with audit.disable_auditlog():
        branch.save()
        for number, founder in enumerate(founders, start=1):
            _enter(branch, founder, number, homes)
    changes = {"founders": [None, len(founders)], "founded_on": [None, on]}
    audit.record(branch, "found", by=by, changes=changes)
    return branch


def _enter(
    branch: PartyOrganization, founder: Founder, number: int, homes: OrganizationQuerySet
) -> None:
    """Put the founder on the roster; what is wrong is said at that founder's lines of the form."""
    try:
        person = person_for(founder.name, founder.phone)
    except PhoneOfSomebodyElse as error:
        raise ValidationError({f"phone{number}": error.messages}) from error
    if not (person.home_id or person.home_name):
        known = list(homes.filter(name=founder.home)[:2])
        set_home(person, known[0] if len(known) == 1 else founder.home, by=None)
    RosterEntry.objects.create(
        organization=branch, person=person, category=founder.category, since=branch.founded_on
    )
