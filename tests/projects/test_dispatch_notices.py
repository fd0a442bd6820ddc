"""Who is told of a request, when, and when no longer."""

from datetime import date

import pytest

from alliance.here import Here
from alliance.today import requests as today_of
from members.year_sheet import Period
from notices.jobs import deliver_notices, raise_notices
from notices.kinds import Text, render
from notices.models import Notice
from projects.actions import dispatch as actions
from projects.models import Request
from projects.requests.holders import of_unit
from projects.requests.panel import requests_done, requests_of_unit
from tests.conftest import START, at
from tests.projects.dispatching import NOW, TERMS, asked, by_grid, led, raw


@pytest.fixture(autouse=True)
def _cast(street_user, community_user, grid_user, other_street_user, district_user):
    """Everybody who might be told has an account."""


def raised(day: str, clock: str = "09:00") -> list[tuple[str, str, str]]:
    """What a run then raises: (recipient, kind, slot)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day, clock).isoformat())
    new = Notice.objects.exclude(pk__in=before).filter(kind__startswith="request_")
    return sorted((one.recipient.username, one.kind, one.slot) for one in new)


def letters(kind: str, day: str) -> list[str]:
    """The subjects in which notices of the kind read on that day."""
    rows = list(Notice.objects.filter(kind=kind))
    return [one.subject for one in render(rows, now=at(day)).values() if isinstance(one, Text)]


def readers(kind: str, day: str) -> list[str]:
    """For whom notices of the kind still stand on that day."""
    rows = list(Notice.objects.filter(kind=kind).select_related("recipient"))
    texts = render(rows, now=at(day))
    return sorted(row.recipient.username for row in rows if texts[row.pk])


def test_a_new_one_is_told_to_the_community_and_left_lying_to_the_street_too(grid):
    asked(grid)
    assert raised("2026-11-10") == [("community", "request_new", "new")]
    assert raised("2026-11-11") == []
    assert raised("2026-11-12") == [("community", "request_waiting", "waiting")]
    assert raised("2026-11-13") == [("street", "request_waiting", "waiting")]
    assert raised("2026-11-20") == []
    assert letters("request_new", "2026-11-10") == ["海青社区有一件新点单：水电维修"]
    assert letters("request_waiting", "2026-11-13") == ["海青社区有一件点单还没受理：水电维修"] * 2


def test_accepted_nobody_is_reminded_of_it_as_new(grid):
    request = asked(grid)
    raised("2026-11-12")
    actions.accept(request, title="x", by=None, now=at("2026-11-12"))
    deliver_notices(at=at("2026-11-12", "10:00").isoformat())
    states = set(Notice.objects.values_list("status", flat=True))
    assert states == {"dropped"}


def test_the_holder_is_told_of_each_dispatch_before_the_term_and_after(grid, grid_user):
    request = led(asked(grid), "dispatched", by_grid(grid_user))
    key = request.steps.get(verb="dispatch").pk
    assert raised("2026-11-10") == [("grid", "request_held", f"step {key}")]
    actions.take(request, by=grid_user, now=NOW)
    assert raised("2026-11-17") == []
    assert raised("2026-11-18") == [("grid", "request_due", "T-1 2026-11-19")]
    assert raised("2026-11-19") == []
    assert raised("2026-11-20") == [
        ("community", "request_overdue", "done 2026-11-19"),
        ("grid", "request_due", "done 2026-11-19"),
    ]
    assert raised("2026-11-24") == []
    assert raised("2026-11-25") == [("street", "request_overdue", "done 2026-11-19")]
    assert raised("2026-12-25") == []
    assert letters("request_due", "2026-11-20") == ["点单办结逾期 1 天：海青社区 水电维修"] * 2
    assert letters("request_overdue", "2026-11-25") == ["点单逾期：海青社区 水电维修"] * 2


def test_not_taken_in_time_holder_and_community_are_told(grid, unit, liaison_user):
    led(asked(grid), "dispatched", of_unit(unit))
    raised("2026-11-11")
    assert raised("2026-11-12") == [
        ("community", "request_overdue", "take 2026-11-11"),
        ("liaison", "request_due", "take 2026-11-11"),
    ]
    assert raised("2026-11-17") == [("street", "request_overdue", "take 2026-11-11")]
    assert "点单接单逾期 1 天：海青社区 水电维修" in letters("request_due", "2026-11-12")


def test_passed_on_the_first_holder_hears_no_more(grid, grid_user, unit, liaison_user):
    request = led(asked(grid), "dispatched", of_unit(unit))
    raised("2026-11-10")
    actions.dispatch(request, by_grid(grid_user), by=None, now=NOW, **TERMS)
    key = request.steps.get(verb="pass_on").pk
    assert raised("2026-11-10", "10:00") == [("grid", "request_held", f"step {key}")]
    assert readers("request_held", "2026-11-10") == ["grid"]


def test_returned_or_reopened_the_community_has_it_again(grid):
    back = led(asked(grid), "dispatched")
    actions.give_back(back, reason="不归我们管", by=None, now=NOW)
    again = led(asked(grid), "reopened")
    raw(again, done_by=date(2026, 12, 31))
    key = back.steps.get(verb="return").pk
    assert raised("2026-11-10") == [
        ("community", "request_back", "reopened 1"),
        ("community", "request_back", f"step {key}"),
    ]
    assert raised("2026-11-13") == []
    assert raised("2026-11-14") == [("street", "request_back", "reopened 1")]
    assert sorted(letters("request_back", "2026-11-10"))[:2] == [
        "居民要求重办：海青社区 水电维修", "居民要求重办：海青社区 水电维修",
    ]  # fmt: skip


def test_the_texts_name_no_resident(grid, grid_user):
    led(asked(grid), "dispatched", by_grid(grid_user))
    asked(grid)
    raised("2026-11-20")
    said = str(render(list(Notice.objects.all()), now=at("2026-11-20")))
    assert "水电维修" in said
    for word in ("张阿姨", "13812345678", "漏水", "3 幢"):
        assert word not in said


def test_who_left_is_not_told(grid, grid_user, community_user):
    led(asked(grid), "dispatched", by_grid(grid_user))
    raised("2026-11-20")
    community_user.postings.update(until=START)
    assert readers("request_overdue", "2026-11-20") == ["street"]
    grid_user.postings.update(until=START)
    assert readers("request_due", "2026-11-20") == []


def test_rendering_costs_the_same_however_many(grid, grid_user, django_assert_num_queries):
    for expected in (1, 3):
        while Request.objects.count() < expected:
            led(asked(grid), "dispatched", by_grid(grid_user))
        raised("2026-11-20")
        for kind, most in (("request_held", 1), ("request_due", 1), ("request_overdue", 2)):
            rows = list(Notice.objects.filter(kind=kind))
            assert rows
            with django_assert_num_queries(most):
                render(rows, now=at("2026-11-20"))


# --- today, a unit's page, its year -----------------------------------------------------------


def lines(user, community, day):
    here = Here([community])
    return [(one.what, one.tone) for one in today_of.staff(user, here, date.fromisoformat(day))]


def test_today_has_what_waits_for_the_staff_overdue_first(
    grid, community, community_user, django_assert_num_queries
):
    asked(grid)
    led(asked(grid), "accepted")
    actions.give_back(led(asked(grid), "taken"), reason="其他", by=None, now=NOW)
    led(asked(grid), "reopened")
    led(asked(grid), "taken")
    assert lines(community_user, community, "2026-11-10") == [
        ("居民要求重办 1 件", "late"),
        ("受理群众点单 1 件", "soon"),
        ("重新派单 1 件", "soon"),
        ("给点单派人 1 件", "soon"),
    ]
    with django_assert_num_queries(2):
        found = lines(community_user, community, "2026-11-20")
    assert found[0] == ("处理逾期的群众点单 5 件", "late")


def test_the_phone_home_has_what_the_reader_holds(grid, grid_user, django_assert_num_queries):
    for _ in range(7):
        led(asked(grid), "dispatched", by_grid(grid_user))
    grid_user.current_postings  # noqa: B018 - read once for the whole page
    with django_assert_num_queries(1):
        cards = today_of.phone(grid_user, date(2026, 11, 11))
    assert [(card.action, card.tag) for card in cards] == [
        *[("去接单", "接单今天到期")] * 5, ("看全部", "待办"),
    ]  # fmt: skip
    assert cards[-1].what == "还有 2 件点单"


def test_a_unit_s_page_and_year_tell_what_it_did(client, grid, unit, community_user):
    assert requests_of_unit(unit, community_user) is None
    led(asked(grid), "confirmed", of_unit(unit))
    led(asked(grid), "taken", of_unit(unit))
    panel = requests_of_unit(unit, community_user)
    assert panel
    assert [note for _, _, note in panel.rows] == [
        "办理中　2026 年 11 月 19 日前办结", "居民已确认　居民评价：满意",
    ]  # fmt: skip
    (line,) = requests_done(unit, Period(2026, date(2026, 12, 31)), community_user)
    assert (line.day, line.text, line.note) == (
        date(2026, 11, 10), "海青社区 水电维修", "居民已确认　居民评价：满意",
    )  # fmt: skip
    client.force_login(community_user)
    assert "群众点单" in client.get(unit.get_absolute_url()).content.decode()
