from meetings.models.agenda import AgendaItem, Material, Topic
from meetings.models.attendance import Invitation
from meetings.models.meetings import Meeting
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking
from meetings.models.rules import MeetingRule

__all__ = [
    "AgendaItem",
    "Invitation",
    "LiaisonReport",
    "Material",
    "Meeting",
    "MeetingRule",
    "Progress",
    "Resolution",
    "Topic",
    "Undertaking",
]
