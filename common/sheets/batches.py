"""An uploaded workbook on its way: kept encrypted, checked at every look, written once.

And taken back once, if need be, as a whole.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from common import audit, lifecycle
from common.fields import decrypt, encrypt
from common.models import ImportBatch, ImportRow
from common.sheets.changes import store
from common.sheets.importer import Checked, Importer, ImportRefused, Written, check_workbook
from common.sheets.reader import open_sheet
from common.sheets.undo import TAKEN, Obstacle, Undo, UndoRefused

KEPT = timedelta(days=7)  # an upload never written is forgotten after that
RECENT = 5
UNDOABLE = timedelta(days=30)  # portal rule: so long a batch can be undone; then its rows go


class TooLate(ValidationError):
    """Nothing is kept any more (or never was) from which the batch could be undone."""

    def __init__(self) -> None:
        super().__init__(f"写入已超过 {UNDOABLE.days} 天，或没有留下可撤销的内容，不能撤销。")


class ChangedMeanwhile(ImportRefused):
    """Somebody else wrote a record between the check and the write."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked, "写入时数据已被他人修改，未写入任何数据。请看检查结果后重试。")


def receive(
    importer: type[Importer], data: bytes, file_name: str, *, by: Any, now: datetime
) -> ImportBatch:
    """Keep an upload for its check page. Raises BadWorkbook if it is no sheet."""
    rows = len(open_sheet(data).rows)
    waiting = ImportBatch.objects.filter(status=ImportBatch.Status.CHECKED)
    waiting.filter(uploaded_at__lt=now - KEPT).delete()
    ImportRow.objects.filter(batch__written_at__lt=now - UNDOABLE).delete()
    return ImportBatch.objects.create(
        kind=importer.kind,
        file_name=file_name[-200:],
        content=encrypt(data),
        uploaded_by=by,
        uploaded_at=now,
        rows=rows,
    )


def recheck(batch: ImportBatch, importer: type[Importer], *, by: Any, now: datetime) -> Checked:
    """Check the kept workbook against the records as they are now."""
    return check_workbook(importer, decrypt(bytes(batch.content)), by=by, now=now)


def write_batch(batch: ImportBatch, importer: type[Importer], *, by: Any, now: datetime) -> Written:
    """Write a batch once: a second try meets IllegalMove. The file is forgotten with the write.

    Raises ImportRefused if a check finds problems by now; then nothing is written.
    """
    if batch.status != ImportBatch.Status.CHECKED:
        raise lifecycle.IllegalMove("这份文件已经写入过。")
    checked = recheck(batch, importer, by=by, now=now)
    with transaction.atomic():
        lifecycle.move(batch, ImportBatch.Status.WRITTEN, by=by, written_at=now, content=b"")
        written = write_checked(checked, by=by, now=now)
        batch.created, batch.updated = written.created, written.updated
        batch.save(update_fields=["created", "updated"])
        store(batch, checked.importer.changes)
    return written


def visible_to(user: Any) -> QuerySet[ImportBatch]:
    """One's own uploads, and what accounts that one administers have written."""
    mine = Q(uploaded_by=user.pk)
    if user.administers_accounts:
        accounts = get_user_model()._default_manager.visible_to(user)
        mine |= Q(uploaded_by__in=accounts.values("pk")) & ~Q(status=ImportBatch.Status.CHECKED)
    return ImportBatch.objects.filter(mine)


def recent(importer: type[Importer], *, by: Any) -> QuerySet[ImportBatch]:
    """The latest batches of this import that `by` uploaded."""
    own = ImportBatch.objects.filter(uploaded_by=by.pk, kind=importer.kind)
    return own.order_by("-uploaded_at", "-pk")[:RECENT]


def can_undo(batch: ImportBatch, *, now: datetime) -> bool:
    """Whether it is written, not undone, not too old, and what it did is kept: one query."""
    young = batch.written_at is not None and batch.written_at >= now - UNDOABLE
    return young and batch.status == ImportBatch.Status.WRITTEN and batch.changes.exists()


def undo_batch(batch: ImportBatch, importer: type[Importer], *, by: Any, now: datetime) -> Undo:
    """Make everything as it was before the batch, or nothing; a second try meets IllegalMove.

    Raises TooLate, or UndoRefused with what stands in the way: records that somebody changed since,
    that others hang on, or that are not within the writable areas of `by` any more.
    """
    written_at = batch.written_at
    try:
        with transaction.atomic(), audit.disable_auditlog():
            undo = _undo(batch, importer, by, now)
            importer.after_undo(undo.records, written_at=written_at or now, now=now)
    except (UndoRefused, IntegrityError) as error:
        batch.status, batch.undone_at = ImportBatch.Status.WRITTEN, None
        if isinstance(error, UndoRefused):
            raise
        raise UndoRefused([Obstacle(None, "", TAKEN, "请刷新页面后再看")]) from error
    return undo


def _undo(batch: ImportBatch, importer: type[Importer], by: Any, now: datetime) -> Undo:
    undone, kept = ImportBatch.Status.UNDONE, can_undo(batch, now=now)
    if batch.status == ImportBatch.Status.WRITTEN and not kept:
        batch.refresh_from_db()  # somebody else may have undone it in this moment
        if batch.status == ImportBatch.Status.WRITTEN:
            raise TooLate
    undo = Undo(batch, importer, by=by)
    reason = f"撤销导入：删除 {undo.deleted} 条，恢复 {undo.restored} 条"
    lifecycle.move(batch, undone, by=by, reason=reason, undone_at=now)
    undo.examine(lock=True)
    if undo.obstacles:
        raise UndoRefused(undo.obstacles)
    undo.run()
    batch.changes.all().delete()
    return undo


def write_checked(checked: Checked, *, by: Any, now: datetime) -> Written:
    """Write what was checked, all rows or none. Raises ImportRefused."""
    if not checked.is_clean:
        raise ImportRefused(checked)
    try:
        with transaction.atomic():
            return checked.importer.write(checked.rows, by=by, now=now)
    except (IntegrityError, ValidationError) as error:  # checked before, so refused by a race alone
        raise ChangedMeanwhile(checked) from error


def import_workbook(importer: type[Importer], data: bytes, *, by: Any, now: datetime) -> Written:
    """Check and write in one go. Raises BadWorkbook or ImportRefused, and then wrote nothing."""
    return write_checked(check_workbook(importer, data, by=by, now=now), by=by, now=now)
