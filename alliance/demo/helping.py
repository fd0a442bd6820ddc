"""What synthetic districts need so that help can be suggested: numbers, openings, past help."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from members.models import MemberUnit, User
from projects.models import Demand, Engagement, Item, Resource, Schedule, Service, Share

MET = 5  # every so many demands is met
TEXTS = ["", "周末请提供场地，约 60 人", "请上门为老人服务", "需要会议室和投影，义诊时用"]
FACTS: dict[type[Item], Callable[[int, date], dict[str, Any]]] = {
    Resource: lambda n, today: {"capacity": 20 + n % 80, "pieces": 1 + n % 4},
    Service: lambda n, today: {"places": 5 + n % 40},
    Demand: lambda n, today: {
        "description": TEXTS[n % len(TEXTS)],
        "quantity": ["", "40 人", "3 台"][n % 3],
        "urgency": Demand.Urgency.values[n % 3],
        "wished_on": today + timedelta(days=n % 50) if n % 2 else None,
        "met_on": None if n % MET else today,
    },
}


def open_up(units: list[MemberUnit]) -> None:
    """Every third resource and service is open on Saturday, Sunday and one other day."""
    for model in (Resource, Service):
        keys = model.objects.filter(unit__in=units).order_by("pk").values_list("pk", flat=True)
        rows = (
            Schedule(**{f"{model.KIND}_id": key}, weekday=day, opens=540, closes=1020)
            for key in keys[::3]
            for day in (1 + key % 5, 6, 7)
        )
        while batch := list(islice(rows, 2000)):
            Schedule.objects.bulk_create(batch)


def help_out(units: list[MemberUnit], *, now: datetime) -> None:
    """Each met demand was met by another unit of the district, some day of the last 400."""
    by = User.objects.get(username="synthetic")
    met = list(Demand.objects.filter(unit__in=units).exclude(met_on=None).order_by("pk"))
    rows = [
        Engagement(
            demand=demand,
            awaits=Engagement.Awaits.HELPER,
            status=Engagement.Status.CONFIRMED,
            rating="good",
            outcome="办成了",
            proposed_by=by,
            confirmed_by=by,
            **dict.fromkeys(MOMENTS, now - timedelta(days=number % 400)),
        )
        for number, demand in enumerate(met)
    ]
    done = Engagement.objects.bulk_create(rows, batch_size=2000)
    leads = [
        Share(engagement=one, unit=units[number * 7 % len(units)], role="lead", joined_at=now)
        for number, one in enumerate(done)
    ]
    Share.objects.bulk_create(leads, batch_size=2000)


MOMENTS = ("proposed_at", "accepted_at", "touched_at", "reported_at", "confirmed_at")
