"""The residents' door: bulletins that were issued for everybody."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.models import Bulletin

SIZE = 20


@require_safe
def open_bulletins(request: HttpRequest) -> HttpResponse:
    rows = Bulletin.objects.public().select_related("alliance", "area")
    page = Paginator(rows.order_by("-issued_at", "-pk"), SIZE).get_page(request.GET.get("page"))
    return render(request, "meetings/open_bulletins.html", {"title": "定期通报", "page": page})


@require_safe
def open_bulletin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    rows = Bulletin.objects.public().select_related("alliance", "area")
    found = get_object_or_404(rows, uuid=uuid)
    return render(request, "meetings/open_bulletin.html", {"title": str(found), "bulletin": found})
