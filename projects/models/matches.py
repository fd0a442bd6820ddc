"""The candidates suggested for a need, as the nightly batch stored them."""

from django.db import models
from django.db.models import Q

from members.models import MemberUnit
from projects.models.lists import Demand, Resource, Service


class Match(models.Model):
    """A candidate for a demand, as the nightly batch stored it: its score and the parts of it.

    `parts` is a list of [what counts, points]; a candidate is a resource, a service, or a unit
    that helped before.
    """

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="matches")
    rank = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(MemberUnit, models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "推荐"
        ordering = ["demand", "rank"]
        constraints = [
            models.UniqueConstraint(name="match_rank_once", fields=["demand", "rank"]),
            models.CheckConstraint(
                name="match_one_thing", condition=Q(resource=None) | Q(service=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} #{self.rank}"
