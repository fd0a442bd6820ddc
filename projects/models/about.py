"""What hangs on one item of any of the three lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from projects.models.items import Item

KINDS = ("resource", "service", "demand")


def exactly_one(*names: str) -> Q:
    """Just one of these foreign keys is set."""
    return Q(
        *[Q(**{f"{other}__isnull": other != name for other in names}) for name in names],
        _connector=Q.OR,
    )


class AboutItem(models.Model):
    """Abstract: about one resource, service or demand. Its constraints are `about_one_item`."""

    resource = models.ForeignKey(
        "projects.Resource", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    service = models.ForeignKey(
        "projects.Service", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    demand = models.ForeignKey(
        "projects.Demand", models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_about_one_item", condition=exactly_one(*KINDS))
        ]

    @property
    def item(self) -> Item:
        item: Item = self.resource or self.service or self.demand  # type: ignore[assignment]
        return item
