"""Staff pages: which workbooks were imported, by whom, and which were taken back."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from common.doors import Visit, staff_door
from common.sheets import batches
from members.registers.imports import BatchListing
from members.views.units import show_list


@require_GET
@staff_door(writes=True)
def batch_list(request: Visit) -> HttpResponse:
    rows = batches.visible_to(request.user).defer("content").select_related("uploaded_by")
    return show_list(request, BatchListing(request, rows), "ui/list.html")
