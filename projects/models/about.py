"""What hangs on one item of any of the three lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from members.models import User
    from projects.models.items import Item, ItemQuerySet

KINDS = ("resource", "service", "demand")


def exactly_one(*names: str) -> Q:
    """Just one of these foreign keys is set."""
    return Q(
        *[Q(**{f"{other}__isnull": other != name for other in names}) for name in names],
        _connector=Q.OR,
    )


class AboutItemQuerySet(models.QuerySet[Any]):
    """Whoever sees the item sees what hangs on it."""

    def visible_to(self, user: User) -> AboutItemQuerySet:
        return self._about(lambda items: items.visible_to(user))

    def of_units_of(self, user: User) -> AboutItemQuerySet:
        """About items of the unit whose liaison officer the user is."""
        return self._about(lambda items: items.of_units_of(user))

    def reviewed_by(self, user: User) -> AboutItemQuerySet:
        """About items of units in the areas that the user looks after as staff."""
        areas = user.writable_areas().values("pk")
        return self._about(lambda items: items.filter(unit__area__in=areas))

    def _about(self, chosen: Callable[[ItemQuerySet], QuerySet[Item]]) -> AboutItemQuerySet:
        models_of: dict[str, Any] = {
            kind: self.model._meta.get_field(kind).related_model for kind in KINDS
        }
        parts = {
            f"{kind}__in": chosen(model.objects.all()).values("pk")
            for kind, model in models_of.items()
        }
        return self.filter(Q(*parts.items(), _connector=Q.OR))

    def for_list(self) -> AboutItemQuerySet:
        """With the items, and as `item_title` their names, to sort and search by."""
        related = (f"{kind}__{name}" for kind in KINDS for name in ("unit", "area", "category"))
        titles = Coalesce(*[f"{kind}__title" for kind in KINDS])
        return self.select_related(*related).annotate(item_title=titles)


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
