"""Every page: accessible, no wider than its screen, large enough to read and to tap."""

import pytest

from tests.browser.judge import faults
from tests.browser.pages import PAGES


@pytest.mark.parametrize(("path", "user", "needs"), PAGES, ids=[f"{p}-{u}" for p, u, _ in PAGES])
def test_page(path, user, needs, request, page, visit, sign_in):
    cast = [request.getfixturevalue(name) for name in needs]
    if user:
        sign_in(page, request.getfixturevalue(user))
    url = path.format(*[cast[0].uuid] if "{}" in path else [])
    found = {}
    for width in (1366, 390):
        for mode in ("normal", "elder"):
            answer = visit(page, url, width=width, mode=mode)
            assert (answer.status, answer.request.redirected_from) == (200, None)
            found[width, mode] = faults(page, width=width, mode=mode)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
