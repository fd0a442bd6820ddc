"""A cookie with a NUL in it breaks nothing on any database."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "my_grid", "kept", "display"])
def test_a_nul_in_a_cookie_is_no_cookie(client, name):
    page = client.get("/in/", headers={"cookie": f'{name}="\\000aaaaaaaaaa"; csrftoken=x'})
    assert page.status_code == 200
    assert name not in page.wsgi_request.COOKIES
    assert page.wsgi_request.COOKIES["csrftoken"] == "x"
