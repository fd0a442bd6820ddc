"""What is due is raised, and what was raised is delivered: each run makes up for missed ones."""

import time
from datetime import datetime

from common.jobs import job
from notices import actions
from notices.sources import SOURCES

SECONDS = 200  # of sending in one run, under CELERY_TASK_SOFT_TIME_LIMIT; the next run goes on


@job("raise_notices")
def raise_notices(now: datetime) -> str:
    """Run every registered source as of `now`; a second run raises nothing twice."""
    raised = sum(actions.raise_notices_from(due(now), kind=kind, now=now) for kind, due in SOURCES)
    return f"新提醒 {raised} 条"


@job("deliver_notices")
def deliver_notices(now: datetime) -> str:
    """Drop what is settled or replaced, open deliveries, and send until none is left."""
    end = time.monotonic() + SECONDS

    def over() -> bool:
        return time.monotonic() > end

    dropped = actions.drop_settled(now) + actions.drop_replaced()
    opened = actions.open_deliveries(now)
    lost, sent, tried = actions.give_up_lost(now), 0, 0
    while not over() and (chunk := actions.claim(now)):
        results = actions.deliver(chunk, now=now, over=over)
        tried += len(results)
        sent += sum(outcome is None for outcome in results.values())
    return (
        f"撤下 {dropped} 条，新开投递 {opened} 封，"
        f"发出 {sent} 封，未发出 {tried - sent} 封，中断 {lost} 封"
    )
