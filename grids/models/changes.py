"""What went over from an area that ended to its successor."""

from __future__ import annotations

from django.db import models

from grids.models.areas import Area


class AreaTransfer(models.Model):
    """A record hung on `area` until `on`, when the area was merged or split and it went along.

    By it the record's page can still say where it was on an earlier day (grids.past).
    """

    model = models.CharField("登记", max_length=60)
    key = models.BigIntegerField("主键")
    area = models.ForeignKey(Area, models.PROTECT, related_name="transfers", verbose_name="原区域")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "随区域变更的记录"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(name="areatransfer_once", fields=["model", "key", "area"])
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
