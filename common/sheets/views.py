"""The pages of every import: template → upload → check page → write → written.

Each room wraps them in its door (see common.sheets.urls). Until it is written, a batch is seen by
its uploader only.
"""

import uuid
from collections.abc import Sequence
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common import audit
from common.doors import Visit
from common.fields import mask_mobiles
from common.lifecycle import IllegalMove
from common.listing import Listing
from common.models import ImportBatch
from common.sheets import batches, writer
from common.sheets.forms import UploadForm
from common.sheets.guard import MAX_ROWS, BadWorkbook
from common.sheets.importer import SHOWN, Checked, Importer, ImportRefused
from common.sheets.undo import Obstacle, Undo, UndoRefused

PREVIEWED = 10


def sheet_response(content: bytes, file_name: str) -> HttpResponse:
    """An .xlsx to save under its Chinese name (RFC 5987)."""
    response = HttpResponse(content, content_type=writer.XLSX)
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Cache-Control"] = "private, no-store"
    return response


def export_response(request: HttpRequest, listing: Listing) -> HttpResponse:
    """Exactly the rows that are filtered, as Excel; noted in the audit trail.

    More rows than an import takes are too many for one file: the reader is asked to narrow them.
    """
    if listing.count > MAX_ROWS:
        found, most = (f"{count} {listing.unit}" for count in (listing.count, MAX_ROWS))
        messages.error(request, f"现有 {found}，一次最多导出 {most}，请先筛选。")
        return redirect(listing.url())
    asked = mask_mobiles(listing.filter_text)  # officers are searched for by their numbers
    reason = f"{listing.title}：{listing.count} {listing.unit}；{asked}"
    audit.record(request.user, "export", by=request.user, reason=reason)  # type: ignore[arg-type]
    now = timezone.now()
    name = f"{listing.title}-{timezone.localdate(now):%Y%m%d}.xlsx"
    return sheet_response(listing.export(now=now), name)


def sister_url(request: HttpRequest, page: str, *args: object) -> str:
    """A sister page's address: from "members:unit_batch" to "members:unit_write"."""
    assert request.resolver_match
    name, _, _ = request.resolver_match.view_name.rpartition("_")
    return reverse(f"{name}_{page}", args=args)


def written_batch(request: Visit, importer: type[Importer], batch: uuid.UUID) -> ImportBatch:
    """A batch that was written: one's own, or of an account that one administers. Else 404."""
    found = batches.visible_to(request.user).filter(kind=importer.kind, uuid=batch)
    return get_object_or_404(found.exclude(status=ImportBatch.Status.CHECKED))


def _batch(request: HttpRequest, importer: type[Importer], batch: uuid.UUID) -> ImportBatch:
    own = ImportBatch.objects.filter(uploaded_by=request.user.pk, kind=importer.kind)
    return get_object_or_404(own, uuid=batch)


