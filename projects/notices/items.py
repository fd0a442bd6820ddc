"""Reminders: items to confirm, edits that were refused, what readers say is wrong, rounds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from common.dates import day_text
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source
from projects.items.owners import officer_about, officer_of
from projects.models import Demand, Item, ItemFlag, Resource, Revision, Round, Service

AHEAD, SOON = timedelta(days=14), timedelta(days=3)
DAY = timedelta(days=1)
CHASED = timedelta(days=60)  # what lapsed longer ago is no longer chased
Texts = Mapping[int, Text | None]
Renderer = Callable[[Any, Notice, date], Text]


def _slot(word: str, field: str) -> Concat:
    """One occasion for each value of `field`: "T-14 2026-12-01"."""
    return Concat(Value(f"{word} "), Cast(field, CharField()))


def _rendered(rows: Any, notices: Sequence[Notice], now: datetime, text: Renderer) -> Texts:
    """Texts about `rows`, each with `officer`: only for who speaks for the unit now."""
    found, today = rows.in_bulk([notice.subject for notice in notices]), timezone.localdate(now)
    return {
        notice.pk: text(row, notice, today)
        for notice in notices
        if (row := found.get(notice.subject)) and row.officer == notice.recipient_id
    }


# --- items to confirm: the three lists are three tables, so each has kinds of its own ------------


def _confirm_url(item: Item) -> str:
    """The page with the one button; after a sign-in the reader comes back to it."""
    return reverse("projects:my_item_confirm", args=[item.KIND, item.uuid])


def _lapsing_text(item: Item, notice: Notice, today: date) -> Text:
    until = item.valid_until or today
    left = (until - today).days
    when = f"还有 {left} 天到期" if left else "今天到期"
    body = f"{item.kind_name}，{day_text(until)}到期。内容没有变，打开点一下“仍然有效”就好。"
    return Text(f"“{item.title}”{when}，请确认", body, _confirm_url(item))


def _lapsed_text(item: Item, notice: Notice, today: date) -> Text:
    body = "超过期限没有确认，居民和其他单位暂时看不到它。还能提供的，打开点一下“仍然有效”就恢复。"
    return Text(f"“{item.title}”已暂停公开", body, _confirm_url(item))


def _remind(kind: type[Item]) -> None:
    """The reminders of one list."""
    lapsing, lapsed = f"item_lapsing_{kind.KIND}", f"item_lapsed_{kind.KIND}"

    def standing(now: datetime) -> Any:
        rows = kind.objects.to_confirm().filter(status=Item.Status.PUBLISHED)
        return rows.filter(valid_until__lte=timezone.localdate(now) + AHEAD)

    def gone(now: datetime) -> Any:
        return kind.objects.to_confirm().filter(status=Item.Status.LAPSED)

    def due(rows: Any, word: str, first: date, last: date) -> QuerySet[Any]:
        near: QuerySet[Any] = rows.filter(valid_until__range=(first, last))
        return near.annotate(
            recipient=officer_of("unit"),
            subject=F("pk"),
            slot=_slot(word, "valid_until"),
            due_on=F("valid_until"),
        ).order_by()

    @source(lapsing)
    def two_weeks_ahead(now: datetime) -> QuerySet[Any]:
        today = timezone.localdate(now)
        return due(standing(now), "T-14", today + SOON + DAY, today + AHEAD)

    @source(lapsing)
    def three_days_ahead(now: datetime) -> QuerySet[Any]:
        today = timezone.localdate(now)
        return due(standing(now), "T-3", today, today + SOON)

    @source(lapsed)
    def lapsed_now(now: datetime) -> QuerySet[Any]:
        today = timezone.localdate(now)
        return due(gone(now), "lapsed", today - CHASED, today)

    @renders(lapsing, stands=standing)
    def render_lapsing(notices: Sequence[Notice], *, now: datetime) -> Texts:
        rows = standing(now).annotate(officer=officer_of("unit"))
        return _rendered(rows, notices, now, _lapsing_text)

    @renders(lapsed, stands=gone)
    def render_lapsed(notices: Sequence[Notice], *, now: datetime) -> Texts:
        rows = gone(now).annotate(officer=officer_of("unit"))
        return _rendered(rows, notices, now, _lapsed_text)


for kind in (Resource, Service, Demand):
    _remind(kind)


# --- what readers say is wrong, edits that were refused -----------------------------------------


def _flagged(now: datetime) -> Any:
    return ItemFlag.objects.open()


@source("item_flagged")
def item_flagged(now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = _flagged(now).annotate(
        recipient=officer_about(),
        subject=F("pk"),
        slot=Value("flagged", CharField()),
        due_on=NO_DATE,
    )
    return rows.order_by()


def _flag_text(flag: ItemFlag, notice: Notice, today: date) -> Text:
    said = f"居民的话：{flag.text}　" if flag.text else ""
    subject = f"居民反映“{flag.item.title}”：{flag.get_kind_display()}"
    return Text(subject, f"{said}请核实；不对的改好，再说一声处理结果。", flag.owner_url)


@renders("item_flagged", stands=_flagged)
def render_flagged(notices: Sequence[Notice], *, now: datetime) -> Texts:
    rows = _flagged(now).for_list().annotate(officer=officer_about())
    return _rendered(rows, notices, now, _flag_text)


def _refused(now: datetime) -> Any:
    return Revision.objects.filter(status=Revision.Status.REFUSED, decided_at__gte=now - CHASED)


@source("edit_refused")
def edit_refused(now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = _refused(now).annotate(
        recipient=officer_about(),
        subject=F("pk"),
        slot=Value("refused", CharField()),
        due_on=NO_DATE,
    )
    return rows.order_by()


def _refused_text(revision: Revision, notice: Notice, today: date) -> Text:
    subject = f"对“{revision.item.title}”的修改没有采用"
    body = f"原因：{revision.reason}　可以带着填过的内容再改。"
    return Text(subject, body, revision.owner_url)


@renders("edit_refused", stands=_refused)
def render_refused(notices: Sequence[Notice], *, now: datetime) -> Texts:
    rows = _refused(now).for_list().annotate(officer=officer_about())
    return _rendered(rows, notices, now, _refused_text)


# --- rounds: to every officer of the alliance ---------------------------------------------------

MEMBERS = "alliance__memberships"
OFFICERS = f"{MEMBERS}__unit__liaisons"


def _to_officers(rounds: Any, word: str, due_on: str) -> QuerySet[Any]:
    """A row for each round and officer of a unit that belongs to the alliance now."""
    rows: QuerySet[Any] = _with_officers(rounds).annotate(
        recipient=F(f"{OFFICERS}__person__user"),
        subject=F("pk"),
        slot=_slot(word, due_on) if word == "T-3" else Value(word, CharField()),
        due_on=F(due_on),
    )
    return rows.order_by()


def _with_officers(rounds: Any) -> Any:
    return rounds.filter(**{f"{MEMBERS}__until": None, f"{OFFICERS}__until": None})


def _calling(now: datetime) -> Any:
    return Round.objects.filter(status=Round.Status.CALL)


def _claiming(now: datetime) -> Any:
    return Round.objects.filter(status=Round.Status.CLAIM)


def _without_items(rounds: Any) -> Any:
    """Rounds joined with their officers, as far as the officer's unit handed in nothing."""
    handed = [
        Exists(
            kind.objects.filter(round=OuterRef("pk"), unit=OuterRef("member")).exclude(
                status=Item.Status.DRAFT
            )
        )
        for kind in (Resource, Service, Demand)
    ]
    # By its own name: a second mention of the memberships would join them once more.
    rows = rounds.annotate(member=F(f"{MEMBERS}__unit"))
    return rows.exclude(Q(*handed, _connector=Q.OR))


