"""The inbox, the same behind both doors: `urls` puts each view behind each."""

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
SHOWN = 200  # nobody pages further back, and so no query has to count


@require_safe
def inbox(request: HttpRequest, door: str) -> HttpResponse:
    """What is and was due to the person, as it reads now; a GET marks nothing as read."""
    mine = Notice.objects.visible_to(request.user).for_list()
    page = Paginator(list(mine[:SHOWN]), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    outcomes = render_notices(rows, now=timezone.now())
    texts = {key: text for key, text in outcomes.items() if isinstance(text, Text)}
    context = {
        "title": "消息",
        "base": f"base_{door}.html",
        "page": page,
        "entries": [(notice, texts.get(notice.pk)) for notice in rows],
        "is_phone": door == "phone",
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
