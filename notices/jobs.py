"""What is due is raised, and what was raised is delivered: each run makes up for missed ones."""

import logging
import time
from datetime import datetime

from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

from common.jobs import job
from notices import actions
from notices.sources import SOURCES

logger = logging.getLogger(__name__)

SECONDS = 200  # of sending in one run, under CELERY_TASK_SOFT_TIME_LIMIT; the next run goes on


@job("raise_notices")
def raise_notices(now: datetime) -> str:
    """Run every registered source as of `now`; a second run raises nothing twice."""
    raised = sum(actions.raise_notices_from(due(now), kind=kind, now=now) for kind, due in SOURCES)
    return f"新提醒 {raised} 条"


@job("deliver_notices")
def deliver_notices(now: datetime) -> str:
    """Drop what is settled, open deliveries, and send chunk after chunk until none is left."""
    end = time.monotonic() + SECONDS

    def over() -> bool:
        return time.monotonic() > end

    dropped, opened = actions.drop_settled(now), actions.open_deliveries(now)
    lost, sent, tried = actions.give_up_lost(now), 0, 0
    while not over() and (chunk := actions.claim(now)):
        results = actions.deliver(chunk, now=now, over=over)
        tried += len(results)
        sent += sum(outcome is None for outcome in results.values())
    return (
        f"撤下 {dropped} 条，新开投递 {opened} 封，"
        f"发出 {sent} 封，未发出 {tried - sent} 封，中断 {lost} 封"
    )


def nudge() -> None:
    """After the commit, ask a worker to deliver now instead of at the next tick.

    Nothing depends on it: with the broker dead the notices wait in the database.
    """
    transaction.on_commit(_nudge, robust=True)


def _nudge() -> None:
    try:
        deliver_notices.apply_async(retry=False, expires=60)
    except (ChannelError, OperationalError) as error:
        logger.warning("broker not reached, notices wait: %s", type(error).__name__)
