"""Terms that run out are told 30 and 7 days before, to the staff of the place, once each."""

from datetime import date, timedelta

import pytest

from members.actions import seats
from members.models import CommitteeSeat, PartyOrganization, Person
from notices.jobs import raise_notices
from notices.kinds import render
from notices.models import Notice
from tests.conftest import START, at

ENDS = date(2026, 12, 10)


@pytest.fixture
def seat(alliance) -> CommitteeSeat:
    return CommitteeSeat.objects.create(
        alliance=alliance,
        person=Person.objects.create(name="王建国"),
        role="secretary",
        status="approved",
        since=START,
        term_ends_on=ENDS,
    )


def told(day) -> list[tuple[str, str]]:
    """Who was told by that day: (username, slot)."""
    raise_notices(at=at(day.isoformat()).isoformat())
    rows = Notice.objects.filter(kind="seat_term").order_by("pk")
    return list(rows.values_list("recipient__username", "slot"))


def test_thirty_and_seven_days_before(seat, street_user, community_user, other_street_user):
    assert told(ENDS - timedelta(days=31)) == []
    assert told(ENDS - timedelta(days=30)) == [("street", "T-30")]
    assert told(ENDS - timedelta(days=8)) == [("street", "T-30")]
    assert told(ENDS - timedelta(days=7)) == [("street", "T-30"), ("street", "T-7")]
    assert told(ENDS) == [("street", "T-30"), ("street", "T-7")]


def test_what_it_says_and_when_it_no_longer_stands(seat, street_user):
    day = at("2026-12-03")
    told(day.date())
    notice = Notice.objects.get(kind="seat_term")
    text = render([notice], now=day)[notice.pk]
    assert text.subject == "大连湾街道区域化党建联合体书记任期还有 7 天届满"
    assert text.url == seat.get_absolute_url()
    seats.renew(seat, term_ends_on=date(2030, 1, 1), by=street_user, now=day)
    assert render([notice], now=day)[notice.pk] is None


def test_an_organisations_committee_is_told_to_its_community(
    community, community_user, street_user
):
    body = PartyOrganization.objects.create(
        kind="big_committee", name="社区大党委", area=community, founded_on=START
    )
    CommitteeSeat.objects.create(
        organization=body,
        person=Person.objects.create(name="孙丽"),
        role="deputy",
        status="approved",
        since=START,
        term_ends_on=ENDS,
    )
    assert told(ENDS - timedelta(days=20)) == [("community", "T-30")]
