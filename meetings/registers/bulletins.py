"""The register of bulletins."""

from typing import Any

from django.db.models import QuerySet

from common.dates import full_day_text
from common.listing import Filter, ListColumn, Listing
from meetings.models import Bulletin
from meetings.registers.tones import tone
from members.registers import at_place, places


def read_by(one: Any) -> str:
    return "" if one.is_draft else f"{one.read_count} / {one.sent_count}"


def by_reading(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(receipts__read_at=None, status=Bulletin.Status.ISSUED).distinct()


class BulletinListing(Listing):
    title = "定期通报"
    unit = "期"
    definition = "本人管辖范围内各联合体和区域的通报，含草稿；阅知指单位联络员打开过"
    empty = "还没有通报。"
    sort = "-until"
    columns = (
        ListColumn("title", "通报", "title", link=True),
        ListColumn("status", "状态", "get_status_display", tag=tone, sort=("status",)),
        ListColumn(
            "since", "从", lambda one: full_day_text(one.since), sort=("since",), shown=False
        ),
        ListColumn("until", "截至", "until", sort=("until", "-pk"), kind="date"),
        ListColumn("read", "阅知单位", read_by),
        ListColumn("public", "向居民公开", "is_public", sort=("is_public",)),
        ListColumn("issued", "发出", "issued_at", sort=("issued_at",)),
    )
    filters = (
        Filter("status", "状态", choices=Bulletin.Status.choices),
        Filter("unread", "阅知", choices=[("some", "还有单位没看")], narrow=by_reading),
        Filter("place", "街道、社区", choices=places, narrow=at_place()),
    )
