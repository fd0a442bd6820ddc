"""Every page: accessible, no wider than its screen, large enough to read and to tap."""

import pytest

from tests.browser.judge import faults
from tests.browser.pages import PAGES


@pytest.mark.parametrize(
    ("path", "user", "needs"), PAGES, ids=[f"{number}-{row[1]}" for number, row in enumerate(PAGES)]
)
def test_page(path, user, needs, request, page, visit, sign_in):
    for fixture in needs:
        request.getfixturevalue(fixture)
    if user:
        sign_in(page, request.getfixturevalue(user))
    url = path(request.getfixturevalue) if callable(path) else path
    found = {}
    for width in (1366, 390):
        for mode in ("normal", "elder"):
            answer = visit(page, url, width=width, mode=mode)
            assert answer.status == 200, url
            found[width, mode] = faults(page, width=width, mode=mode)
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