@require_safe
def template(request: HttpRequest, importer: type[Importer], back: str) -> HttpResponse:
    return sheet_response(writer.template(importer), f"{importer.title}导入模板.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, importer: type[Importer], back: str) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            batch = _receive(request, importer, form)
        except BadWorkbook as error:
            form.add_error("file", error)
        else:
            return redirect(sister_url(request, "batch", batch.uuid))
    context = {"title": f"导入{importer.title}", "importer": importer, "form": form}
    context |= {"template_url": sister_url(request, "template"), "back": reverse(back)}
    context["recent"] = batches.recent(importer, by=request.user)
    return render(request, "ui/import_upload.html", context)


def _receive(request: HttpRequest, importer: type[Importer], form: UploadForm) -> ImportBatch:
    file = form.cleaned_data["file"]
    now = timezone.now()
    return batches.receive(importer, file.read(), file.name, by=request.user, now=now)


@require_safe
def check(request: Visit, importer: type[Importer], back: str, batch: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(batches.visible_to(request.user), kind=importer.kind, uuid=batch)
    if found.status != ImportBatch.Status.CHECKED:
        return _written(request, importer, back, found)
    checked = batches.recheck(found, importer, by=request.user, now=timezone.now())
    context = {"title": f"检查{importer.title}", "batch": found, "checked": checked}
    context |= {"preview": _preview(checked), "upload_url": sister_url(request, "import")}
    for page in ("annotated", "write"):
        context[f"{page}_url"] = sister_url(request, page, found.uuid)
    return render(request, "ui/import_check.html", context)


def _written(
    request: HttpRequest, importer: type[Importer], back: str, batch: ImportBatch
) -> HttpResponse:
    state = "已撤销" if batch.status == ImportBatch.Status.UNDONE else "已写入"
    context = {"title": f"导入{importer.title}：{state}", "batch": batch, "back": reverse(back)}
    context |= {"importer": importer, "upload_url": sister_url(request, "import")}
    context |= {"days": batches.UNDOABLE.days, "undo_url": sister_url(request, "undo", batch.uuid)}
    context["can_undo"] = batches.can_undo(batch, now=timezone.now())
    return render(request, "ui/import_written.html", context)


def _preview(checked: Checked) -> dict[str, list[object]]:
    """The first rows as they will be written."""
    importer = checked.importer
    columns = [column for column in importer.columns if column.name in importer.present]
    rows = [
        (row.number, [str(column.show(row[column.name])) for column in columns])
        for row in islice(checked.rows, PREVIEWED)
    ]
    return {"columns": [*columns], "rows": [*rows]}


@require_safe
def annotated(
    request: HttpRequest, importer: type[Importer], back: str, batch: uuid.UUID
) -> HttpResponse:
    found = _batch(request, importer, batch)
    if found.status != ImportBatch.Status.CHECKED:
        return redirect(sister_url(request, "batch", found.uuid))
    checked = batches.recheck(found, importer, by=request.user, now=timezone.now())
    content = writer.annotated(checked.sheet, checked.problems)
    return sheet_response(content, f"{importer.title}-问题标注.xlsx")


@require_POST
def write(
    request: HttpRequest, importer: type[Importer], back: str, batch: uuid.UUID
) -> HttpResponse:
    found = _batch(request, importer, batch)
    try:
        batches.write_batch(found, importer, by=request.user, now=timezone.now())
    except IllegalMove:
        messages.info(request, "这份文件已经写入过，没有重复写入。")
    except ImportRefused as error:
        messages.error(request, error.messages[0])
    else:
        text = f"已写入{importer.title}：新增 {found.created} 行，更新 {found.updated} 行。"
        messages.success(request, text)
    return redirect(sister_url(request, "batch", found.uuid))


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Visit, importer: type[Importer], back: str, batch: uuid.UUID) -> HttpResponse:
    found = written_batch(request, importer, batch)
    page = sister_url(request, "batch", found.uuid)
    obstacles: Sequence[Obstacle] = ()
    if request.method == "POST":
        try:
            return _undone(request, found, importer, page)
        except UndoRefused as error:
            obstacles = error.obstacles
    elif not batches.can_undo(found, now=timezone.now()):
        return redirect(page)
    context = {"title": f"撤销导入：{importer.title}", "batch": found, "page": page}
    context |= _outlook(request, found, importer, obstacles)
    return render(request, "ui/import_undo.html", context)


def _undone(
    request: Visit, batch: ImportBatch, importer: type[Importer], page: str
) -> HttpResponse:
    """Raises UndoRefused."""
    try:
        done = batches.undo_batch(batch, importer, by=request.user, now=timezone.now())
    except IllegalMove:
        messages.info(request, "这批导入已经撤销过，没有重复撤销。")
    except batches.TooLate as error:
        messages.error(request, error.messages[0])
    else:
        made, changed = done.deleted, done.restored
        messages.success(request, f"已撤销：删除 {made} 条，恢复 {changed} 条。")
    return redirect(page)


def _outlook(
    request: Visit, batch: ImportBatch, importer: type[Importer], obstacles: Sequence[Obstacle]
) -> dict[str, object]:
    undo = Undo(batch, importer, by=request.user)
    if not obstacles:
        undo.examine()
    every = obstacles or undo.obstacles
    return {"undo": undo, "obstacles": every[:SHOWN], "total_obstacles": len(every)}
