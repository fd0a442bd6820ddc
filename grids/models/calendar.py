"""The work calendar: which days are worked, per State Council notice or, until then, by rule."""

from django.db import models


class WorkYear(models.Model):
    """A year of the calendar; official once the State Council's notice for it was taken over."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    official = models.BooleanField("已按国务院办公厅通知", default=False)
    source = models.CharField("来源", max_length=200)
    changed_at = models.DateTimeField("更新时间")

    def __str__(self) -> str:
        return f"{self.year} 年"


class WorkDay(models.Model):
    """One day that departs from “Monday to Friday are worked”, or a named holiday."""

    date = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(WorkYear, models.CASCADE, related_name="days")
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
