"""What this room reminds people of, by topic."""

from meetings.notices import invitations, meetings, reports, resolutions, topics

__all__ = ["invitations", "meetings", "reports", "resolutions", "topics"]
