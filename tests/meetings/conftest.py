from datetime import date

import pytest

from grids.calendar import ensure_years
from meetings.actions.reports import open_month
from meetings.models import LiaisonReport
from tests.conftest import at

MONTH = date(2026, 11, 1)


@pytest.fixture
def calendar(db):
    ensure_years([2025, 2026, 2027], now=at("2026-11-01"))


@pytest.fixture
def report(alliance, unit, calendar) -> LiaisonReport:
    """November's report of the first unit, as the job opens it."""
    open_month(at("2026-11-01"))
    return LiaisonReport.objects.get(unit=unit)
