"""What residents said was solved last month: counted for their home page."""

from datetime import date

import pytest

from projects.actions.requests import confirm
from projects.models import Request
from projects.places import places
from projects.requests.solved import last_month, solved_in
from tests.conftest import at
from tests.projects.test_asking import NOW, done, make_request

TODAY = date(2026, 11, 10)


def solved(area, unit, on: str, clock: str = "09:00", *, word: bool = True) -> Request:
    made = done(make_request(area), unit)
    confirm(made, solved=word, rating="good", words="", seen=NOW, now=at(on, clock))
    return made


@pytest.mark.parametrize(
    ("today", "month"),
    [(TODAY, date(2026, 10, 1)), (date(2026, 1, 31), date(2025, 12, 1))],
)
def test_last_month(today, month):
    assert last_month(today) == month


def test_only_what_residents_said_was_solved_and_only_last_month(grid, unit):
    solved(grid, unit, "2026-10-01", "00:00")
    solved(grid, unit, "2026-10-31", "23:59")
    solved(grid, unit, "2026-09-30", "23:59")
    solved(grid, unit, "2026-11-01", "00:00")
    solved(grid, unit, "2026-10-15", word=False)
    done(make_request(grid), unit, now=at("2026-10-15"))  # the unit's word alone
    assert solved_in(None, TODAY) == 2


def test_it_is_counted_for_the_place_in_one_query(
    grid, other_grid, unit, django_assert_num_queries
):
    solved(grid, unit, "2026-10-05")
    solved(other_grid, unit, "2026-10-05")
    here = places().by_id[grid.community_id]
    with django_assert_num_queries(1):
        assert solved_in(here, TODAY) == 1
    assert solved_in(None, TODAY) == 2


def test_the_home_page_says_it_with_its_definition_or_not_at_all(client, grid, unit, monkeypatch):
    assert "居民说解决了" not in client.get("/").content.decode()
    monkeypatch.setattr("alliance.views.homes.timezone.localdate", lambda *at: TODAY)
    solved(grid, unit, "2026-10-05")
    page = client.get("/").content.decode()
    assert '2026 年 10 月，居民说解决了的需求有 <span class="num">1</span> 件' in page
    assert "只数居民自己确认" in page


@pytest.mark.parametrize("look", ["", "22"])
def test_asking_and_following_are_one_tap_from_home(client, look):
    client.cookies["display"] = look
    page = client.get("/").content.decode()
    assert page.count('href="/ask/"') >= 2
    assert page.count('href="/track/"') >= 2


def test_who_finds_nothing_may_ask(client):
    page = client.get("/s/?q=没有的东西").content.decode()
    assert "没找到？提一个需求" in page
    assert '<a href="/ask/"><svg' in page
