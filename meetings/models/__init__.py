from meetings.models.agenda import AgendaItem, Topic
from meetings.models.attendance import Invitation
from meetings.models.bulletins import Bulletin, Receipt
from meetings.models.meetings import Meeting, MeetingRule
from meetings.models.report_rules import ReportRule
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking
from meetings.models.suggestions import Suggestion

__all__ = [
    "AgendaItem",
    "Bulletin",
    "Invitation",
    "LiaisonReport",
    "Meeting",
    "MeetingRule",
    "Progress",
    "Receipt",
    "ReportRule",
    "Resolution",
    "Suggestion",
    "Topic",
    "Undertaking",
]
