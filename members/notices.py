"""What this room tells people: check-ins 双报到 that wait, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from grids.models import Area
from members.models import CheckIn, Liaison, Posting
from notices.kinds import Text, renders
from notices.models import Notice
from notices.sources import NO_DATE, source

TOLD_FOR = timedelta(days=30)  # an answer older than that is no news


@source("check_ins_waiting")
def check_ins_waiting(now: datetime) -> QuerySet[CheckIn]:
    """To the staff of the community, once for each day on which somebody reported."""
    today = timezone.localdate(now)
    posted = "community__postings__"
    held = Q(**{f"{posted}until": None}) | Q(**{f"{posted}until__gt": today})
    staff = {f"{posted}role": Posting.Role.COMMUNITY, f"{posted}since__lte": today}
    return (
        CheckIn.objects.waiting()
        .filter(held, **staff)
        .annotate(
            recipient=F(f"{posted}user"),
            subject=F("community"),
            slot=Cast(TruncDate("reported_at"), CharField()),
            due_on=NO_DATE,
        )
        .order_by()
    )


def _with_waiting(now: datetime) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=CheckIn.objects.waiting().values("community"))


@renders("check_ins_waiting", stands=_with_waiting)
def render_waiting(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is on the community's staff now; the count is today's."""
    today = timezone.localdate(now)
    places = Area.objects.in_bulk([notice.subject for notice in notices])
    waiting = CheckIn.objects.waiting().filter(community__in=places).order_by()
    counts = dict(waiting.values_list("community").annotate(count=Count("pk")))
    posts = Posting.objects.on(today).filter(role=Posting.Role.COMMUNITY, area__in=places)
    staff = set(posts.values_list("area", "user"))
    url = f"{reverse('members:check_in_list')}?{urlencode({'status': 'reported'})}"
    return {
        notice.pk: Text(
            f"{places[notice.subject]}有 {counts[notice.subject]} 条双报到待确认",
            "请核对后确认；有疑问的，先打电话问清楚。",
            url,
        )
        for notice in notices
        if notice.subject in counts and (notice.subject, notice.recipient_id) in staff
    }


def _officer() -> Subquery:
    """The account of the liaison officer of the organisation's unit, or null."""
    current = Liaison.objects.current().filter(unit=OuterRef("organization__unit"))
    return Subquery(current.values("person__user")[:1])


def _answered(now: datetime) -> QuerySet[CheckIn]:
    """Check-ins of units' organisations that were confirmed or revoked lately."""
    lately = Q(confirmed_at__gt=now - TOLD_FOR, status=CheckIn.Status.CONFIRMED)
    lately |= Q(revoked_at__gt=now - TOLD_FOR, status=CheckIn.Status.REVOKED)
    return CheckIn.objects.filter(lately, organization__unit__isnull=False)


@source("check_in_answered")
def check_in_answered(now: datetime) -> QuerySet[CheckIn]:
    """To the officer of the unit; each answer once: the slot is the state it led to."""
    return (
        _answered(now)
        .annotate(recipient=_officer(), subject=F("pk"), slot=F("status"), due_on=NO_DATE)
        .order_by()
    )


@renders("check_in_answered", stands=_answered)
def render_answered(notices: Sequence[Notice], *, now: datetime) -> Mapping[int, Text | None]:
    """Only for who is the unit's officer now, and only while that answer stands."""
    rows = _answered(now).annotate(officer=_officer()).select_related("area", "organization__unit")
    found = rows.in_bulk([notice.subject for notice in notices])
    return {
        notice.pk: _answer(check_in)
        for notice in notices
        if (check_in := found.get(notice.subject))
        and (check_in.officer, check_in.status) == (notice.recipient_id, notice.slot)
    }


def _answer(check_in: CheckIn) -> Text:
    url = reverse("members:my_check_in")
    if check_in.status == CheckIn.Status.CONFIRMED:
        words = f"{check_in.area}已确认报到"
        return Text(words, f"{check_in.who}已向{check_in.area}报到。", url)
    words = f"{check_in.area}撤销了报到"
    return Text(words, f"{check_in.who}的报到已撤销，原因：{check_in.reason}", url)
