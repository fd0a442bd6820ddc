from meetings.models.agenda import AgendaItem, Topic
from meetings.models.attendance import Invitation
from meetings.models.meetings import Meeting, MeetingRule
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking
from meetings.models.training import Enrolment, Material, Programme, Session
from meetings.models.tutors import Absence, Assignment, Tutor, Visit

__all__ = [
    "Absence",
    "AgendaItem",
    "Assignment",
    "Enrolment",
    "Invitation",
    "LiaisonReport",
    "Material",
    "Meeting",
    "MeetingRule",
    "Programme",
    "Progress",
    "Resolution",
    "Session",
    "Topic",
    "Tutor",
    "Undertaking",
    "Visit",
]
