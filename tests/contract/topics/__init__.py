"""Addresses by topic. Each module has ROWS, UPLOADS and `furnish(side, by)`: a side's records."""

from tests.contract.topics import (
    areas,
    coverage,
    dispatch,
    engagements,
    imports,
    lists,
    organizations,
    outlines,
    people,
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
    dispatch,
)
