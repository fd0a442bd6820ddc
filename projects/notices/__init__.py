"""What this room reminds people of, by topic."""

from projects.notices import bookings, engagements, items, projects, requests

__all__ = ["bookings", "engagements", "items", "projects", "requests"]
