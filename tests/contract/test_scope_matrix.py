"""Every address × every role × home and away: the answer, and that a refusal changed nothing."""

import pytest
from django.urls import URLPattern, get_resolver

from alliance import desk
from members.models import User
from members.models.units import MemberUnitQuerySet
from tests.contract.conftest import Visitor
from tests.contract.policies import POLICIES, ROLES
from tests.contract.routes import ROWS

REFUSED = {"in", "400", "403", "404", "405", "415"}


def names_of(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names_of(pattern.url_patterns, namespace + inner)


def test_every_address_has_a_row_and_every_row_an_address():
    assert {row.name for row in ROWS} == set(names_of(get_resolver().url_patterns))


def test_every_policy_is_used():
    assert {p for row in ROWS for p in (row.get, row.post) if p} == set(POLICIES)


def wrong(visitor, method, row, url, expected):
    """What is wrong with the answer, as one line each."""
    code, written = visitor.ask(method, url)
    fits = code in expected or (method == "POST" and expected == {"ok"} and code == "go")
    if not fits:
        yield f"{method} {url} ({row.name}): {code}, not {'/'.join(sorted(expected))}"
    if written and (method == "GET" or code in REFUSED):
        yield f"{method} {url} ({row.name}) answered {code} but wrote: {written[0]}"


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_the_answer_that_is_theirs(role, world):
    user = world.user(ROLES[role]) if ROLES[role] else None
    world.personal(user)
    visitor = Visitor(user)
    found = [
        line
        for row in ROWS
        for side in row.sides
        for method, policy in row.served.items()
        for line in wrong(
            visitor,
            method,
            row,
            row.url(getattr(world, side)),
            {POLICIES[policy][side, role]},
        )
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", ["anon", "dist", "liai"])
def test_no_address_serves_a_method_that_has_no_row(role, world):
    user = world.user(ROLES[role]) if ROLES[role] else None
    world.personal(user)
    visitor = Visitor(user)
    found = [
        line
        for row in ROWS
        for method in ("GET", "POST", "PUT", "DELETE")
        if method not in row.served
        for line in wrong(visitor, method, row, row.url(world.home), REFUSED)
    ]

    assert not found, "\n".join(found)


def test_a_page_open_to_strangers_would_be_noticed(world, monkeypatch):
    world.personal(world.user("street_user"))
    row = next(row for row in ROWS if row.name == "members:unit")
    visitor, url = Visitor(world.user("street_user")), row.url(world.away)
    assert not list(wrong(visitor, "GET", row, url, {"404"}))

    monkeypatch.setattr(MemberUnitQuerySet, "visible_to", lambda units, user: units.all())

    assert list(wrong(visitor, "GET", row, url, {"404"})) == [
        f"GET {url} (members:unit): ok, not 404"
    ]


def test_a_read_that_writes_would_be_noticed(world, monkeypatch):
    row = next(row for row in ROWS if row.name == "home:staff")
    user = world.user("street_user")

    def of(user, now, honest=desk.of):
        User.objects.filter(pk=user.pk).update(name="")
        return honest(user, now)

    monkeypatch.setattr(desk, "of", of)

    (line,) = wrong(Visitor(user), "GET", row, "/w/", {"ok"})
    assert line.startswith("GET /w/ (home:staff) answered ok but wrote: UPDATE")
    user.refresh_from_db()
    assert user.name == "周敏"
