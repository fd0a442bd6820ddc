"""What concerns several rooms: terms of posts, told to the staff of their places."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from common.dates import full_day_text
from grids.models import Area, GridPost
from members.models import Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import source

TERM_AHEAD = timedelta(days=30)  # portal rule: so long before a term ends its staff are told
TERM_PAST = timedelta(days=60)  # a term that ended longer ago is no longer brought up
STAFF = {"community": Posting.Role.COMMUNITY, "street": Posting.Role.STREET}


def _ending(now: datetime, level: str) -> QuerySet[GridPost]:
    """To the staff of each community (or street), once for each day on which terms end there."""
    today = timezone.localdate(now)
    posted = f"area__{level}__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": STAFF[level], f"{posted}since__lte": today}
    near = (today - TERM_PAST, today + TERM_AHEAD)
    return (
        GridPost.objects.current()
        .filter(held, term_ends_on__range=near, **staff)
        .annotate(
            recipient=F(f"{posted}user"),
            subject=F(f"area__{level}"),
            slot=Cast("term_ends_on", CharField()),
            due_on=F("term_ends_on"),
        )
        .order_by()
    )


@source("post_terms")
def terms_in_communities(now: datetime) -> QuerySet[GridPost]:
    return _ending(now, "community")


@source("post_terms")
def terms_in_streets(now: datetime) -> QuerySet[GridPost]:
    return _ending(now, "street")


@renders("post_terms")
def render_terms(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the staff of the place now, and while posts of that term are held."""
    today = timezone.localdate(now)
    areas = Area.objects.in_bulk([notice.subject for notice in notices])
    counted = _held(list(areas), {date.fromisoformat(notice.slot) for notice in notices})
    posts = Posting.objects.on(today).filter(role__in=STAFF.values(), area__in=areas)
    staff = set(posts.values_list("area", "user"))
    return {
        notice.pk: _text(areas[notice.subject], date.fromisoformat(notice.slot), count, today)
        for notice in notices
        if (notice.subject, notice.recipient_id) in staff
        and (count := counted[notice.subject, notice.slot])
    }


def _held(areas: list[int], days: set[date]) -> Counter[tuple[int, str]]:
    """How many posts with that last day are held still, by (place, day): one query."""
    around = Q(area__community__in=areas) | Q(area__street__in=areas)
    posts = GridPost.objects.current().filter(around, term_ends_on__in=days)
    counted: Counter[tuple[int, str]] = Counter()
    for community, street, day in posts.values_list(
        "area__community", "area__street", "term_ends_on"
    ):
        counted.update([(community, str(day)), (street, str(day))])
    return counted


def _text(area: Area, day: date, count: int, today: date) -> Text:
    ended = day < today
    return Text(
        f"{area}有 {count} 个网格岗位的任期{'已于' if ended else '将于'} {full_day_text(day)}结束",
        "请办理续任（修改任期）或结束任职，并登记接任的人。",
        f"{reverse('grids:post_list')}?term={'over' if ended else 'soon'}",
    )
