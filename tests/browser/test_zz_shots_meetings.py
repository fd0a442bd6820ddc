import pytest
from tests.browser.conftest import HEIGHTS
from tests.browser.pages import PAGES, url_of


def test_shots(page, visit, sign_in):
    seen = set()
    for one in PAGES:
        if not one[0].startswith("meetings:"):
            continue
        name = one[0].split(":")[1] + "-" + one[2]
        sign_in(page, one[2])
        url = url_of(one)
        for mode in ("normal", "elder"):
            visit(page, url, mode=mode)
            for width in (1366, 390):
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                page.screenshot(path=f"/tmp/mshots/{name}-{mode}-{width}.png", full_page=True)
