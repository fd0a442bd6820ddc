"""What this room reminds people of, by topic."""

from projects.notices import engagements, items, projects, request_staff, requests

__all__ = ["engagements", "items", "projects", "request_staff", "requests"]
