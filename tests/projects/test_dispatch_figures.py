"""Figures about requests: each defined, and each opening exactly its records."""

from datetime import date, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from auditlog.models import LogEntry

from projects.models import Request
from projects.requests.figures import COLUMNS, FIGURES, Period, figures, periods, share
from projects.requests.holders import of_unit
from tests.conftest import at
from tests.projects.dispatching import TERMS, asked, by_grid, led, raw

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
PAGE = "/w/requests/figures/?from=2026-11-01&to=2026-11-30"


@pytest.fixture
def many(grid, community, other_grid, unit, grid_user):
    """Some of everything at home, in November; one in October; one elsewhere."""
    asked(grid)
    asked(community, now=at("2026-10-31", "23:59"))
    asked(grid, now=at("2026-11-30", "23:59"))
    led(asked(other_grid), "accepted")
    led(asked(grid, code="haircut"), "accepted")
    led(asked(grid, code="checkup"), "dispatched", of_unit(unit))
    led(asked(grid), "taken", by_grid(grid_user))
    raw(led(asked(grid, code="locks"), "taken"), taken_at=at("2026-11-12"))  # a day too late
    led(asked(community), "done", of_unit(unit))
    raw(led(asked(grid), "done"), done_at=at("2026-11-20"))  # a day too late
    led(asked(grid, code="checkup"), "confirmed", of_unit(unit))
    raw(led(asked(grid, code="checkup"), "confirmed"), solved=False, rating="bad")
    led(asked(grid), "reopened")
    led(asked(grid), "declined")
    led(asked(grid), "withdrawn")


def test_what_is_counted_and_how(many, community_user):
    found = figures(Request.objects.visible_to(community_user), NOVEMBER)

    assert found.counts == {
        "received": 13,
        "open": 7,
        "accepted": 9,
        "declined": 1,
        "taken": 7,
        "taken_in_time": 6,
        "done": 4,
        "done_in_time": 3,
        "confirmed": 2,
        "answered": 3,
        "solved": 1,
        "reopened": 1,
    }
    assert found.days == 0.0
    assert share(found, "solved") == "33%（居民回过话 3 件）"
    assert share(found, "received") == share(found, "open") == ""


def test_the_median_is_in_workdays(grid, community_user):
    for days in (1, 3, 9):
        raw(led(asked(grid), "done"), done_at=at("2026-11-10") + timedelta(days=days))
    found = figures(Request.objects.visible_to(community_user), NOVEMBER)
    assert found.days == 3.0


def test_nothing_done_has_no_median(grid, community_user):
    asked(grid)
    assert figures(Request.objects.visible_to(community_user), NOVEMBER).days is None


def opened(client, url):
    """How many the list behind a figure has."""
    return client.get(url).context["list"].count


def test_every_figure_opens_exactly_its_records(client, many, district_user):
    client.force_login(district_user)
    context = client.get(PAGE).context

    assert [one.key for one, *_ in context["lines"]] == [one.key for one in FIGURES]
    for one, count, _, url in context["lines"]:
        assert parse_qs(urlsplit(url).query)["figure"] == [one.key]
        assert opened(client, url) == count, one.key
    for title, rows in context["tables"]:
        assert rows, title
        for line in rows:
            for key, (count, url) in zip(COLUMNS, line.cells, strict=True):
                assert opened(client, url) == count, (title, line.name, key)


def test_tables_put_most_open_first_and_name_no_unit_and_nobody(client, many, district_user):
    client.force_login(district_user)
    answer = client.get(PAGE)
    communities, categories = (rows for _, rows in answer.context["tables"])

    assert [(line.name, line.counts["open"]) for line in communities] == [
        ("海青社区", 7), ("锦绣社区", 1),
    ]  # fmt: skip
    assert [line.counts["open"] for line in categories] == sorted(
        [line.counts["open"] for line in categories], reverse=True
    )
    main = answer.content.decode().partition("<main")[2]
    for name in ("区第二医院", "网格员甲", "红色管家志愿队"):
        assert name not in main


def test_every_figure_says_how_it_is_counted(client, many, community_user):
    client.force_login(community_user)
    text = client.get(PAGE).content.decode()
    for one in FIGURES:
        assert one.definition in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=x&to=y",
        "from=2026-12-01&to=2026-11-01",
        "from=2026-11-01&to=9999-12-31",
        "from=0001-01-01&to=2026-11-30",
    ],
)
def test_a_period_that_makes_no_sense_is_this_month(client, many, community_user, query):
    client.force_login(community_user)
    context = client.get(f"/w/requests/figures/?{query}").context
    assert [chosen for _, _, chosen in context["periods"]] == [True, False, False, False, False]


def test_the_periods_reports_are_about():
    assert periods(date(2026, 1, 15)) == [
        ("本月", Period(date(2026, 1, 1), date(2026, 1, 15))),
        ("上月", Period(date(2025, 12, 1), date(2025, 12, 31))),
        ("本季度", Period(date(2026, 1, 1), date(2026, 1, 15))),
        ("今年", Period(date(2026, 1, 1), date(2026, 1, 15))),
        ("去年", Period(date(2025, 1, 1), date(2025, 12, 31))),
    ]


def test_the_file_has_the_same_figures_and_their_definitions(client, many, district_user):
    client.force_login(district_user)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{PAGE}&export=xlsx").content))
    rows = [list(row) for sheet in book for row in sheet.iter_rows(values_only=True)]

    total = next(row for row in rows if row[0] == "合计")
    assert total[:4] == ["合计", "全部", 8, 14]
    assert "按时办结：已办结的当中" in str(rows)
    assert LogEntry.objects.filter(additional_data__verb="export").count() == 1


def test_figures_cost_the_same_however_many(
    client, grid, community, district_user, django_assert_max_num_queries
):
    client.force_login(district_user)
    led(asked(grid), "done")
    client.get(PAGE)
    with django_assert_max_num_queries(12) as one:
        client.get(PAGE)
    for code in ("haircut", "checkup"):
        led(asked(community, code=code), "done", **TERMS)
    with django_assert_max_num_queries(len(one)):
        client.get(PAGE)


def test_what_is_overdue_now_stands_on_the_page_whatever_the_period(client, grid, street_user):
    client.force_login(street_user)
    assert "现在没有逾期的" in client.get(PAGE).content.decode()
    led(asked(grid, now=at("2026-01-05")), "dispatched", **TERMS)
    raw(Request.objects.get(), take_by=date(2026, 1, 6), done_by=date(2026, 1, 9))
    page = client.get(PAGE).content.decode()
    assert '<a href="/w/requests/?wait=overdue">现在逾期 1 件</a>' in page
