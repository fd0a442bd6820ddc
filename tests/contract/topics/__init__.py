"""Addresses by topic. Each module has ROWS, UPLOADS and `furnish(side, by)`: a side's records."""

from tests.contract.topics import (
    areas,
    coverage,
    imports,
    organizations,
    outlines,
    people,
    rosters,
    services,
)

TOPICS = (imports, areas, services, outlines, coverage, organizations, rosters, people)
