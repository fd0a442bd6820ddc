"""The phone pages of who holds a request: an officer's unit, a grid worker."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from grids.models import Area
from projects.actions import dispatch as actions
from projects.models import Request
from projects.requests.holders import of_unit
from tests.conftest import START
from tests.projects.dispatching import ALL, asked, by_grid, led


@pytest.fixture
def now():
    return timezone.now()


def terms(now, *, take=1, done=7):
    today = timezone.localdate(now)
    return {"take_by": today + timedelta(days=take), "done_by": today + timedelta(days=done)}


@pytest.fixture
def found(grid, grid_user, now):
    """Dispatched to the grid worker."""
    return led(asked(grid, now=now), "dispatched", by_grid(grid_user), now=now, **terms(now))


@pytest.fixture
def phone(client, grid_user):
    client.force_login(grid_user)
    return client


def url(found, name=""):
    return f"/l/requests/{found.uuid}/{name}"


def page(client, path):
    return client.get(path).content.decode()


def test_the_queue_has_the_most_urgent_first(phone, found, grid, grid_user, now):
    ago = now - timedelta(days=9)
    late = led(asked(grid, now=ago), "taken", by_grid(grid_user), now=ago, **terms(ago))
    others = asked(grid, text="别人的", now=now)
    queue = phone.get("/l/requests/").context["queue"]

    assert [(one, words) for one, words, _ in queue.own] == [
        (late, "逾期 2 天"), (found, "接单还有 1 天"),
    ]  # fmt: skip
    assert queue.others == [others]


def test_taken_noted_and_done_with_few_taps(phone, found, grid_user):
    phone.post(url(found, "take/"), {"seen": actions.seen_as(found)})
    phone.post(url(found, "note/"), {"words": "配件明天到。"})
    phone.post(url(found, "done/"), {"outcome": "换好了。"})
    found.refresh_from_db()
    assert (found.status, found.outcome) == ("done", "换好了。")
    assert [step.verb for step in found.steps.all()][-3:] == ["take", "note", "done"]
    assert "最近办完的" in page(phone, "/l/requests/")


def test_returned_it_leaves_the_queue(phone, found):
    answer = phone.post(url(found, "return/"), {"reason": "不归我们管", "words": "另行安排。"})
    assert answer["Location"] == "/l/requests/"
    found.refresh_from_db()
    assert (found.status, found.worker) == ("accepted", None)
    assert phone.get("/l/requests/").context["queue"].own == []


def test_other_reasons_want_a_note(phone, found):
    answer = phone.post(url(found, "return/"), {"reason": "其他（写在内部备注里）"})
    assert "请写明为什么退回。" in answer.content.decode()


def test_the_whole_number_only_after_taking_and_only_on_record(phone, found, grid_user, now):
    assert "138****5678" in page(phone, url(found))
    assert phone.post(url(found, "phone/")).status_code == 403
    actions.take(found, by=grid_user, now=now)
    assert "13812345678" not in page(phone, url(found))
    answer = phone.post(url(found, "phone/"))
    assert "tel:13812345678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert LogEntry.objects.filter(additional_data__verb="reveal", actor=grid_user).count() == 1
    actions.done(found, outcome="x", by=grid_user, now=now)
    assert phone.post(url(found, "phone/")).status_code == 403


def test_what_others_hold_in_the_grid_is_read_without_contact(phone, grid, unit, now):
    other = asked(grid, text="请打 13912345678 找我", place="3 幢 139 1234 5678", now=now)
    led(other, "reopened", of_unit(unit), now=now, **terms(now))
    other.steps.filter(verb="reopen").update(public_text="再打 139-1234-5678")
    text = page(phone, url(other))

    assert "不由您承办" in text
    assert "再打 139****5678" in text
    for word in (
        "13912345678",
        "139 1234 5678",
        "139-1234-5678",
        "138****5678",
        "张阿姨",
        "接单</button>",
    ):
        assert word not in text
    for name in ("take/", "phone/"):
        assert phone.post(url(other, name)).status_code == 403
    for name in ("return/", "note/", "done/"):
        assert phone.get(url(other, name)).status_code == 403


def test_an_officer_sees_what_the_unit_holds_and_nothing_else(
    client, liaison_user, liaison2_user, grid, unit, unit2, now
):
    mine = led(asked(grid, now=now), "dispatched", of_unit(unit), now=now, **terms(now))
    asked(grid, now=now)
    client.force_login(liaison_user)
    assert [one for one, _, _ in client.get("/l/requests/").context["queue"].own] == [mine]
    client.force_login(liaison2_user)
    assert client.get(url(mine)).status_code == 404

    actions.dispatch(mine, of_unit(unit2), by=None, now=now, **terms(now))
    assert client.get(url(mine)).status_code == 200
    client.force_login(liaison_user)
    assert client.get(url(mine)).status_code == 404


def test_who_left_the_grid_has_nothing_any_more(phone, found, grid_user, now):
    today = timezone.localdate(now)
    other = Area.objects.create(
        kind="street", code="210211010", name="别的街道", parent=found.district, valid_from=START
    )
    grid_user.postings.update(until=today)
    grid_user.postings.create(role="tutor", area=other, since=START)
    assert phone.get(url(found)).status_code == 404
    assert phone.get("/l/requests/").context["queue"].own == []


def test_a_stale_tab_of_the_phone_changes_nothing(phone, found, unit, now):
    seen = actions.seen_as(found)
    actions.take(found, by=None, now=now)
    answer = phone.post(url(found, "return/"), {"reason": "不归我们管", "seen": seen})
    assert "这件点单刚刚已有变动" in answer.content.decode()
    assert Request.objects.get().status == "taken"
    again = {name: answer.context["form"][name].value() for name in ("reason", "seen")}
    assert phone.post(url(found, "return/"), again).status_code == 302
    assert Request.objects.get().status == "accepted"


LEGAL = {"dispatched": {"take/", "return/"}, "taken": {"done/", "return/"}}


@pytest.mark.parametrize("name", ["take/", "return/", "done/"])
@pytest.mark.parametrize("status", [one for one in ALL if one in Request.HELD])
def test_a_holder_makes_only_the_moves_of_the_lifecycle(phone, grid, grid_user, now, status, name):
    one = led(asked(grid, now=now), status, by_grid(grid_user), now=now, **terms(now))
    before = Request.objects.values().get()
    answer = phone.post(url(one, name), {"reason": "不归我们管", "outcome": "x"})
    changed = Request.objects.values().get() != before
    assert changed == (name in LEGAL.get(status, ()))
    assert changed or answer["Location"] == url(one)


def test_the_queue_costs_the_same_however_long(
    phone, found, grid, grid_user, now, django_assert_max_num_queries
):
    page(phone, "/l/requests/")
    with django_assert_max_num_queries(12) as one:
        page(phone, "/l/requests/")
    for _ in range(2):
        asked(grid, now=now)
        led(asked(grid, now=now), "taken", by_grid(grid_user), now=now, **terms(now))
    with django_assert_max_num_queries(len(one)):
        page(phone, "/l/requests/")
