"""Needs that were met with the unit on either side, and requests of residents that it took."""

from django.db.models import OuterRef, Q, Subquery

from meetings.facts.shapes import Fact, Month, fact, label_of, page, short
from members.models import MemberUnit
from projects.models import Engagement, Request, Share

OVER = (Engagement.Status.DECLINED, Engagement.Status.RELEASED)
STEPS = (("accepted_at", "开始对接"), ("reported_at", "报告办成"), ("confirmed_at", "确认办成"))


def engagements(unit: MemberUnit, month: Month) -> list[Fact]:
    """One sentence for each, with what happened of it in the month; one query."""
    own = Share.objects.filter(unit=unit).values("engagement")
    moved = Q(*[Q(**month.within(field)) for field, _ in STEPS], _connector=Q.OR)
    leads = Share.objects.filter(engagement=OuterRef("pk"), role=Share.Role.LEAD)
    rows = (
        Engagement.objects.filter(moved, Q(demand__unit=unit) | Q(pk__in=own))
        .exclude(status__in=OVER)
        .select_related("demand__unit")
        .annotate(led_by=Subquery(leads.values(who=label_of("unit"))[:1]))
        .order_by("accepted_at", "pk")
    )
    return [
        fact("engagement", one.pk, _met(one, unit, month), one.phone_url, one.get_absolute_url())
        for one in rows
    ]


def _met(one: Engagement, unit: MemberUnit, month: Month) -> str:
    asked = one.demand.unit_id == unit.pk
    who = f"{one.led_by}来办" if asked else f"为{one.demand.unit.label}"  # type: ignore[attr-defined]
    moments = [(getattr(one, field), words) for field, words in STEPS]
    said = [f"{short(when)}{words}" for when, words in moments if when and month.holds(when)]
    return f"对接“{one.demand.title}”（{who}）：{'，'.join(said)}"


def requests(unit: MemberUnit, month: Month) -> list[Fact]:
    """By category and day alone: never a resident's words, name, phone or number; one query."""
    moved = Q(**month.within("taken_at")) | Q(**month.within("done_at"))
    rows = Request.objects.filter(moved, unit=unit, status__in=Request.HELD)
    rows = rows.select_related("category").only("uuid", "taken_at", "done_at", "category__name")
    return [
        fact("request", one.pk, _helped(one, month), page("my_request", one.uuid),
             one.get_absolute_url())
        for one in rows.order_by("taken_at", "pk")
    ]  # fmt: skip


def _helped(one: Request, month: Month) -> str:
    about = f"群众点单（{one.category.name}）"
    if one.done_at and month.holds(one.done_at):
        return f"办结{about}，{short(one.done_at)}"
    return f"接下{about}，{short(one.taken_at)}" if one.taken_at else about
