"""Whose address lock-out and rate limits count: what our own proxies saw, never what is claimed."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from common.middleware import client_address


def seen(settings, proxies: int, **headers: str) -> tuple[str, bool]:
    """The address a view sees, and whether a claim of the visitor's is left for it to believe."""
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    client_address(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], "HTTP_X_FORWARDED_FOR" in request.META


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "1.1.1.1", "10.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        (2, "1.1.1.1, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        (2, "9.9.9.9", "9.9.9.9"),
    ],
)
def test_only_what_our_proxies_added_counts(settings, proxies, said, address):
    assert seen(settings, proxies, x_forwarded_for=said) == (address, False)


def test_without_the_header_it_is_the_peer(settings):
    assert seen(settings, 1) == ("10.0.0.1", False)
