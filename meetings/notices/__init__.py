"""What this room reminds people of, by topic."""

from meetings.notices import meetings, reports

__all__ = ["meetings", "reports"]
