"""Meetings that the unit came to, and resolutions that it carries out."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from common.dates import day_text
from meetings.facts.shapes import Fact, Month, fact
from meetings.models import Invitation, Meeting, Progress, Resolution, Undertaking
from members.models import AllianceMembership, MemberUnit


def meetings(unit: MemberUnit, month: Month) -> list[Fact]:
    """Those at which the unit was seen; of one without any attendance, that it was held.

    One query.
    """
    seen = Invitation.objects.present().filter(meeting=OuterRef("pk"))
    joined = AllianceMembership.objects.current().filter(unit=unit).values("alliance")
    rows = (
        Meeting.objects.filter(**month.within("starts_at"))
        .exclude(status=Meeting.Status.CANCELLED)
        .annotate(came=Exists(seen.filter(unit=unit)))
        .filter(Q(came=True) | (~Exists(seen) & Q(rule__alliance__in=joined)))
    )
    return [_held(one) for one in rows.for_list()]


def _held(one: Meeting) -> Fact:
    came = "参加 " if one.came else ""  # type: ignore[attr-defined]
    text = f"{came}{day_text(timezone.localdate(one.starts_at))} {one.title}"
    return fact("meeting", one.pk, text, one.phone_url, one.get_absolute_url())


def resolutions(unit: MemberUnit, month: Month) -> list[Fact]:
    """One sentence for each that the unit moved on: how far it is; one query."""
    own = Undertaking.objects.filter(unit=unit).values("resolution")
    wrote = Progress.objects.filter(
        resolution=OuterRef("pk"), unit=unit, **month.within("at")
    ).order_by("-at", "-pk")
    moved = Q(**month.within("reported_at")) | Q(**month.within("accepted_at")) | Exists(wrote)
    rows = (
        Resolution.objects.announced()
        .filter(moved, pk__in=own)
        .annotate(wrote=Subquery(wrote.values("text")[:1]))
    )
    return [
        fact(
            "resolution",
            one.pk,
            f"推进决议“{one.title}”：{_how_far(one, month)}",
            one.phone_url,
            one.get_absolute_url(),
        )
        for one in rows
    ]


def _how_far(one: Resolution, month: Month) -> str:
    if one.accepted_at and month.holds(one.accepted_at):
        return "已通过验收"
    if one.reported_at and month.holds(one.reported_at):
        return "已报告完成"
    return str(one.wrote)  # type: ignore[attr-defined]
