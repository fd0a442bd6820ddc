"""The residents' directory, beside a view that runs its SQL into a page that is ready."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.django import Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.measure import Row, alternate
from bench.stage import Stage
from grids.models import Area
from projects import directory
from projects.memory import forget

BAR = "3 directory page"
ROWS = 15
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]
ready: dict[str, Any] = {}  # what the limit view needs: the SQL, its parameters, the page


def limit(request: HttpRequest) -> HttpResponse:
    """The one SQL of the page, read to its last row, and a template without a single tag."""
    with connection.cursor() as cursor:
        cursor.execute(ready["sql"], ready["params"])
        cursor.fetchall()
    page: Template = ready["page"]
    return HttpResponse(page.render())


def bars(stage: Stage) -> Iterator[Row]:
    portal = get_wsgi_application()
    street = Area.objects.filter(kind="street").order_by("code")[0]
    query = urlencode({"area": street.uuid})
    ask = partial(get, portal, "/s/", query)
    forget()
    cold, warm = _queries(ask), _queries(ask)
    yield Row(BAR, "queries", warm, 3, unit="", note=f"{cold} once a minute a process")
    prepare(street, ask())
    taken = alternate(
        {"ours": partial(_often, ask), "limit": partial(_often, _limit(portal))},
        stage.size(25, 1),
        clock=time.thread_time,
    )
    what = f"Python CPU of the page of a street, {ROWS} rows, over its SQL and a constant page"
    yield Row(BAR, what, taken["ours"] / taken["limit"], 15)


def get(portal: Application, path: str, query: str = "") -> bytes:
    """One GET through the whole of the portal, as gunicorn would ask for it."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    answer = portal(environ, lambda line, headers, exc_info=None: status.append(line))
    body = b"".join(answer)
    answer.close()
    assert status == ["200 OK"], (path, status)
    return body


def prepare(street: Area, page: bytes) -> None:
    """Take the SQL from the page's own queryset, and the page as it was answered."""
    html = page.decode()
    assert html.count("<li><h3>") == ROWS, "the page of a full street has all its rows"
    wish = directory.read({"area": str(street.uuid)})
    with CaptureQueriesContext(connection) as seen:
        directory.answer(wish, timezone.localdate())
    ready["sql"], ready["params"] = seen.captured_queries[0]["sql"], None
    ready["page"] = engines["django"].from_string(html)


def _limit(portal: Application) -> Callable[[], bytes]:
    return partial(get, portal, "/bench/limit/")


def _queries(ask: Callable[[], bytes]) -> int:
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def _often(ask: Callable[[], bytes], times: int = 20) -> None:
    for _ in range(times):
        ask()
