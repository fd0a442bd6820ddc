"""Claiming: a lease that one worker gets, and that ends when the worker dies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from notices.actions import claim, finish, give_up_lost, hand_back
from notices.kinds import Fault
from notices.models import LEASE, MAX_ATTEMPTS, Delivery
from tests.notices.hello import in_threads


def test_claims_the_oldest_up_to_the_limit(waiting, now):
    first, second, _ = waiting(3)

    chunk = claim(now, limit=2)

    assert [delivery.pk for delivery in chunk] == [first.pk, second.pk]
    assert {(d.status, d.attempts, d.lease_until) for d in chunk} == {("sending", 1, now + LEASE)}


def test_what_is_leased_is_not_claimed_again(waiting, now):
    waiting(2)
    claim(now)

    assert claim(now + LEASE - timedelta(seconds=1)) == []


def test_an_ended_lease_is_claimed_by_the_next_and_lost_to_the_first(waiting, now):
    waiting(2)
    first = claim(now)
    second = claim(now + LEASE)

    finish(first, {delivery.pk: None for delivery in first}, now=now + LEASE)

    assert [d.attempts for d in second] == [2, 2]
    assert Delivery.objects.filter(status="sending").count() == 2
    assert hand_back(first) == 0


def test_claiming_does_not_read_a_row_each(waiting, now, django_assert_max_num_queries):
    waiting(100)

    with django_assert_max_num_queries(5):  # savepoint, keys, update, release, rows
        assert len(claim(now)) == 100


def test_what_is_put_off_waits(waiting, now):
    waiting(1)
    chunk = claim(now)
    finish(chunk, {chunk[0].pk: Fault("忙")}, now=now)

    assert claim(now + timedelta(seconds=59)) == []
    assert len(claim(now + timedelta(seconds=60))) == 1


def test_the_row_of_a_worker_that_died_at_its_last_attempt_is_shown_to_staff(waiting, now):
    waiting(1)
    Delivery.objects.update(attempts=MAX_ATTEMPTS - 1)
    claim(now)

    assert give_up_lost(now + LEASE - timedelta(seconds=1)) == 0
    assert claim(now + LEASE) == []
    assert give_up_lost(now + LEASE) == 1
    failed = Delivery.objects.failed().get()
    assert (failed.status, failed.last_error) == ("failed", "最后一次发送中断，不知是否送达")


@pytest.mark.django_db(transaction=True)
def test_four_claimers_get_distinct_rows(waiting, now):
    waiting(200)

    def take() -> list[int]:
        taken: list[int] = []
        while chunk := claim(now, limit=10):
            taken += [delivery.pk for delivery in chunk]
        return taken

    taken = [key for keys in in_threads(4, take) for key in keys]

    assert (len(taken), len(set(taken))) == (200, 200)
    assert set(Delivery.objects.values_list("status", "attempts")) == {("sending", 1)}


@pytest.mark.django_db(transaction=True)
def test_claimers_do_not_wait_for_each_other_on_postgresql(waiting, now):
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite has one writer at a time")
    first, second = waiting(2)
    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=first.pk)

        (chunk,) = in_threads(1, lambda: claim(now))

    assert [delivery.pk for delivery in chunk] == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_committed_before_anything_is_sent(waiting, now):
    waiting(1)

    with pytest.raises(RuntimeError), transaction.atomic():
        claim(now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "sending"},
        {"status": "sent"},
        {"status": "failed"},
        {"status": "waiting", "sent_at": "2026-11-10T09:00+08:00"},
        {"status": "lost"},
    ],
)
def test_database_refuses_a_status_without_its_facts(waiting, wrong):
    waiting(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**wrong)


def test_database_refuses_a_second_delivery_on_a_channel(waiting, now):
    (delivery,) = waiting(1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(notice=delivery.notice, channel="email", not_before=now)
