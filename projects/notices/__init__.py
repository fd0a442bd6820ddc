"""What this room reminds people of, by topic."""

from projects.notices import (
    engagement_texts,
    engagements,
    items,
    projects,
    request_staff,
    requests,
)

__all__ = ["engagement_texts", "engagements", "items", "projects", "request_staff", "requests"]
