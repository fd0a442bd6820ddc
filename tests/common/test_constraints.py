"""What the database refuses of import batches and their rows."""

import pytest
from django.db import IntegrityError, transaction

from common.models import ImportBatch, ImportRow


@pytest.fixture
def batch(street_user, now) -> ImportBatch:
    return ImportBatch.objects.create(
        kind="units", file_name="表.xlsx", content=b"", uploaded_by=street_user, uploaded_at=now
    )


@pytest.mark.parametrize(
    ("status", "written", "undone", "constraint"),
    [
        ("checked", True, False, "importbatch_written_has_time"),
        ("written", False, False, "importbatch_written_has_time"),
        ("undone", False, True, "importbatch_written_has_time"),
        ("undone", True, False, "importbatch_undone_has_time"),
        ("written", True, True, "importbatch_undone_has_time"),
    ],
)
def test_times_fit_the_status(batch, now, status, written, undone, constraint):
    rows = ImportBatch.objects.filter(pk=batch.pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(
            status=status, written_at=now if written else None, undone_at=now if undone else None
        )
    assert rows.update(status="written", written_at=now) == 1
    assert rows.update(status="undone", undone_at=now) == 1


def test_one_row_for_each_place_in_the_order(batch):
    ImportRow.objects.create(batch=batch, order=0, model="a.B", key=1, content=b"x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.create(batch=batch, order=0, model="a.B", key=2, content=b"x")
    ImportRow.objects.create(batch=batch, order=1, model="a.B", key=2, content=b"x")
    batch.delete()
    assert not ImportRow.objects.exists()
