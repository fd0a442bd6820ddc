"""The memory of two preloaded web workers after residents and staff have used them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bench.measure import Row
from bench.processes import children, pss, web_server
from bench.stage import Stage
from grids.models import Area
from members.models import MemberUnit, Posting, User
from projects.models import Service

BAR = "6 web worker memory"
VISITORS = 4
RESIDENTS = ["/", "/s/", "/s/?q=助餐", "/s/?kind=resource", "/grid/", "/grid/?q=社区", "/in/"]
STAFF = ["/w/", "/w/units/", "/w/liaisons/", "/w/areas/", "/w/lists/service/", "/w/reports/"]


def bars(stage: Stage) -> Iterator[Row]:
    street = Area.objects.filter(kind="street").order_by("code")[0]
    cookie = f"{settings.SESSION_COOKIE_NAME}={sign_in(street)}"
    with web_server() as (master, port):
        fresh = max(map(pss, children(master)))
        with ThreadPoolExecutor(VISITORS) as visitors:
            each = stage.size(150, 15)
            visits = partial(visit, port, pages(street), cookie, each)
            seen = set().union(*visitors.map(visits, range(VISITORS)))
        workers = [pss(pid) for pid in children(master)]
    assert len(workers) == 2, "a web worker died"
    assert seen == {200}, f"answers {sorted(seen)}"
    note = f"{fresh:.0f} at the start"
    what = f"PSS of the larger of two, after {VISITORS * each} pages"
    yield Row(BAR, what, max(workers), 80, unit="MiB", note=note)


def sign_in(street: Area) -> str:
    """The key of a session of somebody who works for the street."""
    user = User.objects.create(username="bench_street", name="街道", is_active=True)
    Posting.objects.create(
        user=user, area=street, role=Posting.Role.STREET, since=timezone.localdate()
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def pages(street: Area) -> list[str]:
    """Pages of both doors, of the street that the bench's staff member works for."""
    community = Area.objects.filter(street=street, kind="community").order_by("code")[0]
    service = Service.objects.filter(street=street).order_by("pk")[0]
    unit = MemberUnit.objects.filter(street=street).order_by("pk")[0]
    return [
        *RESIDENTS,
        f"/s/?area={street.uuid}",
        f"/s/?area={community.uuid}&page=2",
        f"/s/{service.uuid}/",
        f"/grid/{street.uuid}/",
        f"/grid/{community.uuid}/",
        *STAFF,
        f"/w/units/{unit.uuid}/",
        f"/w/areas/{street.uuid}/",
        "/api/v1/areas/",
    ]


def visit(port: int, paths: list[str], cookie: str, count: int, start: int) -> set[int]:
    """Ask for `count` pages in turn on one connection; the statuses that came back."""
    line, statuses = HTTPConnection("127.0.0.1", port, timeout=60), set[int]()
    own = {"Cookie": cookie}
    for path in islice(cycle(paths[start:] + paths[:start]), count):
        is_staff = path.startswith(("/w/", "/api/"))
        line.request("GET", quote(path, safe="/?=&"), headers=own if is_staff else {})
        answer = line.getresponse()
        answer.read()
        statuses.add(answer.status)
    line.close()
    return statuses
