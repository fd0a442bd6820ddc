"""What this room reminds people of, by topic."""

from meetings.notices import (
    bulletins,
    invitations,
    meetings,
    reports,
    resolutions,
    suggestions,
    topics,
    training,
    tutors,
)

__all__ = [
    "bulletins",
    "invitations",
    "meetings",
    "reports",
    "resolutions",
    "suggestions",
    "topics",
    "training",
    "tutors",
]
