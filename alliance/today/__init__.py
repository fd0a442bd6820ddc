"""The lines of “today” on the staff home and the cards of the phone home, by topic.

A topic answers `staff(user, here, today)` with lines, what is overdue first, and
`phone(user, today)` with cards; each in at most two queries. Nothing that another has to decide.
"""

from alliance.today import (
    engagements,
    items,
    meetings,
    projects,
    reports,
    requests,
    resolutions,
    tutoring,
)

TOPICS = (requests, meetings, engagements, items, projects, resolutions, reports, tutoring)

__all__ = ["TOPICS"]
