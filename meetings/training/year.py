"""The training and tutoring of a unit's year, on its year sheet."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from meetings.models import Enrolment, Session, Visit
from members.models import MemberUnit
from members.year_sheet import Line, Period, year_section


@year_section(
    "培训和辅导", order=45, counts="本年内派人参加过的课（按到场登记），和辅导员来过的每一次"
)
def trained(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    """Two queries; links only to what the reader may open."""
    came = Q(enrolments__unit=unit, enrolments__status=Enrolment.Status.ATTENDED)
    days = {"starts_at__date__range": (period.first, period.last)}
    held = Session.objects.filter(came, **days).annotate(people=Count("enrolments", filter=came))
    lines = [
        Line(timezone.localdate(one.starts_at), one.topic, f"{one.people} 人参加")
        for one in held.order_by("starts_at", "pk")
    ]
    visits = Visit.objects.filter(assignment__unit=unit, on__range=(period.first, period.last))
    lines += [Line(one.on, str(one), one.outcome) for one in visits.order_by("on", "pk")]
    return sorted(lines, key=lambda line: (str(line.day), line.text))
