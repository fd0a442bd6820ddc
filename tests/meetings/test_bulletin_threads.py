"""Twenty people issue in the same moment: twenty numbers, none twice, none left out."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from common.lifecycle import IllegalMove
from meetings.actions import bulletins
from meetings.bulletins.scope import Issuer, Period
from meetings.models import Bulletin
from tests.conftest import at

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2026-11-22")
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 22))
COUNT = 20


def at_once(acts) -> None:
    gate = threading.Barrier(len(acts))

    def run(act) -> None:
        try:
            gate.wait(timeout=30)
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)


def test_twenty_at_once_get_twenty_numbers_without_a_gap(alliance, street_user):
    issuer = Issuer(alliance, alliance.area)
    drafts = [
        bulletins.draft(
            issuer, PERIOD, is_public=False, by=street_user, now=NOW + timedelta(minutes=minute)
        )
        for minute in range(COUNT)
    ]
    Bulletin.objects.update(key_work="推进老旧小区改造。")
    kept = [Bulletin.objects.select_related("alliance", "area").get(pk=one.pk) for one in drafts]

    at_once([lambda one=one: bulletins.issue(one, by=street_user, now=NOW) for one in kept])

    numbers = Bulletin.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, COUNT + 1))


def test_of_two_who_issue_the_same_one_does(alliance, street_user):
    issuer = Issuer(alliance, alliance.area)
    made = bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)
    Bulletin.objects.update(key_work="推进老旧小区改造。")
    said = []

    def issue() -> None:
        one = Bulletin.objects.select_related("alliance", "area").get(pk=made.pk)
        try:
            said.append(bulletins.issue(one, by=street_user, now=NOW))
        except IllegalMove:
            said.append("refused")

    at_once([issue, issue])
    assert sorted(map(str, said)) == ["2", "refused"]
    assert Bulletin.objects.get().number == 1


def test_of_two_taps_one_draft_is_made(alliance, street_user):
    issuer = Issuer(alliance, alliance.area)

    def tap() -> None:
        bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)

    at_once([tap, tap])
    assert Bulletin.objects.count() == 1