@source("round_called")
def round_called(now: datetime) -> QuerySet[Any]:
    return _to_officers(_calling(now), "call", "submit_by")


@source("round_closing")
def round_closing(now: datetime) -> QuerySet[Any]:
    """Three days before the end, to those who handed in nothing; again when the day was moved."""
    today = timezone.localdate(now)
    near = _calling(now).filter(submit_by__range=(today, today + SOON))
    return _without_items(_to_officers(near, "T-3", "submit_by"))


@source("round_claiming")
def round_claiming(now: datetime) -> QuerySet[Any]:
    return _to_officers(_claiming(now), "claim", "claim_by")


def _called(rounds: Any, notices: Sequence[Notice], text: Renderer, now: datetime) -> Texts:
    """Texts for who speaks for a unit of the alliance now; two queries."""
    found = rounds.select_related("alliance").in_bulk([notice.subject for notice in notices])
    rows = _with_officers(rounds.filter(pk__in=found))
    return _for(set(rows.values_list("pk", f"{OFFICERS}__person__user")), found, notices, text, now)


def _for(
    invited: set[tuple[int, int]],
    found: Mapping[int, Round],
    notices: Sequence[Notice],
    text: Renderer,
    now: datetime,
) -> Texts:
    today = timezone.localdate(now)
    return {
        notice.pk: text(found[notice.subject], notice, today)
        for notice in notices
        if (notice.subject, notice.recipient_id) in invited
    }


def _call_text(round_: Round, notice: Notice, today: date) -> Text:
    what = "有能共享的资源、能提供的服务、需要帮忙的事，请登记；没有的不用填。"
    more = f"{round_.call_text}　" if round_.call_text else ""
    return Text(
        f"{round_.title}开始了，{day_text(round_.submit_by)}截止",
        f"{round_.alliance}　{more}{what}",
        round_.phone_url,
    )


def _closing_text(round_: Round, notice: Notice, today: date) -> Text:
    left = (round_.submit_by - today).days
    when = f"还有 {left} 天截止" if left > 0 else "今天截止" if left == 0 else "已过截止，还可以补"
    body = f"{round_.alliance}　单位还没有登记。想说的现在还来得及；没有的不用填。"
    return Text(f"{round_.title}{when}", body, round_.phone_url)


def _claim_text(round_: Round, notice: Notice, today: date) -> Text:
    return Text(
        f"{round_.title}：可以认领需求了",
        f"{round_.alliance}　{day_text(round_.claim_by)}前，看看哪些是您的单位能帮上忙的。",
        round_.phone_url,
    )


@renders("round_called", stands=_calling)
def render_called(notices: Sequence[Notice], *, now: datetime) -> Texts:
    return _called(_calling(now), notices, _call_text, now)


@renders("round_closing", stands=_calling)
def render_closing(notices: Sequence[Notice], *, now: datetime) -> Texts:
    """Not for those who handed in something meanwhile."""
    found = _calling(now).select_related("alliance").in_bulk([n.subject for n in notices])
    rows = _without_items(_with_officers(_calling(now).filter(pk__in=found)))
    lacking = set(rows.values_list("pk", f"{OFFICERS}__person__user"))
    return _for(lacking, found, notices, _closing_text, now)


@renders("round_claiming", stands=_claiming)
def render_claiming(notices: Sequence[Notice], *, now: datetime) -> Texts:
    return _called(_claiming(now), notices, _claim_text, now)
