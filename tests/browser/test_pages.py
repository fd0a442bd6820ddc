"""Every page: accessible, no wider than its screen, large enough to read and to tap."""

import pytest
from django.urls import URLPattern, get_resolver

from tests.browser.conftest import HEIGHTS, enlarge
from tests.browser.judge import faults, too_wide
from tests.browser.pages import NO_PAGE, OF_AN_IMPORT, PAGES, title_of, url_of


@pytest.mark.parametrize("one", PAGES, ids=title_of)
def test_page(one, page, visit, sign_in):
    account, url = one[2], url_of(one)
    if account:
        sign_in(page, account)
    found = {}
    for mode, larger, largest in (("normal", enlarge, "wechat"), ("elder", widen, "elder30")):
        answer = visit(page, url, mode=mode)
        assert (answer.status, answer.request.redirected_from) == (200, None)
        found |= looked_at(page, mode)
        larger(page)
        found |= looked_at(page, largest)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


def widen(page):
    """As the server writes it for who chose the largest print."""
    page.evaluate("document.documentElement.classList.add('x3')")


def looked_at(page, mode):
    """What is wrong at each width; all but the two largest modes are judged wholly."""
    found = {}
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        whole = mode in ("normal", "elder") and width in (1366, 390)
        found[width, mode] = faults(page, width=width, mode=mode) if whole else too_wide(page)
    return found


def names(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)


def test_every_page_is_opened():
    every = set(names(get_resolver("alliance.urls").url_patterns))
    data = {name for name in every if name.startswith("api:") and name != "api:docs"}
    data |= {name for name in every if name.endswith(OF_AN_IMPORT)}
    assert every - data - NO_PAGE == {page[0] for page in PAGES}
