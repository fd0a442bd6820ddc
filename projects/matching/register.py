"""The register 需求对接推荐: open needs, the most urgent and longest waiting first."""

from collections import defaultdict
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from common.listing import Filter, ListColumn, Listing
from projects.items.registers import FILTERS
from projects.matching.reach import LEFT_OUT
from projects.matching.suggestions import Suggestion
from projects.models import Demand, Item, Match, Share

SHOWN = 3
TONES = {"urgent": "late", "soon": "soon", "normal": "plain"}


def _said(need: Any, number: int) -> str:
    """“多功能厅（大连湾供电所）：同一社区 · 同类别”, or nothing."""
    if len(need.suggested) < number:
        return ""
    one: Suggestion = need.suggested[number - 1]
    owner = f"（{one.unit.label}）" if one.item else ""
    return f"{one.title}{owner}：{one.reason}"


class NeedList(Listing):
    """Give it open needs, scoped, with their unit, area and category."""

    title = "需求对接推荐"
    unit = "件"
    definition = "已发布、在有效期内、还没有解决也没有单位全部接下的需求；最急的、等得最久的在前"
    empty = "没有待对接的需求。"
    sort = "urgency"
    filters = (
        *(one for one in FILTERS if one.key in ("q", "category", "area")),
        Filter("urgency", "紧急程度", choices=Demand.Urgency.choices),
    )
    columns = (
        ListColumn("title", "需求", "title", sort=("title",), link=True),
        # "urgent", "soon", "normal": backwards in the alphabet is the order of haste.
        ListColumn("urgency", "紧急程度", "get_urgency_display", sort=("-urgency", "published_at")),
        ListColumn("waiting", "已等（天）", "waiting", sort=("-published_at",), kind="number"),
        ListColumn("wished", "希望解决日期", "wished_on", sort=("wished_on",), kind="date"),
        ListColumn("category", "类别", "category.name", sort=("category__name",)),
        ListColumn("unit", "需求单位", "unit.label", sort=("unit__name",)),
        ListColumn("area", "范围", "area.name", sort=("area__code",)),
        *(ListColumn(f"s{n}", f"推荐 {n}", partial(_said, number=n)) for n in range(1, SHOWN + 1)),
    )

    def __init__(self, request: Any, rows: QuerySet[Any], *, now: datetime) -> None:
        super().__init__(request, rows)
        self.now = now

    def prepare(self, rows: list[Any]) -> None:
        """One query: the stored suggestions that still hold."""
        best = stored(rows, self.now)
        for need in rows:
            since = timezone.localdate(need.published_at)
            need.waiting = (timezone.localdate(self.now) - since).days
            need.suggested = best[need.pk]
            need.tone = TONES[need.urgency]


def stored(needs: list[Demand], now: datetime) -> dict[int, list[Suggestion]]:
    """The SHOWN best of last night for each need, without what no longer holds; one query."""
    today, known = timezone.localdate(now), {need.pk: need for need in needs}
    busy = Share.objects.filter(
        unit=OuterRef("unit"),
        engagement__demand=OuterRef("demand"),
        engagement__status__in=LEFT_OUT,
    )
    rows = Match.objects.filter(_holds("resource", today), _holds("service", today), ~Exists(busy))
    rows = rows.filter(demand__in=known, unit__left_on=None).order_by("demand", "rank")
    best: dict[int, list[Suggestion]] = defaultdict(list)
    for row in rows.select_related("unit", "resource", "service"):
        need, item = known[row.demand_id], row.resource or row.service
        said = [(words, points) for words, points in row.parts]
        if len(best[need.pk]) < SHOWN:
            best[need.pk].append(Suggestion(need, row.unit, item, row.score, said))
    return best


def _holds(name: str, today: Any) -> Q:
    """No such thing, or one that is still published and in time."""
    facts = {f"{name}__status": Item.Status.PUBLISHED, f"{name}__valid_until__gte": today}
    return Q(**{name: None}) | Q(**facts)
