"""The register of import batches."""

from collections.abc import Sequence
from typing import Any

from common.listing import Filter, ListColumn, Listing
from common.models import ImportBatch
from common.sheets.urls import REGISTERS, page_of, title_of
from grids.actions import outlines

TONES = {
    ImportBatch.Status.CHECKED: "tag-soon",
    ImportBatch.Status.WRITTEN: "tag-ok",
    ImportBatch.Status.UNDONE: "tag-done",
}


OUTLINES = {outlines.KIND: "区域轮廓"}  # uploaded as GeoJSON, on pages of their own


def title_of_register(batch: ImportBatch) -> str:
    return OUTLINES.get(batch.kind) or title_of(batch)


def registers(listing: Listing) -> Sequence[tuple[Any, str]]:
    """The registers that have been imported into, as far as the reader sees."""
    kinds = listing.base.order_by("kind").values_list("kind", flat=True).distinct()
    titles = {kind: one.importer.title for kind, one in REGISTERS.items()} | OUTLINES
    return [(kind, titles[kind]) for kind in kinds if kind in titles]


def tone(batch: ImportBatch) -> str:
    return TONES[ImportBatch.Status(batch.status)]


class BatchListing(Listing):
    title = "导入记录"
    unit = "批"
    definition = "本人上传的文件；区级管理员另见本区账号已写入的。写入后 30 天内可整批撤销"
    sort = "-at"
    columns = (
        ListColumn("file", "文件", "file_name", link=page_of, sort=("file_name",)),
        ListColumn("register", "登记册", title_of_register, sort=("kind",)),
        ListColumn("at", "上传时间", "uploaded_at", sort=("uploaded_at",)),
        ListColumn("by", "上传人", "uploaded_by", sort=("uploaded_by__name",)),
        ListColumn("rows", "行数", sort=("rows",), css="r", kind="int"),
        ListColumn("created", "新增", sort=("created",), css="r", kind="int"),
        ListColumn("updated", "更新", sort=("updated",), css="r", kind="int"),
        ListColumn("status", "状态", "get_status_display", sort=("status",), tag=tone),
        ListColumn("written_at", "写入时间", sort=("written_at",), shown=False),
        ListColumn("undone_at", "撤销时间", sort=("undone_at",), shown=False),
    )
    filters = (
        Filter("q", "文件名", fields=("file_name",)),
        Filter("kind", "登记册", choices=registers),
        Filter("status", "状态", choices=ImportBatch.Status.choices),
    )
