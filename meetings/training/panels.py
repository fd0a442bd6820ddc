"""What training and tutoring show on a member unit's page."""

from django.urls import reverse
from django.utils import timezone

from common.dates import day_text, full_day_text
from meetings.models import Assignment, Tutor, Visit
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel

VISITS = 5


@unit_panel
def tutoring_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The unit's tutor of the day, and the latest visits; two queries."""
    rows = Assignment.objects.visible_to(user).filter(unit=unit).on(timezone.localdate())
    lines = [
        (
            f"{one.tutor.person}（{one.tutor.unit.label}）",
            one.get_absolute_url(),
            f"{one.period_text}　{one.tutor.expertise}",
        )
        for one in rows.for_list()
    ]
    visits = Visit.objects.visible_to(user).filter(assignment__unit=unit).for_list()[:VISITS]
    lines += [
        (str(one), one.assignment.get_absolute_url(), f"{full_day_text(one.on)}　{one.outcome}")
        for one in visits
    ]
    return Panel("一对一辅导", lines, empty="这一期还没有安排辅导员。")


@unit_panel
def tutors_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The tutors whom the unit gave to the corps; one query."""
    rows = Tutor.objects.visible_to(user).live().filter(unit=unit).for_list()
    return Panel(
        "推荐的辅导员",
        [
            (
                one.person.name,
                one.get_absolute_url(),
                f"{one.get_status_display()}　{one.expertise}　{day_text(one.nominated_on)}推荐",
            )
            for one in rows
        ],
        empty="还没有推荐辅导员。",
        add=("推荐", reverse("meetings:tutor_nominate", args=[unit.uuid])),
    )
