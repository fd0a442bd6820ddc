"""Projects, pairings and deliberations that wait for the reader."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from alliance.here import Here
from alliance.today.shapes import Errand, Todo
from members.models import User
from projects.models import Milestone, Pairing, Project

AHEAD = timedelta(days=14)
MOST = 5


def staff(user: User, here: Here, today: date) -> list[Todo]:
    """Milestones overdue in projects from here, and pairings past their term; two queries."""
    lines = []
    if late := Milestone.objects.late(today).filter(here.within("project__")).count():
        url = f"{reverse('projects:project_list')}?due=late"
        lines.append(
            Todo(f"项目节点逾期 {late} 个", "请了解情况，需要时调整日期", url, "已逾期", "late")
        )
    sides = here.within("helper__") | here.within("helped__")
    over = Pairing.objects.current().filter(Q(until__lt=today) & sides)
    if count := over.count():
        url = f"{reverse('projects:pairing_list')}?state=over"
        more = "继续的修改期限，不再继续的写明成效"
        lines.append(Todo(f"结对帮扶已到期 {count} 对", more, url, "已到期", "late"))
    return lines


def phone(user: User, today: date) -> list[Errand]:
    """Milestones of projects that the officer's unit leads: overdue, or due within AHEAD."""
    led = Project.objects.filter(
        lead__liaisons__person__user=user.pk, lead__liaisons__until=None
    ).values("pk")
    due = Milestone.objects.open().filter(project__in=led, due_on__lte=today + AHEAD)
    return [_card(one, today) for one in due.select_related("project")[:MOST]]


def _card(milestone: Milestone, today: date) -> Errand:
    project, days = milestone.project, (milestone.due_on - today).days
    tag = f"逾期 {-days} 天" if days < 0 else f"还有 {days} 天" if days else "今天到期"
    url = reverse("projects:my_reach", args=[project.uuid, milestone.pk])
    tone = "late" if days < 0 else "soon"
    return Errand(milestone.title, f"项目“{project}”的节点", url, "登记完成", tag, tone)
