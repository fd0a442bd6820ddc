"""The projects of a unit in a year, on its year sheet."""

from typing import Any

from django.db.models import Q

from common.dates import full_day_text
from members.models import MemberUnit
from members.year_sheet import Line, Period, year_section
from projects.models import Partner, Project


@year_section("项目", order=25, counts="本年推进过的项目：牵头的，和参与的连同实际投入")
def worked_on(unit: MemberUnit, period: Period, user: Any) -> list[Line]:
    """Begun by the end of the period, and not completed before it; two queries."""
    running = Q(completed_on=None) | Q(completed_on__gte=period.first)
    begun = Project.objects.filter(running, started_on__lte=period.last)
    led = begun.filter(lead=unit).exclude(status=Project.Status.STOPPED)
    given = Partner.objects.filter(unit=unit, project__in=begun.values("pk"))
    lines = [_line(project, "牵头") for project in led]
    lines += [_line(one.project, _part(one)) for one in given.select_related("project")]
    return sorted(lines, key=lambda line: (str(line.day), line.text))


def _part(partner: Partner) -> str:
    if not partner.delivered or not partner.delivered_on:
        return "参与"
    return f"参与　{full_day_text(partner.delivered_on)}投入：{partner.delivered}"


def _line(project: Project, role: str) -> Line:
    note = f"{role}　{project.get_status_display()}"
    return Line(project.started_on, project.name, note, project.get_absolute_url())
