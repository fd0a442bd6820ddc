"""What this room reminds people of, by topic."""

from meetings.notices import meetings, reports, resolutions

__all__ = ["meetings", "reports", "resolutions"]
