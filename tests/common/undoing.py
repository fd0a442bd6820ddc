"""Importing by batch and taking it back, as the pages do; and what the database holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core import serializers

from common.models import ImportBatch
from common.sheets import Importer
from common.sheets.batches import receive, undo_batch, write_batch
from tests.books import workbook

# What only says that something happened: the trail, the batches, sessions and their round.
ASIDE = {"auditlog.LogEntry", "common.ImportBatch", "common.ImportRow", "sessions.Session"}
ROUNDS = ("session_round", "last_login")


def imported(importer: type[Importer], *rows: Sequence[Any], by: Any, now: datetime) -> ImportBatch:
    """A batch that was uploaded and written; the first of `rows` is the header."""
    batch = receive(importer, workbook(*rows), "表.xlsx", by=by, now=now)
    write_batch(batch, importer, by=by, now=now)
    return batch


def undone(batch: ImportBatch, importer: type[Importer], *, by: Any, now: datetime) -> None:
    undo_batch(ImportBatch.objects.get(pk=batch.pk), importer, by=by, now=now)


def everything() -> dict[str, list[Any]]:
    """All rows of all tables, each as the serializer writes it."""
    return {
        model._meta.label: [plain(obj) for obj in model._base_manager.order_by("pk")]
        for model in apps.get_models()
        if model._meta.label not in ASIDE and not model._meta.proxy
    }


def plain(obj: Any) -> dict[str, Any]:
    (row,) = serializers.serialize("python", [obj])
    row["fields"] = {k: v for k, v in row["fields"].items() if k not in ROUNDS}
    return row
