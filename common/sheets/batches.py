"""An uploaded workbook on its way: kept encrypted, checked at every look, written once."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common import lifecycle
from common.fields import decrypt, encrypt
from common.models import ImportBatch
from common.sheets.importer import Checked, Importer, ImportRefused, Written, check_workbook
from common.sheets.reader import open_sheet

KEPT = timedelta(days=7)  # an upload never written is forgotten after that


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
    if batch.status == ImportBatch.Status.WRITTEN:
        raise lifecycle.IllegalMove("这份文件已经写入过。")
    checked = recheck(batch, importer, by=by, now=now)
    with transaction.atomic():
        lifecycle.move(batch, ImportBatch.Status.WRITTEN, by=by, written_at=now, content=b"")
        written = write_checked(checked, by=by, now=now)
        batch.created, batch.updated = written.created, written.updated
        batch.save(update_fields=["created", "updated"])
    return written


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
