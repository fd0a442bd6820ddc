"""What this room reminds people of, by topic."""

from projects.notices import (
    bookings,
    engagement_texts,
    engagements,
    items,
    projects,
    request_staff,
    requests,
)

__all__ = [
    "bookings",
    "engagement_texts",
    "engagements",
    "items",
    "projects",
    "request_staff",
    "requests",
]
