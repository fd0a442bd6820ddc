"""The register of residents' requests for staff, on the one list contract."""

from functools import cached_property
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.dates import day_asked
from common.fields import mask_mobiles
from common.listing import Filter, ListColumn, Listing
from common.templatetags.ui import TONES
from members.models import MemberUnit, User
from members.registers.places import at_place, places
from projects.actions.requests import tail_of
from projects.items.registers import FILTERS
from projects.models import Request
from projects.requests.figures import BY_KEY, FIGURES, since, until
from projects.requests.holders import label_workers
from projects.requests.numbers import only_digits
from projects.requests.terms import Watch

INSIDE = frozenset({"text", "place"})  # the resident's own words: never in a file
Status = Request.Status
LONGEST = 40
PHONES = (4, 11)  # digits: the last ones of a phone, or the whole of a mobile one
WAITS = [
    ("open", "还没办结"),
    ("overdue", "已逾期"),
    ("dispatch", "已受理，等派单"),
    ("returned", "被退回，等重新派单"),
]


def _searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """By words, place or title; by a number as it is read aloud, in threes; by the phone's tail."""
    words = Q(text__icontains=text) | Q(place__icontains=text) | Q(public_title__icontains=text)
    digits = only_digits(text)
    if digits != "".join(text.split()):
        return rows.filter(words)
    tail = Q(tail_index=tail_of(digits)) if len(digits) in PHONES else Q()
    return rows.filter(words | Q(number__contains=digits) | tail)


def _holders(listing: Listing) -> list[tuple[str, str]]:
    """Units that hold a request of the reader's, and what holds the others. One query."""
    held = Request.objects.visible_to(cast(User, listing.user)).exclude(unit=None)
    units = MemberUnit.objects.filter(pk__in=held.values("unit")).order_by("name")
    return [("worker", "网格员"), ("team", "志愿队"), *((u.uuid, u.label) for u in units)]


def _held_by(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "worker":
        return rows.exclude(worker=None)
    if value == "team":
        return rows.exclude(volunteers="")
    return rows.filter(unit__uuid=value)


def _waiting(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """What waits for the community: overdue, given back, or for its dispatch."""
    if value == "overdue":
        return Watch(timezone.localdate()).overdue(rows)
    if value == "open":
        return rows.filter(status__in=Request.OPEN)
    accepted = rows.filter(status=Status.ACCEPTED)
    return accepted.exclude(reason="") if value == "returned" else accepted.filter(reason="")


def _counted(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    return rows.filter(BY_KEY[key].holds)


def _from_day(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """What is no day narrows nothing."""
    day = day_asked(text)
    return since(rows, day) if day else rows


def _to_day(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    day = day_asked(text)
    return until(rows, day) if day else rows


def _short(request: Request) -> str:
    text = mask_mobiles(" ".join(request.text.split()))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def place_of(request: Request) -> str:
    area = str(request.area)
    return area if request.area_id == request.community_id else f"{request.community} {area}"


def _tag(request: Request) -> str:
    return f"tag-{TONES.get(request.status, 'plain')}"


class RequestListing(Listing):
    title = "群众点单"
    unit = "件"
    definition = (
        "本人管辖范围内的点单，含各种状态；导出只有编号、类别、办理情况，"
        "没有居民的姓名、电话、原话和照片"
    )
    empty = "没有符合条件的点单。"
    sort = "-received"
    columns = (
        ListColumn("number", "编号", "number", sort=("number",), link=True),
        ListColumn("text", "什么事", _short, css="say"),
        ListColumn("status", "状态", "get_status_display", sort=("status",), tag=_tag),
        ListColumn(
            "left", "时限", "left", tag=lambda one: f"tag-{one.left_tone}" if one.left else ""
        ),
        ListColumn("category", "类别", "category.name", sort=("category__name",)),
        ListColumn("area", "社区、网格", place_of, sort=("area__code",)),
        ListColumn("holder", "承办", "holder"),
        ListColumn("received", "提交时间", "received_at", sort=("received_at",)),
        ListColumn("done_by", "办结期限", "done_by", sort=("done_by",), kind="date"),
        ListColumn("title", "对外标题", "public_title", shown=False),
        ListColumn("channel", "来源", "get_channel_display", sort=("channel",), shown=False),
        ListColumn("take_by", "接单期限", "take_by", kind="date", shown=False),
        ListColumn("taken", "接单时间", "taken_at", shown=False),
        ListColumn("done", "办结时间", "done_at", shown=False),
        ListColumn("rating", "评价", "get_rating_display", shown=False),
        ListColumn("reopened", "重办次数", "reopened", shown=False, kind="int", css="r"),
    )
    filters = (
        Filter("q", "编号或内容", narrow=_searched, placeholder="也可写地点、电话后四位"),
        Filter("wait", "等社区办", choices=WAITS, narrow=_waiting),
        Filter("status", "状态", choices=Status.choices),
        next(one for one in FILTERS if one.key == "category"),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
        Filter("holder", "承办", choices=_holders, narrow=_held_by),
        Filter("from", "提交自", narrow=_from_day, placeholder="如 2026-11-01"),
        Filter("to", "提交至", narrow=_to_day, placeholder="如 2026-11-30"),
        Filter(
            "figure",
            "统计口径",
            choices=[(one.key, one.title) for one in FIGURES],
            narrow=_counted,
        ),
    )

    @cached_property
    def shown_columns(self) -> list[ListColumn]:
        """A file leaves the portal: what the resident wrote stays on the screen."""
        shown = super().shown_columns
        return [one for one in shown if not (self.wants_export and one.key in INSIDE)]

    def prepare(self, rows: list[Any]) -> None:
        """The holders' names, and how long is left: two queries."""
        watch = Watch(timezone.localdate())
        label_workers(rows, watch.today)
        for row in rows:
            row.left, row.left_tone = watch.words(row)
