"""The lines of “today” on the staff home and the cards of the phone home, by topic.

A topic answers `staff(user, here, today)` with lines, what is overdue first, and
`phone(user, today)` with cards; each in at most two queries. Nothing that another has to decide.
"""

from alliance.today import engagements, items, projects, reports, requests

TOPICS = (requests, engagements, items, projects, reports)

__all__ = ["TOPICS"]
