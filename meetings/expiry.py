"""What this room forgets: the names of those who were at a session, a year later."""

from datetime import datetime

from meetings.actions.places import forget_names
from members.expiry import expires


@expires
def forget_attendance(now: datetime) -> str:
    count = forget_names(now)
    return f"清除培训报名姓名 {count} 个" if count else ""
