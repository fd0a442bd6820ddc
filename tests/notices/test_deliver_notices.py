"""Delivery: rendered late, dropped when no longer due, retried, and nothing lost or sent twice."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.db.models import Q, Value

from notices.actions import (
    back_off,
    claim,
    deliver,
    drop_about,
    finish,
    open_deliveries,
    raise_notices_from,
)
from notices.channels import CHANNELS, EMAIL, Channel
from notices.jobs import deliver_notices, raise_notices
from notices.kinds import KINDS, Fault, Text, renders
from notices.models import LEASE, MAX_ATTEMPTS, Delivery, Notice
from tests.notices.hello import User, due, hello, in_threads


@pytest.fixture
def channel():
    """channel("sms", send): a further channel, for the length of the test."""
    before = dict(CHANNELS)

    def add(name: str, send) -> None:
        CHANNELS[name] = Channel(Q(recipient__name__gt=""), send)

    yield add
    CHANNELS.clear()
    CHANNELS.update(before)


def statuses() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


def test_raised_then_delivered_once(people, now, mailoutbox):
    people(3)
    raise_notices(now.isoformat())

    assert deliver_notices(now.isoformat()) == (
        "撤下 0 条，新开投递 3 封，发出 3 封，未发出 0 封，中断 0 封"
    )
    assert deliver_notices(now.isoformat()) == (
        "撤下 0 条，新开投递 0 封，发出 0 封，未发出 0 封，中断 0 封"
    )
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"p{n}@example.test" for n in (1, 2, 3)]
    assert set(Delivery.objects.values_list("status", "sent_at")) == {("sent", now)}


def test_only_who_has_an_address_gets_mail(people, now):
    people(1)
    people(1, first=2, email="")
    people(1, first=3)
    raise_notices_from(due(now), kind="hello", now=now)
    User.objects.filter(username="p3").update(is_active=False)

    assert open_deliveries(now) == 1
    assert Notice.objects.count() == 3


def test_deliveries_are_opened_in_one_statement(people, now, django_assert_num_queries):
    people(30)
    raise_notices_from(due(now), kind="hello", now=now)

    with django_assert_num_queries(1):
        assert open_deliveries(now) == 30


def test_old_and_read_notices_are_not_sent_belatedly(people, now):
    people(2)
    raise_notices_from(due(now), kind="hello", now=now)
    Notice.objects.filter(recipient__username="p1").update(status="read", read_at=now)

    assert open_deliveries(now + timedelta(days=31)) == 0
    assert open_deliveries(now) == 1


def test_a_further_channel_gets_its_own_deliveries(people, now, channel, mailoutbox):
    told: list[str] = []

    def send(letters):
        for letter in letters:
            told.append(letter.text.subject)
            yield None

    channel("sms", send)
    people(2)
    raise_notices(now.isoformat())

    deliver_notices(now.isoformat())

    assert (sorted(told), len(mailoutbox)) == (["您好，甲1", "您好，甲2"], 2)


def test_a_channel_taken_away_fails_with_its_reason(waiting, now):
    waiting(1)
    Delivery.objects.update(channel="pigeon")

    deliver(claim(now), now=now)

    assert Delivery.objects.failed().get().last_error == "没有“pigeon”这一渠道"


def test_the_text_is_that_of_the_moment_of_sending(waiting, now, mailoutbox):
    waiting(1)
    User.objects.update(name="乙")

    deliver_notices(now.isoformat())

    assert mailoutbox[0].subject == "您好，乙"


def test_what_no_longer_stands_is_dropped_unsent(waiting, now, mailoutbox):
    waiting(2)
    User.objects.filter(username="p1").update(is_active=False)

    outcome = deliver_notices(now.isoformat())

    assert outcome == "撤下 1 条，新开投递 0 封，发出 1 封，未发出 0 封，中断 0 封"
    assert [mail.to for mail in mailoutbox] == [["p2@example.test"]]
    assert list(Notice.objects.order_by("pk").values_list("status", flat=True)) == [
        "dropped",
        "open",
    ]
    assert statuses() == ["sent"]


def test_what_was_sent_or_read_leaves_the_inbox_too_when_settled(waiting, now):
    waiting(2)
    deliver_notices(now.isoformat())
    Notice.objects.filter(recipient__username="p1").update(status="read", read_at=now)
    User.objects.update(is_active=False)

    deliver_notices(now.isoformat())

    assert set(Notice.objects.values_list("status", flat=True)) == {"dropped"}
    assert statuses() == ["sent", "sent"]


def test_of_a_kind_that_says_so_only_the_latest_stands(people, now, mailoutbox):
    def again(slot: str, kind: str) -> None:
        raise_notices_from(due(now).annotate(slot=Value(slot)), kind=kind, now=now)

    people(2)
    for kind, latest in (("nag", True), ("news", False)):
        renders(kind, latest=latest)(hello)
        again("T-7", kind)
    deliver_notices(now.isoformat())
    Notice.objects.filter(recipient__username="p1").update(status="read", read_at=now)
    for kind in ("nag", "news"):
        again("T-3", kind)
        again("T-1", kind)
    deliver_notices(now.isoformat())

    for name in ("p1", "p2"):
        mine = Notice.objects.standing().filter(recipient__username=name).order_by("pk")
        standing = [(notice.kind, notice.slot) for notice in mine]
        assert standing == [("news", "T-7"), ("nag", "T-1"), ("news", "T-3"), ("news", "T-1")]
    assert len(mailoutbox) == 10  # the nag of T-3 was replaced before it was sent
    assert deliver_notices(now.isoformat()).startswith("撤下 0 条，新开投递 0 封，")


def test_what_the_renderer_finds_settled_after_the_claim_is_dropped(waiting, now, mailoutbox):
    waiting(2)
    chunk = claim(now)
    User.objects.filter(username="p1").update(is_active=False)

    deliver(chunk, now=now)

    assert (len(mailoutbox), statuses()) == (1, ["sent"])
    assert Notice.objects.get(pk=chunk[0].notice_id).status == "dropped"


def test_what_was_dropped_before_the_claim_is_not_sent(waiting, now, mailoutbox):
    """Its delivery was under another worker's lease when it was dropped, and that worker died."""
    (delivery,) = waiting(1)
    claim(now)
    assert drop_about(["hello"], [delivery.notice.subject]) == 1

    deliver_notices((now + LEASE).isoformat())

    assert (len(mailoutbox), statuses()) == (0, [])


