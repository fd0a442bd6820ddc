"""The resident's side of a request: asked, confirmed, to be done again, withdrawn."""

import re
from datetime import date, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from alliance.jobs import find_gaps
from common.fields import blind_index
from common.lifecycle import IllegalMove
from members.actions.errors import AreaEnded
from members.jobs import anonymise_expired
from notices.jobs import deliver_notices, raise_notices
from projects.actions.requests import NothingMissing, ask, confirm, reopen, withdraw
from projects.jobs import lapse_items
from projects.models import Request, RequestPhoto, RequestStep
from projects.requests import numbers
from projects.requests.photos import redraw
from projects.requests.tracking import opened_by
from tests.conftest import at
from tests.projects.conftest import category_of
from tests.projects.pictures import jpeg

PHONE = "13812345678"
NOW = at("2026-11-10")
WORDS = "三幢楼道灯坏了，老人不敢下楼"


@pytest.fixture
def asked(grid):
    return make_request(grid)


def make_request(area, now=NOW, phone=PHONE, by=None, photos=(), **facts) -> Request:
    given = {"text": WORDS, "place": "3 幢 2 单元", "name": "王阿姨"} | facts
    category = given.pop("category", None) or category_of("facilities")
    request = Request(area=area, category=category, **given)
    return ask(request, phone=phone, by=by, photos=photos, now=now)


def done(request, unit, now=NOW, **facts) -> Request:
    """As it is when the unit says that it is done, by the database alone."""
    Request.objects.filter(pk=request.pk).update(
        status="done",
        accepted_at=now,
        unit=unit,
        take_by=date(2026, 11, 11),
        done_by=date(2026, 11, 19),
        taken_at=now,
        done_at=now,
        closed_at=now,
        outcome="换了灯泡",
        **facts,
    )
    request.refresh_from_db()
    return request


# --- number ----------------------------------------------------------------------------------


def test_a_number_has_nine_digits_and_checks_itself():
    drawn = [numbers.draw() for _ in range(200)]
    assert all(re.fullmatch("[1-9][0-9]{8}", one) and numbers.is_number(one) for one in drawn)
    assert len(set(drawn)) == 200
    steps = {int(after) - int(before) for before, after in pairwise(drawn)}
    assert len(steps) > 190  # none follows from the one before


def test_one_digit_heard_wrong_is_noticed():
    number = numbers.draw()
    wrong = [
        number[:place] + digit + number[place + 1 :]
        for place in range(9)
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert not any(numbers.is_number(one) for one in wrong)


def test_a_number_is_read_however_it_is_written():
    assert numbers.only_digits("编号：４８２ 915-637") == "482915637"
    assert numbers.grouped("482915637") == "482 915 637"


def test_a_number_is_given_once(asked, monkeypatch):
    free = numbers.draw()
    drawn = iter([asked.number, asked.number, free])
    monkeypatch.setattr("projects.actions.requests.draw", lambda: next(drawn))
    assert make_request(asked.area).number == free


# --- ask -------------------------------------------------------------------------------------


def test_asking_writes_the_request_its_first_step_and_one_row_of_the_trail(asked, community):
    made = Request.objects.get()
    assert (made.status, made.received_at, made.community, made.phone) == (
        "received",
        NOW,
        community,
        PHONE,
    )
    assert (made.tail_index, made.masked_phone) == (blind_index("5678"), "138****5678")
    step = RequestStep.objects.get()
    assert (step.verb, step.by_label, step.public_text) == ("receive", "居民", "")
    entry = LogEntry.objects.get_for_object(made).get()
    assert (entry.additional_data["verb"], entry.actor, entry.changes) == ("create", None, {})


def test_staff_write_down_what_a_caller_says(grid, community_user):
    made = make_request(grid, by=community_user, channel="phone")
    assert (made.entered_by, made.channel) == (community_user, "phone")
    assert RequestStep.objects.get().by_label == "第1网格（代填）"
    assert LogEntry.objects.get_for_object(made).get().actor == community_user


def test_photos_are_kept_as_they_were_redrawn(grid):
    kept = redraw(jpeg()).data
    make_request(grid, photos=[kept] * 4)
    assert [
        (bytes(p.data), p.width, p.height) for p in RequestPhoto.objects.all()
    ] == [(kept, 1600, 800)] * 3  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [{"text": ""}, {"text": "长" * 501}, {"place": "长" * 101}, {"name": "长" * 21}],
)
def test_what_is_missing_or_too_long_is_refused(grid, facts):
    with pytest.raises(ValidationError):
        make_request(grid, **facts)
    assert not Request.objects.exists()


def test_a_place_that_ended_or_is_too_large_takes_no_request(grid, street):
    with pytest.raises(AreaEnded):
        make_request(street)
    type(grid).objects.filter(pk=grid.pk).update(valid_to=date(2026, 11, 1))
    with pytest.raises(AreaEnded):
        make_request(grid)


# --- number and last four digits ---------------------------------------------------------------


def test_number_and_last_four_digits_open_it_together(asked):
    assert opened_by(asked.number, "5678") == asked
    assert opened_by(asked.number, "1234") is None
    assert opened_by(numbers.draw(), "5678") is None


def test_a_landline_opens_by_its_last_four_digits(grid):
    made = make_request(grid, phone="0411-87600123")
    assert opened_by(made.number, "0123") == made


def test_a_request_without_a_phone_is_opened_by_nothing(grid):
    made = make_request(grid, phone="")
    for tail in ("", "none", "0000"):
        assert opened_by(made.number, tail) is None


# --- what the resident says ---------------------------------------------------------------------


