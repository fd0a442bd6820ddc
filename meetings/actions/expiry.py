"""Names of substitutes and reasons of leave go half a year after the meeting; the reply stays."""

from datetime import datetime, timedelta

from django.db.models import Q

from meetings.models import Invitation
from members.expiry import expires

KEPT = timedelta(days=180)  # domain.md, principle 6: as long as residents' data
CLEARED = "（已按规定清除）"


@expires
def forget_replies(now: datetime) -> str:
    """Clear them in two statements; a second run finds nothing."""
    old = Invitation.objects.filter(meeting__starts_at__lte=now - KEPT)
    named = old.filter(~Q(substitute="") & ~Q(substitute=CLEARED)).update(substitute=CLEARED)
    reasons = old.exclude(reason="").update(reason="")
    return f"会议回执 {named + reasons} 份" if named + reasons else ""
