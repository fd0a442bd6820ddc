"""What the floor keeps for every room: uploaded workbooks, and when each job last ran."""

import uuid

from django.conf import settings
from django.db import models


class ImportBatch(models.Model):
    """One uploaded workbook, checked and then written as a whole or not at all."""

    class Status(models.TextChoices):
        CHECKED = "checked", "待写入"
        WRITTEN = "written", "已写入"

    MOVES = {Status.CHECKED: {Status.WRITTEN}}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("登记册", max_length=30)
    file_name = models.CharField("文件名", max_length=200)
    content = models.BinaryField("文件（已加密）")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.CHECKED)
    written_at = models.DateTimeField("写入时间", null=True, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="importbatch_written_has_time",
                condition=models.Q(status="checked", written_at=None)
                | models.Q(status="written", written_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class JobRun(models.Model):
    """The latest run of a periodic job: what `doctor` and `/readyz` look at."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField("as of")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name