def test_confirming_is_the_resident_s_word(asked, unit):
    done(asked, unit)
    confirm(asked, solved=True, rating="good", words=" 谢谢 ", seen=NOW, now=at("2026-11-12"))
    asked.refresh_from_db()
    assert (asked.status, asked.solved, asked.rating, asked.words, asked.closed_at) == (
        "confirmed",
        True,
        "good",
        "谢谢",
        at("2026-11-12"),
    )
    step = asked.steps.get(verb="confirm")
    assert (step.by_label, step.public_text) == ("居民", "已解决，满意")


def test_not_solved_may_still_be_closed(asked, unit):
    done(asked, unit)
    confirm(asked, solved=False, rating="bad", words="", seen=NOW, now=NOW)
    assert Request.objects.get().solved is False
    assert asked.steps.get(verb="confirm").public_text == "没解决，不用再办，不满意"


def test_reopening_says_what_is_missing_and_counts(asked, unit):
    done(asked, unit)
    with pytest.raises(NothingMissing):
        reopen(asked, missing="  ", seen=NOW, now=NOW)
    reopen(asked, missing="三楼还不亮", seen=NOW, now=NOW)
    asked.refresh_from_db()
    assert (asked.status, asked.solved, asked.reopened, asked.closed_at) == (
        "reopened",
        False,
        1,
        None,
    )
    assert asked.steps.get(verb="reopen").public_text == "三楼还不亮"


def test_a_stale_page_says_nothing_of_what_was_done_again(asked, unit):
    """Done again meanwhile: the outcome that was on the screen is not the one that stands."""
    done(asked, unit, now=at("2026-11-12"))
    with pytest.raises(IllegalMove):
        confirm(asked, solved=True, rating="good", words="", seen=NOW, now=NOW)
    with pytest.raises(IllegalMove):
        reopen(asked, missing="还差", seen=NOW, now=NOW)
    assert Request.objects.get().status == "done"


def test_the_second_of_two_answers_changes_nothing(asked, unit):
    done(asked, unit)
    stale = Request.objects.get()
    confirm(asked, solved=True, rating="good", words="", seen=NOW, now=NOW)
    with pytest.raises(IllegalMove):
        reopen(stale, missing="三楼", seen=NOW, now=NOW)
    assert (Request.objects.get().status, asked.steps.count()) == ("confirmed", 2)


def test_nothing_is_said_before_it_is_done(asked):
    with pytest.raises(IllegalMove):
        confirm(asked, solved=True, rating="good", words="", seen=NOW, now=NOW)
    with pytest.raises(IllegalMove):
        reopen(asked, missing="三楼", seen=NOW, now=NOW)


def test_withdrawing_ends_before_somebody_is_sent(asked, unit, grid):
    withdraw(asked, now=NOW)
    asked.refresh_from_db()
    assert (asked.status, asked.closed_at) == ("withdrawn", NOW)
    other = done(make_request(grid), unit)
    with pytest.raises(IllegalMove):
        withdraw(other, now=NOW)


def test_the_trail_holds_neither_words_nor_phone(asked, unit):
    done(asked, unit)
    reopen(asked, missing="三楼还不亮", seen=NOW, now=NOW)
    done(asked, unit, solved=None)
    confirm(asked, solved=True, rating="fair", words="就是慢了点", seen=NOW, now=NOW)
    trail = [
        f"{e.object_repr} {e.changes} {e.changes_text} {e.additional_data}"
        for e in LogEntry.objects.all()
    ]
    written = "\n".join(trail)
    assert len(trail) >= 3
    for secret in (PHONE, "5678", WORDS, "王阿姨", "2 单元", "三楼还不亮", "就是慢了点"):
        assert secret not in written


# --- at once ----------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands(category, grid, unit):
    """Rated on one phone, sent back on another, in the same moment."""
    done(make_request(grid), unit)
    barrier, outcomes = Barrier(2), []

    def run(say) -> None:
        request = Request.objects.get()
        barrier.wait()
        try:
            say(request)
            outcomes.append("won")
        except IllegalMove:
            outcomes.append("lost")
        finally:
            connection.close()

    acts = (
        lambda one: confirm(one, solved=True, rating="good", words="", seen=NOW, now=NOW),
        lambda one: reopen(one, missing="三楼", seen=NOW, now=NOW),
    )
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost", "won"]
    found = Request.objects.get()
    verbs = list(found.steps.values_list("verb", flat=True))
    assert verbs == ["receive", "confirm" if found.status == "confirmed" else "reopen"]


# --- constraints ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("number", {}),
        ("request_confirmed_by_the_resident", {"solved": None, "rating": "good"}),
        ("request_confirmed_by_the_resident", {"solved": True, "rating": ""}),
        ("request_closed_has_time", {"solved": True, "rating": "good", "closed_at": None}),
        ("request_solved_is_the_residents_word", {"status": "received", "solved": True}),
        ("request_closed_has_time", {"status": "withdrawn", "closed_at": None}),
        ("request_done_has_outcome", {"status": "reopened", "outcome": ""}),
        ("request_anonymised_has_no_contact", {"status": "done", "anonymised_at": NOW}),
    ],
)
def test_the_database_refuses_a_state_without_its_facts(asked, unit, grid, name, facts):
    done(asked, unit)
    if name == "number":
        facts = {"number": make_request(grid).number, "status": "done"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(**{"status": "confirmed"} | facts)


JOBS = [raise_notices, deliver_notices, lapse_items, find_gaps, anonymise_expired]


@pytest.mark.parametrize("job", JOBS)
def test_nothing_is_confirmed_by_time_alone(asked, unit, job):
    """No job touches what waits for the resident's word, however long."""
    done(asked, unit)
    job(at=(NOW + timedelta(days=170)).isoformat())
    job(at=(NOW + timedelta(days=400)).isoformat())
    asked.refresh_from_db()
    assert (asked.status, asked.solved, asked.rating) == ("done", None, "")
