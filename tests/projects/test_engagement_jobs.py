"""release_idle_engagements: days counted exactly, both sides told, nothing met by time alone."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command

from notices.jobs import raise_notices
from notices.kinds import render
from notices.models import Notice
from projects.actions import engagements as actions
from projects.actions import items
from projects.actions.engagements import idle
from projects.jobs import release_idle_engagements
from projects.models import Demand, Engagement
from tests.conftest import at

pytestmark = pytest.mark.django_db


def run(day: str, clock: str = "00:05") -> str:
    return release_idle_engagements(at=at(day, clock).isoformat())


def words(warned: int, released: int, opened: int) -> str:
    return f"提醒 {warned} 项没有进展的对接，退回 {released} 项，扩大认领 {opened} 项需求"


def told(day: str, *kinds: str) -> list[tuple[str, str, str]]:
    """(kind, slot without its moment, username) of what was raised by that day."""
    raise_notices(at=at(day).isoformat())
    rows = Notice.objects.filter(kind__startswith="engagement").order_by("kind", "pk")
    return [(n.kind, n.slot.split()[0], n.recipient.username) for n in rows]


@pytest.mark.parametrize("state", ["accepted", "under_way"])
def test_warned_after_25_days_and_given_back_after_30(engaged, state, need):
    one = engaged(state)  # touched on 2026-11-10
    assert run("2026-12-04", "23:59") == words(0, 0, 0)
    assert run("2026-12-05") == words(1, 0, 0)
    assert run("2026-12-05", "12:00") == words(0, 0, 0)
    assert run("2026-12-09", "23:59") == words(0, 0, 0)
    assert run("2026-12-10") == words(0, 1, 1)  # published for a month: open to all at once
    one.refresh_from_db()
    assert (one.status, one.reason) == ("released", "满 30 天没有进展，系统自动退回认领大厅")
    assert run("2026-12-10", "12:00") == words(0, 0, 0)
    need.refresh_from_db()
    assert (need.met_on, need.opened_on) == (None, date(2026, 12, 10))
    last = LogEntry.objects.get_for_object(one).order_by("-pk")[0]
    assert (last.actor, last.changes) == (None, {"status": [state, "released"]})


def test_a_late_warning_leaves_five_days(engaged):
    one = engaged("accepted")
    assert run("2027-01-20") == words(1, 0, 0)
    assert run("2027-01-24", "23:59") == words(0, 0, 0)
    one.refresh_from_db()
    assert one.idle_on == date(2027, 1, 25)
    assert run("2027-01-25") == words(0, 1, 1)


def test_a_word_starts_the_days_anew(engaged, street_user):
    one = engaged("accepted")
    run("2026-12-05")
    actions.follow_up(one, "配件到了", begins=True, by=street_user, now=at("2026-12-06"))
    assert run("2026-12-30") == words(0, 0, 0)
    assert run("2026-12-31") == words(1, 0, 0)
    assert run("2027-01-05") == words(0, 1, 1)


@pytest.mark.parametrize("state", ["proposed", "reported", "confirmed", "not_done", "closed"])
def test_nothing_else_is_moved_by_time(engaged, need, state):
    engaged(state)
    before = Engagement.objects.values().get()
    met = Demand.objects.get().met_on
    run("2030-01-01")
    run("2030-01-09")
    assert Engagement.objects.values().get() == before
    assert Demand.objects.get().met_on == met


def test_many_go_in_batches(make, engaged, alliance, monkeypatch):
    monkeypatch.setattr(idle, "BATCH", 2)
    for number in range(5):
        engaged("accepted", demand=make(Demand, f"需求{number}"))
    assert run("2026-11-24") == words(0, 0, 1)  # `need`, which nobody claimed
    assert run("2026-12-05") == words(5, 0, 0)
    assert run("2026-12-10") == words(0, 5, 5)


# --- opened to all -----------------------------------------------------------------------------


def test_opened_after_14_days_without_anybody(need, other_unit):
    assert run("2026-11-23", "23:59") == words(0, 0, 0)
    assert not Demand.objects.claimable_by(other_unit).exists()
    assert run("2026-11-24") == words(0, 0, 1)
    assert Demand.objects.get().opened_on == date(2026, 11, 24)
    assert Demand.objects.claimable_by(other_unit).exists()
    assert run("2026-11-25") == words(0, 0, 0)
    entry = LogEntry.objects.get_for_object(need).order_by("-pk")[0]
    assert entry.additional_data["verb"] == "open"


@pytest.mark.parametrize(("state", "opened"), [("proposed", 0), ("declined", 1), ("confirmed", 0)])
def test_not_while_somebody_is_at_it_or_when_it_is_met(engaged, state, opened):
    engaged(state)
    assert run("2026-11-24") == words(0, 0, opened)


def test_the_job_is_run_by_its_name(need, capsys):
    call_command("run_job", "release_idle_engagements", "--at", "2026-11-24T09:00")
    assert capsys.readouterr().out == f"{words(0, 0, 1)}\n"


# --- who is told -------------------------------------------------------------------------------


@pytest.fixture
def officers(liaison_user, liaison2_user):
    return liaison_user, liaison2_user


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("proposed", {("engagement_claim", "claim", "liaison")}),
        ("declined", {("engagement_news", "declined", "liaison2")}),
        ("accepted", {("engagement_news", "accepted", "liaison2")}),
        ("reported", {("engagement_report", "reported_at", "liaison"),
                      ("engagement_news", "accepted", "liaison2")}),
        ("confirmed", {("engagement_news", "accepted", "liaison2"),
                       ("engagement_news", "confirmed", "liaison2")}),
        ("not_done", {("engagement_news", "accepted", "liaison2"),
                      ("engagement_news", "not_done", "liaison"),
                      ("engagement_news", "not_done", "liaison2")}),
        ("released", {("engagement_news", "accepted", "liaison2"),
                      ("engagement_news", "released", "liaison"),
                      ("engagement_news", "released", "liaison2")}),
    ],
)  # fmt: skip
def test_both_sides_are_told(officers, engaged, state, expected):
    engaged(state)
    assert set(told("2026-11-11")) == expected
    assert set(told("2026-11-11")) == expected  # once


def test_a_proposal_of_staff_is_told_to_three(officers, need, unit2, street_user):
    one = actions.propose(need, actions.Offer(unit2), by=street_user, now=at("2026-11-10"))
    assert told("2026-11-11") == [
        ("engagement_news", "proposed", "liaison"),
        ("engagement_proposal", "proposal", "liaison2"),
    ]
    actions.accept(one, by=officers[1], now=at("2026-11-11", "10:00"))
    assert [row for row in told("2026-11-12") if row[1] == "accepted"] == [
        ("engagement_news", "accepted", "liaison"),
        ("engagement_news", "accepted", "street"),
    ]
    notice = Notice.objects.get(recipient=street_user)
    assert render([notice], now=at("2026-11-12"))[notice.pk].url == one.get_absolute_url()


def test_sent_back_and_warned(officers, engaged, street_user):
    one = engaged("reported")
    actions.send_back(one, missing="两盏不亮", by=officers[0], now=at("2026-11-11"))
    assert ("engagement_sent_back", "reported_at", "liaison2") in told("2026-11-12")
    run("2026-12-06")
    assert ("engagement_idle", "warned_at", "liaison2") in told("2026-12-06")


def test_how_they_read_and_when_they_no_longer_stand(officers, engaged):
    one = engaged("proposed")
    told("2026-11-11")
    (claim,) = Notice.objects.all()
    now = at("2026-11-11")
    text = render([claim], now=now)[claim.pk]
    assert (text.subject, text.url) == ("大连湾供电所愿意来办：楼道照明灯老化", one.phone_url)
    actions.accept(one, by=officers[0], now=now)
    assert render([claim], now=now)[claim.pk] is None
    told("2026-11-12")
    accepted = Notice.objects.get(slot="accepted")
    assert render([accepted], now=now)[accepted.pk].subject == "已对接：楼道照明灯老化"
    one.lead.liaisons.update(until=date(2026, 11, 12))  # no officer of it any more
    assert render([accepted], now=now)[accepted.pk] is None


@pytest.mark.parametrize(
    ("withdrawn", "subject"),
    [(True, "需求已撤下，不用再办：楼道照明灯老化"), (False, "已退回认领大厅：楼道照明灯老化")],
)
def test_who_was_let_go_reads_whether_the_demand_is_still_there(
    officers, engaged, need, street_user, withdrawn, subject
):
    one = engaged("accepted")
    now = at("2026-11-11")
    if withdrawn:
        items.withdraw(need, by=street_user, now=now, reason="不需要了")
    else:
        actions.release(one, reason="人手不够", by=street_user, now=now)
    assert ("engagement_news", "released", "liaison2") in told("2026-11-12")
    notices = Notice.objects.filter(slot="released")
    assert {text.subject for text in render(notices, now=now).values()} == {subject}


def test_rendering_costs_the_same_for_many(
    officers, make, engaged, alliance, django_assert_max_num_queries
):
    for number in range(4):
        engaged("confirmed", demand=make(Demand, f"需求{number}"))
    told("2026-11-11")
    notices = list(Notice.objects.filter(kind="engagement_news"))
    assert len(notices) == 8
    with django_assert_max_num_queries(4):
        texts = render(notices, now=at("2026-11-11"))
    assert {text.subject.split("：")[0] for text in texts.values()} == {
        "已对接",
        "需求方已确认办成",
    }
