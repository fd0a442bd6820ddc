"""Training and tutoring that wait for the reader."""

from datetime import date, timedelta

from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from meetings.models import Assignment, Session, Tutor
from members.models import User

MOST = 3
ROLL_FOR = timedelta(days=30)  # older roll-calls are no longer asked for


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """Sessions over without a roll-call, and nominations to decide on; two queries."""
    lines = []
    over = Session.objects.filter(
        here.within("programme__"),
        status=Session.Status.PLANNED,
        starts_at__date__lt=today,
        starts_at__date__gte=today - ROLL_FOR,
    )
    if found := list(over.order_by("starts_at", "pk")):
        url, more = found[0].get_absolute_url(), "到场的打勾，一次保存"
        lines.append(Todo(f"课已办完 {len(found)} 次，还没登记到场", more, url, "待登记", "soon"))
    waiting = Tutor.objects.decidable_by(user).nominated().filter(here.within("unit__"))
    if count := waiting.count():
        url = f"{reverse('meetings:tutors')}?status=nominated"
        lines.append(Todo(f"推荐的辅导员 {count} 人", "选或不选，写明原因", url, "待选拔", "soon"))
    return lines


def phone(user: User, today: date) -> list[Errand]:
    """Units that the tutor has not been to in the period that runs; one query."""
    own = Assignment.objects.of_tutor(user).on(today).without_visit()
    rows = list(own.select_related("unit__area").order_by("unit__area__code", "pk"))
    if len(rows) <= MOST:
        return [_card(one, *_how_soon(one, today)) for one in rows]
    url, names = reverse("meetings:my_tutoring"), "、".join(one.unit.label for one in rows[:MOST])
    tag, tone = _how_soon(rows[0], today)
    return [Errand(f"还有 {len(rows)} 家没去辅导", f"{names}等", url, "看名单", tag, tone)]


def _how_soon(one: Assignment, today: date) -> tuple[str, str]:
    return ("季度快结束了", "late") if today >= one.nudge_on else ("本季度", "soon")


def _card(one: Assignment, tag: str, tone: str) -> Errand:
    url = reverse("meetings:my_visit", args=[one.uuid])
    return Errand(f"去{one.unit.label}辅导", str(one.unit.area), url, "去过了，记一次", tag, tone)
