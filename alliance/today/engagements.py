"""Claims, proposals and engagements that wait for the reader."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from common.dates import day_text
from members.models import Liaison, User
from projects.models import Engagement, Share
from projects.models.engagements import ASKER_NEXT, HELPER_NEXT

MOST = 10
AT_WORK = Q(status__in=Engagement.AT_WORK)
SENT_BACK = Q(status="under_way", reported_at__isnull=False)


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """What waits for staff: for a unit without an officer, for the joint meeting, idle ones."""
    counts = Engagement.objects.overseen_by(user).aggregate(
        carry=Count("pk", filter=Q(status=Engagement.Status.NOT_DONE)),
        idle=Count("pk", filter=AT_WORK & Q(warned_at__isnull=False)),
    )
    counts["staff"] = Engagement.objects.waiting_for_staff(user).count()
    words = {
        "staff": ("代没有联络员的单位答复对接", "有了联络员，就由联络员答复", "待处理", "soon"),
        "idle": ("催一催久无进展的对接", "再没有进展会退回认领大厅", "快到期", "late"),
        "carry": ("未办成的对接", "带入下次联席会议，商定后归档", "待会议", "soon"),
    }
    url = reverse("projects:engagement_list")
    return [
        Todo(f"{what} {counts[key]} 项", more, f"{url}?waits={key}", tag, tone)
        for key, (what, more, tag, tone) in words.items()
        if counts[key]
    ]


def phone(user: User, today: date) -> list[Errand]:
    """What waits for the officer's own unit: to answer, to confirm, to go on with."""
    own = Liaison.objects.current().filter(person__user=user.pk).values("unit")
    led = Share.objects.filter(unit__in=own, role=Share.Role.LEAD).values("engagement")
    going_on = SENT_BACK | AT_WORK & Q(warned_at__isnull=False)
    mine = Q(ASKER_NEXT, demand__unit__in=own) | Q(HELPER_NEXT | going_on, pk__in=led)
    rows = Engagement.objects.filter(mine).for_list().order_by("touched_at", "pk")
    return [_errand(one) for one in rows[:MOST]]


def _errand(one: Engagement) -> Errand:
    title, url, lead = one.demand.title, one.phone_url, one.lead.label
    if one.status == Engagement.Status.REPORTED:
        return Errand(title, f"{lead}说已经办成，请您确认。", url, "去确认", "待确认", "soon")
    if one.status == Engagement.Status.PROPOSED and one.awaits == Engagement.Awaits.ASKER:
        return Errand(title, f"{lead}愿意来办，请您答复。", url, "去答复", "待答复", "soon")
    if one.status == Engagement.Status.PROPOSED:
        more = f"{one.demand.unit.label}的需求，请您单位来办。"
        return Errand(title, more, url, "去答复", "待答复", "soon")
    if one.is_sent_back:
        return Errand(title, f"还差：{one.reason}", url, "接着办", "已退回", "late")
    until = day_text(one.idle_on) if one.idle_on else ""
    more = f"很久没有进展，{until}会退回认领大厅。"
    return Errand(title, more, url, "写一句进展", "快到期", "late")
