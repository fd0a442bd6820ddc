"""What the floor keeps for every room: uploaded workbooks, and when each job last ran."""

import uuid

from django.conf import settings
from django.db import models


class ImportBatch(models.Model):
    """One uploaded workbook, checked and then written as a whole or not at all."""

    class Status(models.TextChoices):
        CHECKED = "checked", "待写入"
        WRITTEN = "written", "已写入"
        UNDONE = "undone", "已撤销"

    MOVES = {Status.CHECKED: {Status.WRITTEN}, Status.WRITTEN: {Status.UNDONE}}

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
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)

    class Meta:
        verbose_name = "导入批次"
        constraints = [
            models.CheckConstraint(
                name="importbatch_written_has_time",
                condition=models.Q(status="checked", written_at=None)
                | models.Q(status__in=["written", "undone"], written_at__isnull=False),
            ),
            models.CheckConstraint(
                name="importbatch_undone_has_time",
                condition=models.Q(status="undone", undone_at__isnull=False)
                | (~models.Q(status="undone") & models.Q(undone_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One record that a batch made or changed, so that the batch can be undone as a whole.

    `content` is encrypted JSON: {"before": {column: value} or null if made, "after": {…}}.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    order = models.PositiveIntegerField("次序")
    row = models.PositiveIntegerField("文件行号", null=True, blank=True)
    model = models.CharField("登记", max_length=60)
    key = models.BigIntegerField("主键")
    content = models.BinaryField("前后内容（已加密）")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="importrow_order_once", fields=["batch", "order"])
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"


class JobRun(models.Model):
    """The latest run of a periodic job: what `doctor` and `/readyz` look at."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField("as of")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    outcome = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name
