"""What the monthly reports show on a member unit's page."""

from django.urls import reverse
from django.utils.http import urlencode

from common.dates import month_text
from meetings.models import LiaisonReport
from members.models import MemberUnit, User
from members.panels import Panel, unit_panel

MOST = 6


@unit_panel
def reports_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The unit's latest monthly reports; one query."""
    rows = LiaisonReport.objects.visible_to(user).filter(unit=unit).order_by("-month")[:MOST]
    return Panel(
        "联络员月报",
        [
            (f"{month_text(row.month)}月报", row.get_absolute_url(), row.get_status_display())
            for row in rows
        ],
        url=f"{reverse('meetings:reports')}?{urlencode({'q': unit.label})}",
        empty="还没有开启过月报。",
    )
