"""Requests of residents that wait for the reader."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from members.models import User
from projects.models import Request
from projects.requests.queue import held_now
from projects.requests.terms import Watch

MOST = 5
Status = Request.Status
GIVEN_BACK = Q(status=Status.ACCEPTED) & ~Q(reason="")
LINES = [  # key, what, more, query of the list, tag, tone; what is overdue first
    ("overdue", "处理逾期的群众点单", "没有按时受理、接单或办结", "wait=overdue", "已逾期", "late"),
    ("again", "居民要求重办", "办过了，居民说没解决", "status=reopened", "要求重办", "late"),
    ("received", "受理群众点单", "居民在等回话", "status=received", "待受理", "soon"),
    ("returned", "重新派单", "承办方退回来的", "wait=returned", "被退回", "soon"),
    ("accepted", "给点单派人", "已受理，还没有交给谁", "wait=dispatch", "待派单", "soon"),
]


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """Two queries: the calendar, and one count of each line."""
    mine = Request.objects.open().filter(here.within()).order_by()
    counts = mine.aggregate(
        overdue=Count("pk", filter=Watch(today).is_overdue()),
        again=Count("pk", filter=Q(status=Status.REOPENED)),
        received=Count("pk", filter=Q(status=Status.RECEIVED)),
        returned=Count("pk", filter=GIVEN_BACK),
        accepted=Count("pk", filter=Q(status=Status.ACCEPTED, reason="")),
    )
    url = reverse("projects:request_list")
    return [
        Todo(f"{what} {counts[key]} 件", more, f"{url}?{query}", tag, tone)
        for key, what, more, query, tag, tone in LINES
        if counts[key]
    ]


def phone(user: User, today: date) -> list[Errand]:
    """What the reader holds, the most urgent first; one query. More than MOST lie in the queue."""
    held = held_now(user, today)
    cards = [
        Errand(
            one.public_title,
            f"群众点单　{one.area}" + (f"　{one.place}" if one.place else ""),
            reverse("projects:my_request", args=[one.uuid]),
            "去接单" if one.status == Status.DISPATCHED else "去办理",
            words,
            tone,
        )
        for one, words, tone in held[:MOST]
    ]
    return [*cards, *_more(len(held) - MOST)]


def _more(left: int) -> list[Errand]:
    url = reverse("projects:my_requests")
    return [Errand(f"还有 {left} 件点单", "", url, "看全部", "待办", "go")] if left > 0 else []
