"""What this room reminds people of, by topic."""

from meetings.notices import bulletins, meetings, reports, suggestions

__all__ = ["bulletins", "meetings", "reports", "suggestions"]
