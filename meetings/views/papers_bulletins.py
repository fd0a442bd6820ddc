"""An issued bulletin as an official paper: for staff, for officers, and its public edition."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from common.doors import Visit, liaison_door, staff_door
from common.official import page
from common.official.exports import docx_response
from meetings.models import Bulletin, Receipt
from meetings.papers.bulletin import bulletin_of
from meetings.views.paper_files import Shown, show

LABEL = "定期通报"


@require_GET
@staff_door()
def bulletin_paper(request: Visit, uuid: UUID) -> HttpResponse:
    """As a page, Word and PDF. A draft has no paper yet."""
    rows = Bulletin.objects.visible_to(request.user).issued().select_related("alliance", "area")
    found = get_object_or_404(rows, uuid=uuid)
    return show(request, _shown(found, (found.get_absolute_url(), "返回通报")))


def _shown(bulletin: Bulletin, back: tuple[str, str]) -> Shown:
    return Shown(bulletin_of(bulletin), LABEL, f"公文：{bulletin.title}", bulletin, back)


@require_GET
@liaison_door()
def phone_bulletin_paper(request: Visit, uuid: UUID) -> HttpResponse:
    """The same for officers of the units that it was sent to, as a page and Word."""
    sent = Receipt.objects.of_liaison(request.user)
    rows = sent.select_related("bulletin__alliance", "bulletin__area")
    found = get_object_or_404(rows, bulletin__uuid=uuid).bulletin
    shown = _shown(found, (found.phone_url, "返回通报"))
    return show(request, shown, template="meetings/phone_paper.html", forms=("docx",))


@require_safe
def open_bulletin_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The public edition, to be printed or saved as Word."""
    rows = Bulletin.objects.public().select_related("alliance", "area")
    found = get_object_or_404(rows, uuid=uuid)
    made = bulletin_of(found, public=True)
    if request.GET.get("as") == "docx":
        return docx_response(made)
    back = reverse("meetings:open_bulletin", args=[found.uuid])
    context = {"title": f"公文：{found.title}", "paper": page.of(made), "back": (back, "返回通报")}
    return render(request, "meetings/open_paper.html", context)
