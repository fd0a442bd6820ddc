"""Blank spots: what the gap job costs a district; and how many queries the finder answers in."""

from collections.abc import Iterator
from functools import partial

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliance import gaps
from alliance.models import Gap
from bench.data import standing_on, undone
from bench.directory_page import get
from bench.measure import Row, alternate
from bench.stage import Stage
from grids.models import Area, TeamGrid
from members.models import PartyOrganization

GAPS, FINDER = "7 gap job", "8 finder answer"


def bars(stage: Stage) -> Iterator[Row]:
    yield from _gaps(stage)
    yield from _answers()


def _gaps(stage: Stage) -> Iterator[Row]:
    """Finding all gaps anew, and a run that finds nothing new; a district's share of the time."""
    for what, work in (("finding all", _afresh), ("a second run", _again)):
        taken = alternate(
            {"one": partial(work, stage.one), "all": partial(work, stage.all)},
            stage.size(5, 1),
            around=lambda name: standing_on(stage.one if name == "one" else stage.all),
        )
        ratio = taken["all"] / stage.scale / taken["one"]
        yield Row(GAPS, f"{what}, a district among {stage.scale}, over one alone", ratio, 1.5)
    with undone():
        gaps.find(timezone.localdate())
        second = sum(gaps.find(timezone.localdate()))
    yield Row(GAPS, "rows of a second run", second, 0, unit="")


def _afresh(database: str) -> None:
    with undone():
        Gap.objects.all().delete()
        opened, _ = gaps.find(timezone.localdate())
        assert opened, database


def _again(database: str) -> None:
    with undone():
        gaps.find(timezone.localdate())


def _answers() -> Iterator[Row]:
    portal = get_wsgi_application()
    for what, grid in (("a grid with everything", _served()), ("a grid without a post", _bare())):
        with CaptureQueriesContext(connection) as seen:
            get(portal, f"/grid/{grid.uuid}/")
        note = "persons, station and teams included"
        yield Row(FINDER, f"queries of the page of {what}", len(seen), 6, unit="", note=note)


def _served() -> Area:
    with_party = PartyOrganization.objects.filter(area__kind="grid").values("area")
    return TeamGrid.objects.filter(area__posts__until=None, area__in=with_party)[0].area


def _bare() -> Area:
    found: Area = Area.objects.filter(kind="grid", posts=None).order_by("code")[0]
    return found
