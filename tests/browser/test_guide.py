"""The components and base pages, on the pages of guide_urls.py."""

import pytest

from tests.browser.judge import faults, too_wide

GUIDE = ["home", "form", "phone", "board", "register", "confirm"]
WRONG = {"400": 400, "403": 403, "404": 404, "429": 429, "500": 500, "csrf": 403}

pytestmark = pytest.mark.urls("tests.browser.guide_urls")


@pytest.mark.parametrize("name", GUIDE)
def test_component_page(name, page, visit):
    found = {}
    for width in (1366, 390):
        for mode in ("normal", "elder", "contrast"):
            visit(page, f"/guide/{name}/", width=width, mode=mode)
            found[width, mode] = faults(page, width=width, mode=mode)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", GUIDE)
def test_no_page_is_wider_than_its_screen(name, page, visit):
    found = {}
    for width in (1366, 683, 390, 320):
        for mode in ("normal", "wechat", "elder30"):
            visit(page, f"/guide/{name}/", width=width, mode=mode)
            found[width, mode] = too_wide(page)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("name", "status"), WRONG.items())
def test_error_page(name, status, page, visit):
    found = {}
    for width in (1366, 390):
        for mode in ("normal", "elder"):
            assert visit(page, f"/guide/{name}/", width=width, mode=mode).status == status
            complaints = [c for c in page.complaints if "Failed to load resource" not in c]
            page.complaints[:] = complaints  # Chromium itself reports the status of the page
            found[width, mode] = faults(page, width=width, mode=mode)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
