"""Addresses by topic. Each module has ROWS, UPLOADS and `furnish(side, by)`: a side's records."""

from tests.contract.topics import (
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
    requests,
    rosters,
    services,
    trace,
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
    trace,
)