def test_drop_about_is_immediate_and_exact(waiting, now):
    first, second = waiting(2)

    assert drop_about(["hello"], [first.notice.subject]) == 1
    assert drop_about(["other"], [second.notice.subject]) == 0
    assert list(Delivery.objects.values_list("pk", flat=True)) == [second.pk]


def test_back_off_grows_until_it_is_given_up(waiting, now, channel):
    def refuse(letters):
        for _ in letters:
            yield Fault("忙")

    channel(EMAIL, refuse)
    waiting(1)
    moment, waits = now, []
    while deliver(claim(moment), now=moment):
        delivery = Delivery.objects.get()
        waits.append((delivery.not_before - moment) // timedelta(minutes=1))
        moment = max(delivery.not_before, moment)

    assert waits == [1, 4, 16, 64, 256, 1024, 0]
    assert waits[:-1] == [back_off(n) // timedelta(minutes=1) for n in range(1, MAX_ATTEMPTS)]
    failed = Delivery.objects.failed().get()
    assert (failed.attempts, failed.last_error) == (MAX_ATTEMPTS, "忙")


def test_failed_ones_of_dropped_notices_need_nobody(waiting, now):
    (delivery,) = waiting(1)
    chunk = claim(now)
    finish(chunk, {delivery.pk: Fault("不行", final=True)}, now=now)
    before = Delivery.objects.failed().count()

    drop_about(["hello"], [delivery.notice.subject])

    assert (before, Delivery.objects.failed().count()) == (1, 0)


def test_an_unknown_kind_fails_with_its_reason_and_stops_nobody(waiting, now, mailoutbox):
    first, _ = waiting(2)
    Notice.objects.filter(pk=first.notice_id).update(kind="gone")

    deliver(claim(now), now=now)

    assert (len(mailoutbox), statuses()) == (1, ["failed", "sent"])
    assert Delivery.objects.failed().get().last_error == "没有“gone”这一种类的正文"


def test_one_row_that_trips_its_renderer_stops_nobody(waiting, now, mailoutbox):
    first, _ = waiting(2)

    def trips(notices, *, now):
        return {n.pk: Text(str({0: "好"}[n.pk - first.notice_id - 1]), "", "/") for n in notices}

    KINDS.clear()
    renders("hello")(trips)

    deliver(claim(now), now=now)

    assert (len(mailoutbox), statuses()) == (1, ["waiting", "sent"])
    assert Delivery.objects.get(pk=first.pk).last_error == "正文生成失败"


def test_rendering_is_one_call_per_kind(waiting, now):
    waiting(3)
    sizes: list[int] = []

    def counted(notices, *, now):
        sizes.append(len(notices))
        return hello(notices, now=now)

    KINDS.clear()
    renders("hello")(counted)

    deliver(claim(now), now=now)

    assert sizes == [3]


def test_what_time_does_not_allow_is_handed_back(waiting, now, mailoutbox):
    waiting(3)
    answers = iter([False, True])

    results = deliver(claim(now), now=now, over=lambda: next(answers))

    assert (len(results), len(mailoutbox)) == (1, 1)
    assert list(Delivery.objects.order_by("pk").values_list("status", "attempts")) == [
        ("sent", 1),
        ("waiting", 0),
        ("waiting", 0),
    ]


def test_what_was_sent_before_an_exception_is_written_down(waiting, now, channel):
    def stop(letters):
        yield None
        raise KeyboardInterrupt

    channel(EMAIL, stop)
    waiting(2)

    with pytest.raises(KeyboardInterrupt):
        deliver(claim(now), now=now)

    assert statuses() == ["sent", "sending"]


def test_queries_do_not_grow_with_the_chunk(people, now, django_assert_max_num_queries):
    for first, count in ((1, 1), (10, 100)):
        people(count, first=first)
        raise_notices_from(due(now), kind="hello", now=now)
        open_deliveries(now)
        chunk = claim(now)
        with django_assert_max_num_queries(5):  # texts, savepoint and release, sent, handed back
            assert len(deliver(chunk, now=now)) == count


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_everything_once(people, now, mailoutbox):
    people(60)
    raise_notices(now.isoformat())

    in_threads(4, lambda: deliver_notices(now.isoformat()))

    assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 60
    assert statuses() == ["sent"] * 60


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(waiting, now, channel, tmp_path):
    """The worker is killed between sending its third message and writing that down."""
    log = tmp_path / "sent"

    def send(letters):
        for letter in letters:
            with log.open("a") as lines:
                lines.write(f"{letter.delivery.pk}\n")
            yield None

    def send_three(letters):
        for count, outcome in enumerate(send(letters), start=1):
            if count == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            yield outcome

    channel(EMAIL, send)
    deliveries = waiting(5)
    connections.close_all()
    child = os.fork()
    if not child:
        CHANNELS[EMAIL] = Channel(Q(), send_three)
        deliver(claim(now), now=now)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL

    deliver_notices((now + LEASE - timedelta(seconds=1)).isoformat())
    while_leased = _sent(log)
    deliver_notices((now + LEASE).isoformat())

    assert len(while_leased) == 3
    assert sorted(_sent(log)) == sorted([d.pk for d in deliveries] + while_leased)
    assert set(Delivery.objects.values_list("status", "attempts")) == {("sent", 2)}


def _sent(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()]
