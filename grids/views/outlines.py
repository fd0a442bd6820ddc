"""Staff pages of a street's outlines: upload → check page with a map → write; download, delete."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import moment_text
from common.doors import Visit, staff_door
from common.lifecycle import IllegalMove
from common.models import ImportBatch
from grids.actions import outlines as actions
from grids.forms.outlines import OutlineFileForm, OutlineSourceForm
from grids.models import Area, AreaOutline
from grids.outlines.checking import LISTED, Checked, areas_of
from grids.outlines.drawing import Map, Value, draw
from grids.outlines.plane import rings_of
from grids.outlines.reading import BadOutlines
from grids.registers import staff_url
from grids.views.staff import readable_area, writable_area

DRAWN = ((Area.Kind.COMMUNITY, "社区（村）"), (Area.Kind.GRID, "网格"))
NEW, REPLACED, KEPT = (
    Value("ok", "新", "新增"),
    Value("2", "换", "替换"),
    Value("0", "", "没有变化"),
)
LEGEND = [("ok", "新增（新）"), ("2", "替换（换）"), ("0", "没有变化")]


def _street(request: Visit, key: uuid.UUID, *, writes: bool = False) -> Area:
    street = (writable_area if writes else readable_area)(request, key)
    if street.kind != Area.Kind.STREET:
        raise Http404
    return street


def _batch(request: Visit, key: uuid.UUID) -> ImportBatch:
    own = ImportBatch.objects.filter(uploaded_by=request.user, kind=actions.KIND)
    return get_object_or_404(own, uuid=key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_door()
def outlines(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    """The street's outlines as they are, and where new ones are uploaded."""
    street = _street(request, uuid)
    may_change = not street.valid_to and request.user.may_change(street.pk)
    form = OutlineFileForm()
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        form = OutlineFileForm(request.POST, request.FILES)
        if form.is_valid() and (batch := _receive(request, form)):
            return redirect("grids:outlines_check", uuid, batch.uuid)
    context = {"title": f"{street.name}的轮廓", "street": street, "form": form}
    context |= {"may_change": may_change, **_present(street)}
    return render(request, "grids/outlines.html", context)


def _receive(request: Visit, form: OutlineFileForm) -> ImportBatch | None:
    """The kept upload; None if it is no GeoJSON, as the form then says."""
    file = form.cleaned_data["file"]
    try:
        return actions.receive(file.read(), file.name, by=request.user, now=timezone.now())
    except BadOutlines as error:
        form.add_error("file", error)
        return None


def _present(street: Area) -> dict[str, Any]:
    """Every area of the street with its outline or None, and the maps of them: two queries."""
    areas = areas_of(street)
    found = {one.area_id: one for one in AreaOutline.objects.filter(area__in=areas)}
    rows = [(area, one := found.get(area.pk), _points(one)) for area in areas]
    return {"rows": rows, "count": len(found), "maps": _maps(areas, found, street)}


def _points(outline: AreaOutline | None) -> int:
    return sum(len(ring) - 1 for ring in rings_of(outline.geometry)) if outline else 0


def _maps(
    areas: Iterable[Area],
    found: dict[int, AreaOutline],
    street: Area,
    values: dict[int, Value] | None = None,
) -> list[tuple[str, Map]]:
    """A map of the communities and one of the grids, as far as there are outlines."""
    maps = []
    for kind, words in DRAWN:
        some = [area for area in areas if area.kind == kind and area.pk in found]
        legend = LEGEND if values else ()
        drawn = draw(
            some, link=staff_url, values=values, ground=street, outlines=found, legend=legend
        )
        if drawn:
            maps.append((words, drawn))
    return maps


@require_safe
@staff_door(writes=True)
def outlines_check(request: Visit, uuid: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    """What an upload holds and what is wrong with it; nothing is written yet."""
    street, found = _street(request, uuid, writes=True), _batch(request, batch)
    if found.status != ImportBatch.Status.CHECKED:
        return redirect("grids:outlines", uuid)
    checked = actions.recheck(found, street)
    context = {
        "title": f"检查{street.name}的轮廓",
        "street": street,
        "batch": found,
        "checked": checked,
        "problems": checked.problems[:LISTED],
        "hints": checked.hints[:LISTED],
        "maps": _preview(checked),
        "form": OutlineSourceForm(),
    }
    return render(request, "grids/outlines_check.html", context)


def _preview(checked: Checked) -> list[tuple[str, Map]]:
    now = timezone.now()
    found = {one.area.pk: actions.row_of(one, "", now) for one in checked.outlines}
    values = {
        one.area.pk: NEW if one.before is None else REPLACED if one.changed else KEPT
        for one in checked.outlines
    }
    return _maps(checked.areas, found, checked.street, values)


@require_POST
@staff_door(writes=True)
def outlines_write(request: Visit, uuid: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    street, found = _street(request, uuid, writes=True), _batch(request, batch)
    form = OutlineSourceForm(request.POST)
    back = redirect("grids:outlines_check", uuid, batch)
    if not form.is_valid():
        messages.error(request, form.errors.get_json_data()["source"][0]["message"])
        return back
    source = form.cleaned_data["source"]
    try:
        done = actions.write(found, street, source=source, by=request.user, now=timezone.now())
    except IllegalMove:
        messages.info(request, "这份文件已经写入过，没有重复写入。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return back
    else:
        messages.success(request, _said(done))
    return redirect("grids:outlines", uuid)


def _said(done: Checked) -> str:
    return (
        f"已写入轮廓：新增 {done.created} 个，替换 {done.replaced} 个，"
        f"{done.unchanged} 个没有变化。"
    )


@require_safe
@staff_door()
def outlines_download(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    """The street's outlines as GeoJSON, as the upload takes them."""
    street = _street(request, uuid)
    rows = AreaOutline.objects.filter(area__in=areas_of(street)).select_related("area")
    features = [_feature(row) for row in rows.order_by("area__code")]
    response = JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    name = f"{street.name}-轮廓-{timezone.localdate():%Y%m%d}.geojson"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _feature(row: AreaOutline) -> dict[str, Any]:
    area = row.area
    properties = {"code": area.code, "name": area.name, "source": row.source}
    return {"type": "Feature", "properties": properties, "geometry": row.geometry}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_door(writes=True)
def outline_delete(request: Visit, uuid: uuid.UUID) -> HttpResponse:
    area = writable_area(request, uuid)
    outline = get_object_or_404(AreaOutline.objects.select_related("area"), area=area)
    if request.method == "POST":
        actions.delete_outline(outline, by=request.user)
        messages.success(request, f"已删除{area.name}的轮廓。")
        return redirect(staff_url(area))
    rows = [
        ("区域", area.name),
        ("来源", outline.source or "—"),
        ("更新", moment_text(outline.changed_at)),
    ]
    context = {"title": f"删除{area.name}的轮廓？", "rows": rows, "words": "删除轮廓"}
    return render(request, "grids/confirm.html", context | {"back": staff_url(area)})
