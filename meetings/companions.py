"""What goes along when a unit made by an import is unmade: what the portal made by itself."""

from typing import Any

from django.db.models import Q, QuerySet

from common.sheets.companions import goes_along
from meetings.models import Invitation, LiaisonReport, Receipt


def blank(reports: QuerySet[Any]) -> QuerySet[Any]:
    """Opened by the job, and neither saved nor handed in since."""
    texts = Q(**dict.fromkeys(LiaisonReport.TEXTS, ""))
    return reports.filter(texts, status=LiaisonReport.Status.OPEN, no_change=False)


def unanswered(invitations: QuerySet[Any]) -> QuerySet[Any]:
    """Called by a notice or by the job, and neither answered nor come since."""
    return invitations.filter(reply="", attended_at=None)


def unread(receipts: QuerySet[Any]) -> QuerySet[Any]:
    """Of bulletins that nobody of the unit has opened."""
    return receipts.filter(read_at=None)


goes_along(LiaisonReport, blank)
goes_along(Receipt, unread)
goes_along(Invitation, unanswered)
