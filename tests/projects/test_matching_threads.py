"""Two nights at once: each need keeps one list, whole."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from projects.actions.matches import match_place
from projects.models import Demand, Match, Resource


@pytest.mark.django_db(transaction=True)
def test_runs_at_once_leave_one_list_a_need(make, unit2):
    now = timezone.now()
    needs = [make(Demand, f"会议室 {n}", category="meeting-room", now=now) for n in range(5)]
    for number in range(3):
        make(Resource, f"会议室 {number}", unit=unit2, category="meeting-room", now=now)
    place = needs[0].district_id, needs[0].street_id
    barrier, done = Barrier(4), []

    def night(number: int) -> None:
        barrier.wait()
        done.append(match_place(*place, now=now + timedelta(minutes=number))[0])
        connection.close()

    threads = [Thread(target=night, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [5] * 4
    ranks = Match.objects.order_by("demand", "rank").values_list("demand", "rank")
    assert list(ranks) == [(need.pk, rank) for need in needs for rank in (1, 2, 3)]
    assert Match.objects.values("demand", "at").distinct().count() == 5
