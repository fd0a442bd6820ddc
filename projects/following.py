"""What of this room goes along when an area is merged or split: the three lists."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from grids.followers import Follower, follows
from projects.models import Demand, Item, Resource, Service


class Items(Follower):
    """Whatever may still be published; what was withdrawn stays with the area it was for."""

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.select_related("unit")

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.exclude(status=Item.Status.WITHDRAWN)

    def name(self, row: Any) -> str:
        return f"{row}（{row.unit.label}）"


@follows("共享资源")
class Resources(Items):
    model = Resource


@follows("服务项目")
class Services(Items):
    model = Service


@follows("需求意向")
class Demands(Items):
    model = Demand
