"""Pages by topic. Each module has PUBLIC, PHONE, STAFF, NO_PAGE and SUBJECTS."""

from tests.browser.topics import (
    areas,
    bookings,
    coverage,
    dispatch,
    engagements,
    imports,
    lists,
    matching,
    organizations,
    outlines,
    people,
    reports,
    requests,
    rosters,
    services,
    works,
)

TOPICS = (
    imports,
    areas,
    services,
    outlines,
    coverage,
    organizations,
    rosters,
    people,
    lists,
    engagements,
    requests,
    works,
    matching,
    bookings,
    dispatch,
    reports,
)
