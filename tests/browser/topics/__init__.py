"""Pages by topic. Each module has PUBLIC, PHONE, STAFF, NO_PAGE and SUBJECTS."""

from tests.browser.topics import (
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
