"""180 days after it was closed a request forgets its asker; what was done stays."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry

from members.jobs import anonymise_expired
from projects.actions.expiry import CLEARED
from projects.actions.requests import reopen, withdraw
from projects.models import Request, RequestPhoto, RequestStep
from projects.requests.photos import redraw
from projects.requests.tracking import opened_by
from tests.conftest import at
from tests.projects.pictures import jpeg
from tests.projects.test_asking import NOW, PHONE, done, make_request

DAY_179 = (NOW + timedelta(days=179, hours=23)).isoformat()
DAY_180 = (NOW + timedelta(days=180)).isoformat()
NOBODY = "匿名化人员 0 人，双报到记录 0 条"


def run(when: str) -> str:
    return str(anonymise_expired(at=when))


@pytest.fixture
def closed(grid, unit) -> Request:
    """Reopened once, then done: closed at NOW."""
    made = make_request(grid, photos=[redraw(jpeg()).data], now=at("2026-11-01"))
    done(made, unit, now=at("2026-11-05"))
    reopen(made, missing="三楼王阿姨家还不亮", seen=at("2026-11-05"), now=at("2026-11-06"))
    RequestStep.objects.create(
        request=made,
        verb="note",
        at=NOW,
        by_label="海青社区",
        public_text="周三上门",
        internal_note=f"王阿姨 {PHONE}",
    )
    return done(made, unit, words="王阿姨谢谢", public_title="三幢楼道照明")


def test_on_the_day_before_nothing_goes(closed):
    assert run(DAY_179) == NOBODY
    closed.refresh_from_db()
    assert (closed.phone, closed.anonymised_at) == (PHONE, None)


def test_on_the_180th_day_all_that_points_at_a_person_goes(closed):
    assert run(DAY_180) == f"{NOBODY}，群众点单 1 件"
    found = Request.objects.get()
    assert (found.name, found.phone, found.tail_index, found.place, found.text, found.words) == (
        "",
        "",
        "",
        "",
        CLEARED,
        "",
    )
    assert found.anonymised_at == NOW + timedelta(days=180)
    assert not RequestPhoto.objects.exists()
    said = [step.public_text + step.internal_note for step in RequestStep.objects.all()]
    assert "周三上门" in said
    assert not any("王阿姨" in words or PHONE in words for words in said)
    assert (found.status, found.outcome, found.public_title, found.reopened) == (
        "done",
        "换了灯泡",
        "三幢楼道照明",
        1,
    )


def test_its_number_opens_nothing_but_that(closed):
    run(DAY_180)
    found = opened_by(closed.number, "0000")
    assert found
    assert found.anonymised_at


def test_a_second_run_finds_nothing_and_a_late_one_all(closed, grid):
    withdraw(make_request(grid, now=NOW), now=NOW)
    assert run((NOW + timedelta(days=900)).isoformat()).endswith("，群众点单 2 件")
    assert run((NOW + timedelta(days=901)).isoformat()) == NOBODY


def test_what_is_open_keeps_its_asker_however_long(grid, unit):
    make_request(grid)
    again = done(make_request(grid), unit)
    reopen(again, missing="还差", seen=NOW, now=NOW)
    assert run((NOW + timedelta(days=900)).isoformat()) == NOBODY


def test_the_trail_says_that_and_not_what(closed):
    before = set(LogEntry.objects.values_list("pk", flat=True))
    run(DAY_180)
    entry = LogEntry.objects.exclude(pk__in=before).get()
    assert (entry.object_pk, entry.additional_data, entry.changes) == (
        str(closed.pk),
        {"verb": "anonymise", "reason": ""},
        {},
    )


def test_many_are_forgotten_in_few_statements(grid, django_assert_max_num_queries, monkeypatch):
    for _ in range(5):
        withdraw(make_request(grid), now=NOW)
    with django_assert_max_num_queries(45):
        assert run(DAY_180).endswith("，群众点单 5 件")
