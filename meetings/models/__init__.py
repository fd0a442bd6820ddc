from meetings.models.agenda import AgendaItem, Material, Topic
from meetings.models.assignments import Assignment, Visit
from meetings.models.attendance import Invitation
from meetings.models.bulletins import Bulletin, Receipt
from meetings.models.feeds import CalendarFeed
from meetings.models.meetings import Meeting
from meetings.models.minutes import Minutes, Outcome
from meetings.models.papers import DocumentNumber, Letterhead
from meetings.models.plans import AnnualPlan, GoalReview, PlanItem, StageGoal
from meetings.models.report_rules import ReportRule
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking
from meetings.models.rules import MeetingRule
from meetings.models.suggestions import Suggestion
from meetings.models.summaries import SummaryIssue
from meetings.models.training import Enrolment, Handout, Programme, Session
from meetings.models.tutors import Absence, Tutor

__all__ = [
    "Absence",
    "AgendaItem",
    "AnnualPlan",
    "Assignment",
    "Bulletin",
    "CalendarFeed",
    "DocumentNumber",
    "Enrolment",
    "GoalReview",
    "Handout",
    "Invitation",
    "Letterhead",
    "LiaisonReport",
    "Material",
    "Meeting",
    "MeetingRule",
    "Minutes",
    "Outcome",
    "PlanItem",
    "Programme",
    "Progress",
    "Receipt",
    "ReportRule",
    "Resolution",
    "Session",
    "StageGoal",
    "Suggestion",
    "SummaryIssue",
    "Topic",
    "Tutor",
    "Undertaking",
    "Visit",
]
