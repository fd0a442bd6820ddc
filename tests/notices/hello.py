"""One kind of notice, "hello": due to every account whose last sign-in is past; its subject is
the account itself, its text the account's name, and it stands while the account is active.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connections
from django.db.models import F, QuerySet, Value

from notices.kinds import Text
from notices.models import Notice
from notices.sources import NO_DATE

User = get_user_model()


def due(now: datetime) -> QuerySet:
    seen = User.objects.filter(is_active=True, last_login__lte=now)
    return seen.annotate(recipient=F("pk"), subject=F("pk"), slot=Value("once"), due_on=NO_DATE)


def active(now: datetime) -> QuerySet:
    return User.objects.filter(is_active=True)


def hello(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    users = User.objects.filter(is_active=True).in_bulk([n.subject for n in notices])
    return {
        n.pk: Text(f"您好，{users[n.subject].name}", "请查看。", f"/l/hello/{n.subject}/")
        for n in notices
        if n.subject in users
    }


def in_threads(count: int, work: Callable[[], object]) -> list:
    """Run `work` in `count` threads at once, each with its own connection; their results."""
    results: list = []
    gate = threading.Barrier(count)

    def run() -> None:
        gate.wait()
        try:
            results.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
