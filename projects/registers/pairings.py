"""The register of pairings."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from members.models import PartyOrganization
from members.registers.places import places
from projects.importers.pairings import PairingImport
from projects.models import Pairing


def with_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    named = PartyOrganization.objects.named(text).values("pk")
    return rows.filter(Q(helper__in=named) | Q(helped__in=named))


def at_either(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    level = "street" if len(code) == 9 else "community"
    sides = (Q(**{f"{side}__{level}__code": code}) for side in ("helper", "helped"))
    return rows.filter(Q(*sides, _connector=Q.OR))


def by_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    today = timezone.localdate()
    if state == "ended":
        return rows.exclude(ended_on=None)
    return rows.filter(ended_on=None, **{"until__lt" if state == "over" else "until__gte": today})


def state_of(pairing: Pairing) -> str:
    if pairing.ended_on:
        return "已结束"
    return "已到期" if pairing.until < timezone.localdate() else "进行中"


TONE = {"已结束": "done", "已到期": "late", "进行中": "ok"}


class PairingList(Listing):
    title = "结对帮扶"
    unit = "对"
    definition = "至少一方在本辖区的结对，含已结束的"
    empty = "没有符合条件的结对。"
    importer = PairingImport
    told = ("state",)
    sort = "-since"
    filters = (
        Filter("q", "党组织", narrow=with_words),
        Filter("place", "街道、社区", choices=places, narrow=at_either),
        Filter(
            "state",
            "状态",
            narrow=by_state,
            choices=[("running", "进行中"), ("over", "已到期"), ("ended", "已结束")],
        ),
    )
    columns = (
        ListColumn(
            "pair", "结对", lambda one: f"{one.helper.label} → {one.helped.label}", link=True
        ),
        ListColumn("state", "状态", state_of, tag=lambda one: f"tag-{TONE[state_of(one)]}"),
        ListColumn("helper_area", "帮扶方所在", "helper.area.name", sort=("helper__area__code",)),
        ListColumn("helped_area", "受助方所在", "helped.area.name", sort=("helped__area__code",)),
        ListColumn("since", "结对日期", "since", sort=("since",), kind="date"),
        ListColumn("until", "约定期满", "until", sort=("until",), kind="date"),
        ListColumn("ended", "结束", "ended_on", sort=("ended_on",), kind="date", shown=False),
    )  # fmt: skip
