"""How reminders about engagements read, each only for who still has to do with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from common.dates import day_text
from members.models import Liaison, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from projects.models import Engagement, Item, Rating
from projects.notices.engagements import (
    NEWS,
    Awaits,
    Rows,
    Status,
    claims_now,
    idle_now,
    proposals_now,
    recent,
    reports_now,
    sent_back_now,
)


class Told(NamedTuple):
    """A notice with what it is about, and whether its reader is of the staff."""

    notice: Notice
    one: Engagement
    as_staff: bool


def _readers(rows: Rows, notices: Sequence[Notice], now: datetime) -> list[Told]:
    """The notices whose reader still speaks for a unit in it, or proposed it as staff."""
    found = rows.for_list().in_bulk([notice.subject for notice in notices])  # type: ignore[attr-defined]
    units = {unit.pk for one in found.values() for unit in _units(one)}
    officers = dict(
        Liaison.objects.current().filter(unit__in=units).values_list("unit", "person__user")
    )
    posts = Posting.objects.on(timezone.localdate(now)).filter(
        user__in=[notice.recipient_id for notice in notices], role__in=Posting.STAFF
    )
    posted = set(posts.values_list("user", "area"))
    told = []
    for notice in notices:
        if one := found.get(notice.subject):
            speaks = notice.recipient_id in [officers.get(unit.pk) for unit in _units(one)]
            demand = one.demand
            places = [demand.area_id, demand.community_id, demand.street_id, demand.district_id]
            staff = notice.recipient_id == one.proposed_by_id and any(
                (notice.recipient_id, place) in posted for place in places
            )
            if speaks or staff:
                told.append(Told(notice, one, not speaks))
    return told


def _units(one: Engagement) -> list[Any]:
    return [one.demand.unit, *(share.unit for share in one.shares.all())]


def _text(told: Told, subject: str, body: str) -> Text:
    one = told.one
    return Text(subject, body, one.get_absolute_url() if told.as_staff else one.phone_url)


def _render(rows: Rows, notices: Sequence[Notice], now: datetime, words: Any) -> dict[int, Text]:
    return {
        told.notice.pk: _text(told, *said)
        for told in _readers(rows, notices, now)
        if (said := words(told.one, told.notice.slot))
    }


@renders("engagement_claim", stands=claims_now)
def render_claim(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def words(one: Engagement, slot: str) -> tuple[str, str]:
        lead = one.lead.label
        return f"{lead}愿意来办：{one.demand.title}", "请您答复是否接受。接受后对方开始办理。"

    return _render(claims_now(now), notices, now, words)


@renders("engagement_proposal", stands=proposals_now)
def render_proposal(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def words(one: Engagement, slot: str) -> tuple[str, str]:
        asker = one.demand.unit.label
        return f"请您单位来办：{one.demand.title}", f"{asker}的需求。请答复是否接受。"

    return _render(proposals_now(now), notices, now, words)


@renders("engagement_report", stands=reports_now)
def render_report(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def words(one: Engagement, slot: str) -> tuple[str, str]:
        told = f"{one.lead.label}报告：{one.outcome}"
        return f"请确认办成：{one.demand.title}", f"{told}。只有您能确认，不会自动确认。"

    return _render(reports_now(now), notices, now, words)


@renders("engagement_sent_back", stands=sent_back_now)
def render_sent_back(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def words(one: Engagement, slot: str) -> tuple[str, str]:
        return f"还没办好，请接着办：{one.demand.title}", f"还差：{one.reason}"

    return _render(sent_back_now(now), notices, now, words)


@renders("engagement_idle", stands=idle_now)
def render_idle(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    def words(one: Engagement, slot: str) -> tuple[str, str]:
        until = day_text(one.idle_on) if one.idle_on else ""
        body = f"写一句进展就继续由您单位办；到{until}仍没有，自动退回认领大厅。"
        return f"很久没有进展：{one.demand.title}", body

    return _render(idle_now(now), notices, now, words)


@renders(NEWS, stands=recent)
def render_news(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    return _render(recent(now), notices, now, _news)


def _news(one: Engagement, slot: str) -> tuple[str, str] | None:
    """What the slot says happened, as long as it is so."""
    title, lead, asker = one.demand.title, one.lead.label, one.demand.unit.label
    answered = asker if one.awaits == Awaits.ASKER else lead
    both = f"需求方：{asker}　牵头：{lead}"
    rating = Rating(one.rating).label if one.rating else ""
    gone = one.demand.status == Item.Status.WITHDRAWN
    given_back = "需求已撤下，不用再办" if gone else "已退回认领大厅"
    said = {
        "proposed": (one.status == Status.PROPOSED, "已推荐单位", f"推荐{lead}来办，等对方答复。"),
        "joined": (one.is_live, "请您单位协助", both),
        "accepted": (one.accepted_at is not None, "已对接", f"{answered}已接受。{both}"),
        "declined": (True, "没有接受", f"{answered}没有接受：{one.reason}"),
        "confirmed": (True, "需求方已确认办成", f"评价：{rating}。{one.words}"),
        "not_done": (True, "没有办成", f"原因：{one.reason}。已带入下次联席会议。"),
        "released": (True, given_back, f"原因：{one.reason}。{both}"),
    }
    stands, what, body = said.get(slot, (False, "", ""))
    return (f"{what}：{title}", body) if stands else None
