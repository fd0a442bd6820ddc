"""Periodic jobs: each computes what is due from the database, as of a given moment."""

from collections.abc import Callable
from datetime import datetime

from celery import Task, shared_task
from django.utils import timezone

from common.models import JobRun


def job(name: str) -> Callable[[Callable[[datetime], str]], Task]:
    """Register a function of the moment as the periodic job `name`.

    The function takes `now` (aware) and returns one line that says what it did. The task takes
    the moment as ISO text, so that `run_job NAME --at …` is true; what a missed run would have
    done is done by the next.
    """

    def decorate(work: Callable[[datetime], str]) -> Task:
        def run(at: str | None = None) -> str:
            now = _moment(at)
            started = timezone.now()
            outcome = work(now)
            JobRun.objects.update_or_create(
                name=name,
                defaults={
                    "at": now,
                    "started_at": started,
                    "finished_at": timezone.now(),
                    "outcome": outcome[:500],
                },
            )
            return outcome

        run.__doc__ = work.__doc__
        run.__module__ = work.__module__
        run.__name__ = work.__name__
        task: Task = shared_task(name=name)(run)
        return task

    return decorate


def _moment(at: str | None) -> datetime:
    """ISO text without an offset is a time of the portal's own zone."""
    if at is None:
        return timezone.now()
    moment = datetime.fromisoformat(at)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
