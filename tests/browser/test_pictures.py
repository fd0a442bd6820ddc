"""The pictures of the documents: SCREENSHOTS=1 pytest tests/browser/test_pictures.py"""

from pathlib import Path

import pytest

from tests.books import workbook
from tests.browser.conftest import HEIGHTS, put
from tests.browser.reader import Reader
from tests.browser.subjects import area
from tests.browser.test_stories_staff import BAD, ELSEWHERE, GOOD, HEADER, upload

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "img"


@pytest.fixture
def shoot(visit):
    """shoot(page, "home", "/", width=390): the page's first screen as docs/img/home-390.png."""

    def save(page, name, path, *, width, mode="normal"):
        visit(page, path, width=width, mode=mode)
        snap(page, f"{name}-{width}")

    return save


def snap(page, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def test_what_residents_see(page, shoot, site):
    shoot(page, "home", "/", width=1366)
    shoot(page, "home", "/", width=390)
    shoot(page, "directory", "/s/?category=meals#h-found", width=390)
    grid = area("210211013001001")
    shoot(page, "grid", grid.get_absolute_url(), width=390)
    put(page, site, "my_grid", str(grid.uuid))
    shoot(page, "home-large", "/", width=390, mode="elder")


def test_what_an_officer_sees(page, shoot, sign_in):
    sign_in(page, "liaison")
    shoot(page, "liaison", "/l/", width=390)


def test_what_the_street_sees(page, shoot, sign_in):
    sign_in(page, "street")
    shoot(page, "staff", "/w/", width=1366)
    page.goto("/w/units/import/")
    upload(Reader(page), workbook(HEADER, GOOD, BAD, ELSEWHERE))
    assert page.viewport_size == {"width": 1366, "height": HEIGHTS[1366]}
    snap(page, "import-1366")
