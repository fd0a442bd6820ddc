"""What this room forgets: names of substitutes and reasons of leave half a year after the meeting.

The reply stays. And the names of those who were at a session of training, a year later.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from meetings.actions.places import forget_names
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


@expires
def forget_attendance(now: datetime) -> str:
    count = forget_names(now)
    return f"清除培训报名姓名 {count} 个" if count else ""
