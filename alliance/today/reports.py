"""Suggestions that wait for an answer, and bulletins that the officer has not opened."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from common.dates import day_text
from meetings.models import Receipt, Suggestion
from members.models import User

MOST = 5


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """One query: those overdue, and those still in time."""
    late = Q(answer_by__lt=today)
    counts = Suggestion.objects.open().filter(here.within()).order_by()
    found = counts.aggregate(late=Count("pk", filter=late), rest=Count("pk", filter=~late))
    url, lines = reverse("meetings:suggestions"), []
    if found["late"]:
        what = f"答复逾期的意见建议 {found['late']} 条"
        lines.append(Todo(what, "单位在等回话", f"{url}?late=late", "已逾期", "late"))
    if found["rest"]:
        what = f"答复单位的意见建议 {found['rest']} 条"
        days = f"提出后 {Suggestion.ANSWER_DAYS} 个工作日内答复"
        lines.append(Todo(what, days, f"{url}?status=open", "待答复", "soon"))
    return lines


def phone(user: User, today: date) -> list[Errand]:
    """Bulletins sent to the officer's unit; one query."""
    unread = Receipt.objects.of_liaison(user).unread()
    rows = unread.select_related("bulletin__alliance", "bulletin__area")
    return [
        Errand(
            str(one.bulletin),
            f"{day_text(one.bulletin.issued_at)}发出" if one.bulletin.issued_at else "",
            one.bulletin.phone_url,
            "打开看看",
            "还没看",
            "soon",
        )
        for one in rows.order_by("-bulletin__issued_at", "-pk")[:MOST]
    ]
