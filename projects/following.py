"""What of this room goes along when an area is merged or split: whatever is still open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from grids.followers import Follower, follows
from projects.models import Deliberation, Demand, Item, Project, Request, Resource, Service


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


@follows("群众点单")
class Requests(Follower):
    model = Request

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.exclude(
            status__in=[
                Request.Status.CONFIRMED,
                Request.Status.DECLINED,
                Request.Status.WITHDRAWN,
            ]
        )


@follows("党建项目")
class Projects(Follower):
    model = Project

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.exclude(status__in=[Project.Status.STOPPED, Project.Status.EVALUATED])


@follows("议事")
class Deliberations(Follower):
    model = Deliberation

    def open(self, day: date) -> QuerySet[Any]:
        return self.rows.filter(ended_on=None)
