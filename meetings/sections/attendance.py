"""Who answered, and who came."""

from meetings.models import Meeting
from meetings.quorum import DEFINITION
from meetings.sections.page import MeetingPage, Section


def section(page: MeetingPage) -> Section | None:
    """From the day of the meeting on."""
    meeting = page.meeting
    if not page.is_called or (page.now < meeting.starts_at and not meeting.is_today(page.now)):
        return None
    part = {
        "quorum": page.replies.quorum,
        "definition": DEFINITION,
        "lists": page.writable and meeting.status != Meeting.Status.CLOSED,
        "code": page.writable and meeting.takes_codes(page.now),
    }
    return Section("meetings/_attendance.html", part)


def replies(page: MeetingPage) -> Section | None:
    if not page.is_called:
        return None
    open_ = page.meeting.status == Meeting.Status.NOTIFIED
    part = {
        "replies": page.replies,
        "enters": page.writable and open_,
        "reminds": page.writable and page.meeting.takes_replies(page.now),
        "counts": "收到会议通知、现在仍是成员的单位；一家单位一份回执，会议开始前可以改",
    }
    return Section("meetings/_replies.html", part)
