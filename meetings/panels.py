"""What monthly reports and meetings show on a member unit's page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from common.dates import moment_text
from meetings.models import LiaisonReport, Meeting, Suggestion
from members.models import MemberUnit, User
from members.panels import Mark, Panel, unit_panel

MONTHS = 24  # of reports
SUGGESTIONS = 4
MEETINGS = 4  # to come, and held
STATES = {  # of a report: words and tone on the page of its unit
    LiaisonReport.Status.ACCEPTED: "ok",
    LiaisonReport.Status.SUBMITTED: "soon",
    LiaisonReport.Status.RETURNED: "go",
    LiaisonReport.Status.OPEN: "plain",
}


@unit_panel
def reports_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The unit's monthly reports as a square for each month, the latest first; one query."""
    today = timezone.localdate()
    rows = LiaisonReport.objects.visible_to(user).filter(unit=unit).order_by("-month")[:MONTHS]
    return Panel(
        "联络员月报",
        marks=[
            Mark(
                f"{row.month:%Y-%m}",
                "逾期未交"
                if row.waits_for_unit and row.due_on < today
                else row.get_status_display(),
                "late" if row.waits_for_unit and row.due_on < today else STATES[row.status],
                row.get_absolute_url(),
            )
            for row in rows
        ],
        url=f"{reverse('meetings:reports')}?{urlencode({'q': unit.label})}",
        empty="还没有开启过月报。",
    )


@unit_panel
def suggestions_of_unit(unit: MemberUnit, user: User) -> Panel | None:
    """What the unit suggested, the latest first; one query. None where there is nothing."""
    rows = Suggestion.objects.visible_to(user).filter(unit=unit)[:SUGGESTIONS]
    found = [(one.brief, one.get_absolute_url(), one.get_status_display()) for one in rows]
    url = f"{reverse('meetings:suggestions')}?{urlencode({'q': unit.label})}"
    return Panel("意见建议", found, url=url) if found else None


@unit_panel
def meetings_of_unit(unit: MemberUnit, user: User) -> Panel:
    """The next meetings of the unit's alliances, and the last ones; two queries."""
    now = timezone.now()
    own = {"rule__alliance__memberships__unit": unit, "rule__alliance__memberships__until": None}
    seen = Meeting.objects.visible_to(user).filter(**own).for_list()
    past = seen.filter(starts_at__lt=now).exclude(status=Meeting.Status.CANCELLED)
    ahead = list(seen.ahead(now)[:MEETINGS])
    held = past.order_by("-starts_at", "-pk")[:MEETINGS]
    return Panel(
        "会议",
        [
            (
                one.title,
                one.get_absolute_url(),
                f"{moment_text(one.starts_at)}　{one.rule.alliance}　{one.get_status_display()}",
            )
            for one in [*reversed(ahead), *held]
        ],
        empty="所属联合体还没有会议。",
    )
