"""What this room reminds people of, by topic."""

from meetings.notices import meetings, reports, training, tutors

__all__ = ["meetings", "reports", "training", "tutors"]
