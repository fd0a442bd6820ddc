from meetings.models.agenda import AgendaItem, Topic
from meetings.models.attendance import Invitation
from meetings.models.feeds import CalendarFeed
from meetings.models.meetings import Meeting, MeetingRule
from meetings.models.papers import DocumentNumber, Letterhead
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking

__all__ = [
    "AgendaItem",
    "CalendarFeed",
    "DocumentNumber",
    "Invitation",
    "Letterhead",
    "LiaisonReport",
    "Meeting",
    "MeetingRule",
    "Progress",
    "Resolution",
    "Topic",
    "Undertaking",
]
