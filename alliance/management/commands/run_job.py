"""`manage.py run_job NAME [--at ISO]`: a periodic job now, or as if it were that moment."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from alliance.celery import app


class Command(BaseCommand):
    help = "Run a periodic job in this process, now or as of a given moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the job")
        parser.add_argument("--at", default="", help="2026-11-22T09:00, Asia/Shanghai")
        parser.add_argument("--list", action="store_true", help="list the jobs")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = settings.JOB_SECONDS
        if options["list"]:
            for name, seconds in jobs.items():
                self.stdout.write(f"{name}\tevery {seconds} s")
            return
        name = options["name"]
        if name not in jobs:
            raise CommandError(f"no job {name or '(none given)'}; there are: {', '.join(jobs)}")
        app.loader.import_default_modules()
        self.stdout.write(app.tasks[name](at=_moment(options["at"])))


def _moment(text: str) -> str | None:
    """ISO text with a time zone, the portal's own where none is given."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at {text} is no moment; write 2026-11-22T09:00") from None
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return moment.isoformat()
