"""What the portal already knows of a unit's month, so that the officer need not type it.

Each fact is a sentence with the page of the record behind it, and each record says it once. A
topic is a function of (unit, month) in at most two queries; all together take at most MOST.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from meetings.facts.helping import engagements, requests
from meetings.facts.institutions import meetings, resolutions
from meetings.facts.lists import bookings, items
from meetings.facts.shapes import KINDS, Fact, Month
from meetings.facts.works import works
from meetings.models import LiaisonReport, Meeting
from members.models import MemberUnit, User
from projects.models import Request

__all__ = ["KINDS", "MOST", "Fact", "facts_of", "kept", "month_facts", "opened_by"]

MOST = 8  # queries


def month_facts(report: LiaisonReport, *, now: datetime) -> list[Fact]:
    """All facts of the month of the report's unit, those that it leaves out as well."""
    month = Month.of(report.month, now)
    met = engagements(report.unit, month)
    return [
        *met,
        *requests(report.unit, month),
        *items(report.unit, month),
        *bookings(report.unit, month, met),
        *works(report.unit, month),
        *meetings(report.unit, month),
        *resolutions(report.unit, month),
    ]


def facts_of(report: LiaisonReport, *, now: datetime) -> list[Fact]:
    """What the report will say: the month's facts without those the officer leaves out."""
    return kept(month_facts(report, now=now), report.left_out)


def kept(facts: Iterable[Fact], left_out: Sequence[str]) -> list[Fact]:
    return [fact for fact in facts if fact["key"] not in left_out]


def opened_by(report: LiaisonReport, user: User) -> list[tuple[str, str]]:
    """(text, address of the record's page or "") of the frozen facts; at most three queries.

    Staff of the unit's area open whatever the unit has a part in, but for meetings and requests
    of other places; who reads the report for another alliance opens none.
    """
    if not MemberUnit.objects.visible_to(user).filter(pk=report.unit_id).exists():
        return [(fact["text"], "") for fact in report.facts]
    shut = {
        f"{kind}:{pk}"
        for kind, model in (("meeting", Meeting), ("request", Request))
        if (keys := _keys(report.facts, kind))
        for pk in keys
        - set(model.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    }
    return [
        (fact["text"], "" if fact.get("key") in shut else fact.get("staff", ""))
        for fact in report.facts
    ]


def _keys(facts: Iterable[Fact], kind: str) -> set[int]:
    return {int(fact["key"].split(":")[1]) for fact in facts if fact.get("kind") == kind}
