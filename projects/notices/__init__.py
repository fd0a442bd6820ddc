"""What this room reminds people of, by topic."""

from projects.notices import engagement_texts, engagements, items, projects, requests

__all__ = ["engagement_texts", "engagements", "items", "projects", "requests"]
