"""Staff pages: the registers of this room and the page of one area."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.doors import Visit, staff_door
from common.listing import Listing
from common.sheets.views import export_response
from grids.codes import kind_below
from grids.figures import street_table
from grids.models import Area, AreaFigures, GridPost
from grids.outlines.drawing import draw
from grids.panels import panels_of
from grids.registers import AreaList, FiguresList, PostList, staff_url
from grids.responsible import ROLE_ORDER
from grids.views.history import history_of
from grids.views.services import services_of


def readable_area(request: Visit, key: uuid.UUID) -> Area:
    """The area, for whoever may read it; a stranger's area does not exist."""
    areas: QuerySet[Area] = Area.objects.visible_to(request.user)
    return get_object_or_404(
        areas.select_related("parent", "district", "street", "community"), uuid=key
    )


def writable_area(request: Visit, key: uuid.UUID) -> Area:
    """The area, for whoever may change it; 403 for mere readers and for an area that has ended."""
    area = readable_area(request, key)
    if area.valid_to or not request.user.may_change(area.pk):
        raise PermissionDenied
    return area


def may_move(request: Visit, area: Area) -> bool:
    """Only who may change the area's present parent may take the area away from it."""
    return area.parent_id is not None and request.user.may_change(area.parent_id)


def _register(request: Visit, listing: Listing, **more: object) -> HttpResponse:
    if listing.wants_export:
        return export_response(request, listing)
    context = {"title": listing.title, "list": listing, "may_write": request.user.may_write}
    return render(request, "grids/register.html", context | more)


@require_safe
@staff_door()
def area_list(request: Visit) -> HttpResponse:
    rows = AreaList.rows(Area.objects.visible_to(request.user), request.GET.get("state", ""))
    return _register(
        request, AreaList(request, rows), import_name="grids:area_import", is_areas=True
    )


@require_safe
@staff_door()
def post_list(request: Visit) -> HttpResponse:
    posts = GridPost.objects.visible_to(request.user).current().select_related("area__community")
    return _register(request, PostList(request, posts), import_name="grids:post_import")


@require_safe
@staff_door()
def figures_list(request: Visit) -> HttpResponse:
    rows = AreaFigures.objects.visible_to(request.user).select_related("area")
    listing = FiguresList(request, rows)
    if listing.wants_export:  # only the workbook has them
        listing.base = rows.prefetch_related("party", "groups")
    return _register(request, listing, import_name="grids:figures_import")


@require_safe
@staff_door()
def area_detail(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = readable_area(request, uuid)
    may_change = not area.valid_to and request.user.may_change(area.pk)
    children = list(area.children.current().order_by("code"))
    context = {
        "title": area.name,
        "area": area,
        "posts": sorted(area.posts.all(), key=_ended_last),
        "children": children,
        "map": draw(children, link=staff_url, ground=area),
        "below_kind": kind_below(area.kind),
        "table": street_table(area, timezone.localdate()),
        "may_change": may_change,
        "may_move": may_change and may_move(request, area),
        "panels": panels_of(area, request.user),
    }
    context |= services_of(area, timezone.now()) | history_of(request, area, timezone.localdate())
    return render(request, "grids/area_detail.html", context)


def _ended_last(post: GridPost) -> tuple[bool, int]:
    return (post.until is not None, ROLE_ORDER[post.role])
