"""What this room reminds people of, by topic."""

from projects.notices import engagements, items, projects, requests

__all__ = ["engagements", "items", "projects", "requests"]
