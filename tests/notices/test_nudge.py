"""The nudge after a commit: with a broker it spares a minute, without one nothing is lost."""

import pytest
from celery import current_app
from django.db import transaction

from notices.jobs import nudge
from notices.models import Delivery


@pytest.fixture
def dead_broker():
    """Celery talks to a port where nobody listens, with a pool of its own."""
    dead = {"task_always_eager": False, "broker_url": "redis://127.0.0.1:1/0"}
    alive = {name: current_app.conf[name] for name in dead}
    current_app.conf.update(dead)
    current_app.amqp._producer_pool = None
    yield
    current_app.conf.update(alive)
    current_app.amqp._producer_pool = None


def test_delivers_after_the_commit_and_not_before(
    waiting, now, mailoutbox, django_capture_on_commit_callbacks
):
    waiting(1)

    with django_capture_on_commit_callbacks(execute=True):
        nudge()
        before = len(mailoutbox)

    assert (before, len(mailoutbox)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_delays_and_loses_nothing(waiting, now, dead_broker, caplog):
    waiting(1)

    with transaction.atomic():
        nudge()

    assert [record.getMessage() for record in caplog.records if record.name == "notices.jobs"] == [
        "broker not reached, notices wait: OperationalError"
    ]
    assert Delivery.objects.get().status == "waiting"
