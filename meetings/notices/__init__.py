"""What this room reminds people of, by topic."""

from meetings.notices import invitations, meetings, reports, resolutions, topics, training, tutors

__all__ = ["invitations", "meetings", "reports", "resolutions", "topics", "training", "tutors"]
