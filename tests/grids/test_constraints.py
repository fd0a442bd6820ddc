"""Every invariant of this room is refused by the database itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from grids.models import (
    Area,
    AreaFigures,
    AreaHistory,
    AreaSuccessor,
    GridPost,
    PartyFigures,
    WorkDay,
    WorkYear,
)
from tests.conftest import START, at

LATER = START + timedelta(days=1)


def refused(constraint: str, create) -> None:
    """`create` breaks `constraint`; of a unique key SQLite names the columns only."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        create()
    words = str(error.value)
    assert constraint in words or "UNIQUE constraint failed" in words


def area(parent, **more) -> Area:
    return Area.objects.create(**{"name": "x", "valid_from": START, "parent": parent, **more})


def test_code_is_unique_among_current_areas(district, street):
    refused(
        "area_code_unique_among_current",
        lambda: area(district, kind="street", code=street.code),
    )
    area(district, kind="street", code=street.code, valid_to=LATER)


def test_a_district_and_only_a_district_is_a_root(district):
    refused("area_root_iff_district", lambda: area(None, kind="street", code="210211014"))
    refused("area_root_iff_district", lambda: area(district, kind="district", code="210212"))


@pytest.mark.parametrize(
    ("kind", "code"),
    [("street", "21021101"), ("community", "210211014"), ("grid", "2102110140010")],
)
def test_code_length_fits_the_kind(district, kind, code):
    refused("area_code_length_fits_kind", lambda: area(district, kind=kind, code=code))


def test_an_area_ends_after_it_starts(district):
    refused(
        "area_ends_after_start",
        lambda: area(district, kind="street", code="210211014", valid_to=START - timedelta(days=1)),
    )


def version(grid, since, until) -> AreaHistory:
    return AreaHistory.objects.create(area=grid, name="x", code="x", since=since, until=until)


def test_one_version_a_day(grid):
    version(grid, START, LATER)
    refused("areahistory_one_version_a_day", lambda: version(grid, START, LATER))


def test_a_version_holds_at_least_a_day(grid):
    refused("areahistory_until_after_since", lambda: version(grid, START, START))


def test_a_successor_once_and_never_itself(grid, other_grid):
    def become(heir):
        return AreaSuccessor.objects.create(area=grid, successor=heir, on=START)

    become(other_grid)
    refused("areasuccessor_once", lambda: become(other_grid))
    refused("areasuccessor_not_itself", lambda: become(grid))


def figures(place, **more) -> AreaFigures:
    return AreaFigures.objects.create(area=place, on=START, source="x", **more)


def test_figures_one_a_day_and_source(street):
    figures(street)
    refused("areafigures_one_a_day_and_source", lambda: figures(street))


def test_ground_is_positive(street):
    refused("areafigures_ground_positive", lambda: figures(street, square_km=Decimal(0)))


def test_party_figures_one_a_system(street):
    row = figures(street)

    def add():
        return PartyFigures.objects.create(
            figures=row, system="local", committees=1, branches=1, members=1
        )

    assert str(add()) == "街道、社区（村）"
    refused("partyfigures_one_a_system", add)


def held(place, **more) -> GridPost:
    fields = {"role": "head", "name": "甲", "duty_phone": "12345", "since": START}
    return GridPost.objects.create(area=place, **{**fields, **more})


def test_one_head_at_a_time(grid):
    held(grid, until=LATER)
    held(grid)
    refused("gridpost_one_head_at_a_time", lambda: held(grid, name="乙"))


def test_one_post_once(grid):
    held(grid, role="guide")
    refused("gridpost_once", lambda: held(grid, role="guide"))


def test_a_post_ends_after_it_starts(grid):
    refused("gridpost_ends_after_start", lambda: held(grid, until=START - timedelta(days=1)))


def test_a_day_is_in_the_calendar_once(db):
    year = WorkYear.objects.create(
        year=2026, official=True, source="x", changed_at=at("2026-01-01")
    )

    def add():
        day = date(2026, 1, 1)
        return WorkDay.objects.create(date=day, year=year, is_workday=False, name="元旦")

    assert str(add()) == "2026-01-01 元旦"
    refused("grids_workday_pkey", add)
    refused(
        "grids_workyear_pkey",
        lambda: WorkYear.objects.create(year=2026, source="y", changed_at=at("2026-01-01")),
    )


def test_records_say_what_they_are(street):
    assert str(figures(street)) == "大连湾街道 2026-01-01"
    assert str(WorkYear(year=2026)) == "2026 年"
    assert str(version(street, START, LATER)) == "x"
