"""Taking in, writing and deleting outlines. An upload waits between its check and its write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit, lifecycle
from common.fields import decrypt, encrypt
from common.models import ImportBatch
from common.races import first_come
from grids.models import Area, AreaOutline
from grids.outlines.checking import Checked, Outline, check
from grids.outlines.plane import rings_of
from grids.outlines.reading import read

if TYPE_CHECKING:
    from members.models import User

KIND = "outlines"  # of the batch
KEPT = timedelta(days=7)  # portal rule: an upload never written is forgotten after that
FIELDS = ["geometry", "west", "south", "east", "north", "source", "changed_at"]


class OutlinesRefused(ValidationError):
    """A check finds problems by now; nothing was written."""


def receive(data: bytes, file_name: str, *, by: User, now: datetime) -> ImportBatch:
    """Keep an upload, encrypted, for its check page. Raises BadOutlines if it is no GeoJSON."""
    rows = len(read(data))
    waiting = ImportBatch.objects.filter(kind=KIND, status=ImportBatch.Status.CHECKED)
    waiting.filter(uploaded_at__lt=now - KEPT).delete()
    return ImportBatch.objects.create(
        kind=KIND,
        file_name=file_name[-200:],
        content=encrypt(data),
        uploaded_by=by,
        uploaded_at=now,
        rows=rows,
    )


def recheck(batch: ImportBatch, street: Area) -> Checked:
    """Check the kept upload against the areas as they are now."""
    return check(decrypt(bytes(batch.content)), street)


@first_come()
def write(
    batch: ImportBatch, street: Area, *, source: str = "", by: User | None, now: datetime
) -> Checked:
    """Write a kept upload once and as a whole; the file is forgotten with the write.

    Raises IllegalMove for a second try, OutlinesRefused if a check finds problems by now.
    """
    if batch.status != ImportBatch.Status.CHECKED:
        raise lifecycle.IllegalMove("这份文件已经写入过。")
    checked = recheck(batch, street)
    lifecycle.move(batch, ImportBatch.Status.WRITTEN, by=by, written_at=now, content=b"")
    store(checked, source=source, by=by, now=now)
    batch.created, batch.updated = checked.created, checked.replaced
    batch.save(update_fields=["created", "updated"])
    return checked


@transaction.atomic
def store(checked: Checked, *, source: str = "", by: User | None, now: datetime) -> None:
    """Write what was checked, all or nothing, in one row of the trail. Raises OutlinesRefused."""
    if not checked.is_clean:
        raise OutlinesRefused("现在检查发现了问题，没有写入任何轮廓。请看检查结果后重试。")
    new = [one for one in checked.outlines if one.before is None]
    changed = [one for one in checked.outlines if one.changed]
    with audit.disable_auditlog():
        AreaOutline.objects.bulk_create(row_of(one, source, now) for one in new)
        AreaOutline.objects.bulk_update(
            [row_of(one, source, now) for one in changed], FIELDS, batch_size=100
        )
    if new or changed:
        lists = {"outlined": new, "reoutlined": changed}
        changes = {name: ["", _codes(some)] for name, some in lists.items() if some}
        audit.record(checked.street, "outline", by=by, changes=changes, reason=source)


def row_of(one: Outline, source: str, now: datetime) -> AreaOutline:
    """The stored outline as it will be; `before` itself is left alone."""
    points = [point for ring in rings_of(one.geometry) for point in ring]
    lons, lats = zip(*points, strict=True)
    return AreaOutline(
        pk=one.before.pk if one.before else None,
        area=one.area,
        geometry=one.geometry,
        west=min(lons),
        south=min(lats),
        east=max(lons),
        north=max(lats),
        source=source,
        changed_at=now,
    )


def _codes(outlines: Iterable[Outline]) -> str:
    return " ".join(one.area.code for one in outlines)


@transaction.atomic
def delete_outline(outline: AreaOutline, *, by: User | None) -> None:
    """Take an area's outline away; the area is found by choosing and by name as before."""
    with audit.disable_auditlog():
        outline.delete()
    audit.record(outline.area, "outline_delete", by=by)
