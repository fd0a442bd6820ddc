"""What wraps every request: its id and log line, and how its reader wants pages shown."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from common.display import COOKIE, unpack
from common.logs import request_id, route_of

Answer = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("portal.request")


def request_log(get_response: Answer) -> Answer:
    """One log line a request — id, method, route, status, ms — and the id in X-Request-ID.

    The path is left out: it may hold a sign-in token.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        token = request_id.set(uuid.uuid4().hex[:16])
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id.get()
            facts = {
                "method": request.method,
                "route": route_of(request),
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
            }
            level = logging.ERROR if response.status_code >= 500 else logging.INFO
            logger.log(level, "request", extra={"facts": facts})
            return response
        finally:
            request_id.reset(token)

    return middleware


def client_address(get_response: Answer) -> Answer:
    """REMOTE_ADDR is the visitor's own address, also behind PROXY_COUNT proxies of ours.

    Each of our proxies adds whom it saw at the end of X-Forwarded-For; what stands before is said
    by the visitor and believed by nobody: the header goes no further than here.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if settings.PROXY_COUNT and said:
            seen = [address.strip() for address in said.split(",")][-settings.PROXY_COUNT :]
            request.META["REMOTE_ADDR"] = seen[0]
        return get_response(request)

    return middleware


def readable_cookies(get_response: Answer) -> Answer:
    """A cookie that holds a NUL (by an escape) is none of ours, and PostgreSQL takes none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return get_response(request)

    return middleware


def display(get_response: Answer) -> Answer:
    """`request.display`, from the reader's cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.display = unpack(request.COOKIES.get(COOKIE, ""))  # type: ignore[attr-defined]
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
