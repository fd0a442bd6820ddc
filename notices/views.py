"""The inbox, the same behind the phone door and the staff door (`urls` puts each view behind one)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from notices.actions import mark_read
from notices.kinds import Text
from notices.kinds import render as render_notices
from notices.models import Notice

PAGE = 20


@require_safe
def inbox(request: HttpRequest, door: str) -> HttpResponse:
    """Everything ever due to the person, as it reads now; a GET marks nothing as read."""
    mine = Notice.objects.visible_to(request.user)
    page = Paginator(mine.for_list().select_related("recipient"), PAGE).get_page(
        request.GET.get("page")
    )
    outcomes = render_notices(list(page.object_list), now=timezone.now())
    texts = {key: text for key, text in outcomes.items() if isinstance(text, Text)}
    context = {
        "title": "提醒",
        "base": f"base_{door}.html",
        "page": page,
        "entries": [(notice, texts.get(notice.pk)) for notice in page.object_list],
        "may_mark": door == "phone" or request.user.may_write,
        "open_count": mine.open().count(),
        "read_all": f"notices:{door}_read_all",
        "read_one": f"notices:{door}_read",
    }
    return render(request, "notices/inbox.html", context)


@require_POST
def read(request: HttpRequest, door: str, pk: int) -> HttpResponse:
    mine = Notice.objects.visible_to(request.user)
    notice = get_object_or_404(mine, pk=pk)
    mark_read(mine.filter(pk=notice.pk), now=timezone.now())
    return redirect(f"notices:{door}_inbox")


@require_POST
def read_all(request: HttpRequest, door: str) -> HttpResponse:
    mark_read(Notice.objects.visible_to(request.user), now=timezone.now())
    return redirect(f"notices:{door}_inbox")
