"""The cast with one record of everything on each side: at home, and away in another street."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from common.fields import encrypt
from common.models import ImportBatch, ImportRow
from common.sheets import batches
from grids.models import Area, GridPost
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.actions.links import make_link
from members.models import Alliance, AllianceMembership, Posting, User
from notices.models import Notice
from projects.models import Demand, Resource, Service
from tests.books import workbook
from tests.conftest import START, at
from tests.contract.topics import TOPICS

UPLOADS = [
    "grids:area",
    "grids:post",
    "grids:figures",
    "grids:calendar",
    "members:units",
    "members:liaisons",
    "projects:resource",
    "projects:service",
    "projects:demand",
]
FAR = date(2099, 1, 1)
OWN_FACTS = {
    Resource: {"form": "venue"},
    Service: {"audience": "居民", "place": "社区卫生站", "hours": "周一 9:00–11:00"},
    Demand: {},
}


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.contract)


@pytest.fixture
def elsewhere_user(db) -> User:
    """Administers another district, which has nothing to do with the first."""
    district = Area.objects.create(
        kind="district", code="210212", name="旅顺口区", parent=None, valid_from=START
    )
    user = User.objects.create_user(username="elsewhere", password="a-long-pass-1", name="郑凯")
    Posting.objects.create(user=user, role="district", area=district, since=START)
    return user


@pytest.fixture
def bystander(street) -> User:
    """Another account of the home street: what is personal is nobody's but the person's."""
    user = User.objects.create_user(username="bystander", password="a-long-pass-1", name="冯洁")
    Posting.objects.create(user=user, role="street", area=street, since=START)
    return user


@pytest.fixture
def home(street, community, grid, post, unit, liaison_user, street_user, alliance, category):
    side = SimpleNamespace(street=street, community=community, grid=grid, post=post, unit=unit)
    side.token = make_link(liaison_user.person, by=street_user, now=timezone.now())
    return _furnish(side, alliance, street_user, liaison_user)


@pytest.fixture
def away(
    other_street,
    other_community,
    other_grid,
    other_unit,
    other_liaison_user,
    other_street_user,
    elsewhere_user,
    category,
):
    side = SimpleNamespace(street=other_street, community=other_community, grid=other_grid)
    side.unit, side.token = other_unit, "no-such-token"
    side.post = GridPost.objects.create(
        area=other_grid, role="head", name="何志强", duty_phone="0411-87600909", since=START
    )
    alliance = Alliance.objects.create(
        name="红旗街道区域化党建联合体", area=other_street, founded_on=START
    )
    AllianceMembership.objects.create(alliance=alliance, unit=other_unit, since=START)
    return _furnish(side, alliance, other_street_user, other_liaison_user, elsewhere_user)


def _furnish(side, alliance, by, officer, account=None):
    side.alliance = alliance
    side.rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=2, weekday=2)
    side.meeting = Meeting.objects.create(
        rule=side.rule, period=date(2099, 1, 1), starts_at=at("2099-03-11", "14:30")
    )
    side.report = LiaisonReport.objects.create(
        unit=side.unit, area=side.unit.area, month=date(2026, 11, 1), due_on=date(2026, 11, 27)
    )
    side.account = account or by
    side.posting = side.account.postings.get()
    side.items = {
        (kind.KIND, state): listed(kind, side, by, state)
        for kind in (Resource, Service, Demand)
        for state in ("draft", "published")
    }
    for topic in TOPICS:
        topic.furnish(side, by)
    return side


def listed(kind, side, by, status="published", **facts):
    """An item of the side's unit, written as the database lets it be."""
    given = {
        "title": f"{side.unit.label}的{kind._meta.verbose_name}",
        "category_id": _category(),
        "unit": side.unit,
        "area": side.community,
        "contact": "党群办公室",
        "phone": "0411-87600202",
        "is_public": kind is not Demand,
        "created_at": at("2026-11-01"),
        "created_by": by,
        **OWN_FACTS[kind],
        **facts,
    }
    if status in ("published", "lapsed"):
        given |= {"reviewed_by": by, "published_at": at("2026-11-02")}
        given = {"last_confirmed": date(2026, 11, 2), "valid_until": FAR, **given}
    item = kind(status=status, **given)
    item.search_text = item.text_to_search()
    item.save()
    return item


def _category() -> int:
    from projects.models import Category

    return Category.objects.get(code="meals").pk


def upload(name: str, by: User):
    """An uploaded sheet of that import, with one row that no check lets through."""
    importer = resolve(reverse(f"{name}_import")).kwargs["importer"]
    titles = [column.title for column in importer.columns]
    data = workbook(titles, ["?" for _ in titles])
    return batches.receive(importer, data, "sheet.xlsx", by=by, now=at("2026-11-10"))


def imported(name: str, by: User):
    """A written batch of that import, whose one record is gone already: it can be undone."""
    importer = resolve(reverse(f"{name}_import")).kwargs["importer"]
    batch = ImportBatch.objects.create(
        kind=importer.kind,
        file_name="sheet.xlsx",
        content=b"",
        uploaded_by=by,
        uploaded_at=at("2026-11-10"),
        status=ImportBatch.Status.WRITTEN,
        written_at=timezone.now(),
    )
    content = encrypt(b'{"before": null, "after": {}}')
    ImportRow.objects.create(batch=batch, order=0, model="grids.GridPost", key=0, content=content)
    return batch


def notice(user: User) -> Notice:
    """A notice to the person, on an occasion of its own."""
    return Notice.objects.create(
        recipient=user, kind="report_due", subject=1, slot=str(uuid4()), raised_at=at("2026-11-10")
    )


@pytest.fixture
def world(request, home, away, bystander):
    """Both sides and everybody; `personal(user)` gives a person uploads and a notice."""

    uploads = [*UPLOADS, *(name for topic in TOPICS for name in topic.UPLOADS)]

    def personal(user: User | None) -> None:
        for side, owner in ((home, user or bystander), (away, bystander)):
            side.batches = {name: upload(name, owner) for name in uploads}
            side.written = {name: imported(name, owner) for name in uploads}
            side.notice = notice(owner)

    return SimpleNamespace(home=home, away=away, personal=personal, user=request.getfixturevalue)


READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "PRAGMA", "SET ")
OWN_HOUSEKEEPING = ("django_session", "axes_", "last_login")


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements by which anything was changed, sessions and lock-out counts aside."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        if not sql.lstrip("(").startswith(READS) and not any(
            name in sql for name in OWN_HOUSEKEEPING
        ):
            found.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


class Visitor:
    """A browser of somebody, or of nobody. Whatever a request writes is taken back."""

    def __init__(self, user: User | None) -> None:
        self.session = ""
        if user:
            user.refresh_from_db()  # making a link ends the sessions before it
            client = Client()
            client.force_login(user)
            self.session = client.session.session_key or ""

    def ask(self, method: str, url: str):
        """(code as in policies.py, statements that changed something)"""
        cache.clear()
        client = Client()
        if self.session:
            client.cookies["sessionid"] = self.session
        with transaction.atomic(), writes() as written:
            response = client.generic(method, url, content_type=FORM)
            transaction.set_rollback(True)
        return said(response), written


FORM = "application/x-www-form-urlencoded"


def said(response) -> str:
    if response.status_code == 200:
        return "ok"
    if response.status_code in (301, 302):
        to_sign_in = response["Location"].partition("?")[0] == reverse("members:sign_in")
        return "in" if to_sign_in else "go"
    return str(response.status_code)
