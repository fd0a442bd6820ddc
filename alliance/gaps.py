"""Blank spots are found, and closed, by what the rooms say is missing: a few statements a kind."""

from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Greatest

import grids.gaps
import members.gaps
import projects.gaps
from alliance.models import Gap
from common.insert import insert_missing
from grids.models import Area

TAKEN = ("area", "district", "street", "community", "owner")
OWNER = Coalesce("community", "street", "district")


def missing(day: date) -> dict[str, QuerySet[Area]]:
    """Areas with a gap on `day`, by Gap.Kind, as the rooms define it."""
    found = grids.gaps.gaps(day) | members.gaps.gaps(day) | projects.gaps.gaps(day)
    return {kind: found[kind] for kind in Gap.Kind.values}


@transaction.atomic
def find(day: date) -> tuple[int, int]:
    """Open a gap wherever something is missing and close those that are filled: (new, closed).

    Set by set: its cost goes by the number of areas, not of gaps. A second run changes nothing.
    """
    opened = closed = 0
    for kind, areas in missing(day).items():
        known = Gap.objects.open().filter(kind=kind)
        closed += _close(known.exclude(area__in=areas.values("pk")), day)
        opened += _open(kind, areas.exclude(pk__in=known.values("area")), day)
    # A grid that moved is now another community's to see to.
    Gap.objects.open().exclude(owner=OWNER).update(owner=OWNER)
    return opened, closed


def _open(kind: str, areas: QuerySet[Area], day: date) -> int:
    rows = areas.order_by().annotate(area=F("pk"), owner=OWNER)
    return insert_missing(Gap, rows, TAKEN, kind=kind, opened_on=day)


def _close(gaps: QuerySet[Gap], day: date) -> int:
    """A run as of an earlier day closes no gap before it was found."""
    return gaps.update(closed_on=Greatest(F("opened_on"), day))
