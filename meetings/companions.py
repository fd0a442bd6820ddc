"""What goes along when a unit made by an import is unmade: the reports nobody wrote into."""

from typing import Any

from django.db.models import Q, QuerySet

from common.sheets.companions import goes_along
from meetings.models import LiaisonReport


def blank(reports: QuerySet[Any]) -> QuerySet[Any]:
    """Opened by the job, and neither saved nor handed in since."""
    texts = Q(**dict.fromkeys(LiaisonReport.TEXTS, ""))
    return reports.filter(texts, status=LiaisonReport.Status.OPEN, no_change=False)


goes_along(LiaisonReport, blank)
