"""Suggestions: what the candidates of one need cost, and all the needs of a street at night."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db.models import Q
from django.utils import timezone

from bench.data import standing_on, undone
from bench.measure import Row, Work, alternate
from bench.stage import Stage
from grids.models import Area
from projects.actions import matches
from projects.matching.ask import ask_of
from projects.matching.exact import ranked
from projects.matching.reach import open_needs
from projects.matching.suggestions import suggestions
from projects.models import Demand, Match, Resource

ONE, NIGHT = "10 candidates of a need", "11 nightly suggestions"
ROUNDS = 41


def bars(stage: Stage) -> Iterator[Row]:
    with standing_on(stage.all):
        yield from _one(stage)
        yield from _night(stage)
    yield _among(stage)


def needs() -> list[Demand]:
    """Open needs of communities in the first street: some with days, numbers and dates."""
    street = Area.objects.filter(kind="street").order_by("code")[0]
    found = open_needs(timezone.localdate()).filter(street=street, community__isnull=False)
    return list(found.order_by("pk")[:8])


def _one(stage: Stage) -> Iterator[Row]:
    """As on the page: ranked, read, with the reasons in words."""
    keys = [need.pk for need in needs()]
    rows = list(Resource.objects.order_by("pk").values_list("pk", flat=True)[:5])
    taken = alternate(
        {"ours": partial(_suggest, keys), "limit": partial(_read, keys, rows)},
        stage.size(ROUNDS, 1),
    )
    what = "ranking the candidates with reasons, over reading the need and five rows"
    yield Row(ONE, what, taken["ours"] / taken["limit"], 10)


def _suggest(keys: list[int]) -> None:
    for key in keys:
        need = Demand.objects.get(pk=key)
        assert suggestions(need, now=timezone.now())


def _read(keys: list[int], rows: list[int]) -> None:
    for key in keys:
        Demand.objects.get(pk=key)
        assert len(Resource.objects.in_bulk(rows)) == len(rows)


def _among(stage: Stage) -> Row:
    what = f"the same among {stage.scale} districts, over one alone"
    if stage.scale == 1:
        return Row(ONE, what, None, 1.3, note="needs SCALE > 1")

    def work() -> None:
        _suggest([need.pk for need in needs()])

    works: dict[str, Work] = {stage.all: work, stage.one: work}
    taken = alternate(works, stage.size(ROUNDS, 1), around=_within)
    return Row(ONE, what, taken[stage.all] / taken[stage.one], 1.3)


@contextmanager
def _within(database: str) -> Iterator[None]:
    with standing_on(database):
        _suggest([need.pk for need in needs()])  # a fresh connection knows no plans yet
        yield


def _night(stage: Stage) -> Iterator[Row]:
    """A street whose needs have no list yet, so that every row is written; and one that has."""
    street = Area.objects.filter(kind="street").order_by("code")[0]
    taken = alternate(
        {
            "ours": partial(_match, street),
            "limit": lambda: list(Demand.objects.filter(street=street)),
        },
        stage.size(15, 1),
        around=lambda name: undone(),
    )
    what = "suggesting for all needs of a street and storing it, over reading them"
    yield Row(NIGHT, what, taken["ours"] / taken["limit"], 40)
    with undone():
        _match(street)
        yield Row(NIGHT, "stored score, over the exact", _kept(street), 0.99, at_least=True)
        again = matches.match_place(street.district_id, street.pk, now=timezone.now())[1]
        yield Row(NIGHT, "lists written by a second run", again, 0, unit="")


def _match(street: Area) -> None:
    count, changed = matches.match_place(street.district_id, street.pk, now=timezone.now())
    assert (count > 0, changed) == (True, count)


def _kept(street: Area) -> float:
    """What the stored lists of the street score, over the exact lists of the same needs."""
    here, now = Q(street=street), timezone.now()
    exact = sum(
        one.score
        for need in open_needs(timezone.localdate(now)).filter(here)
        for one in ranked(ask_of(need), now=now)
    )
    return sum(Match.objects.filter(demand__street=street).values_list("score", flat=True)) / exact
