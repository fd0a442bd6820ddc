from meetings.models.agenda import AgendaItem, Material, Topic
from meetings.models.attendance import Invitation
from meetings.models.meetings import Meeting
from meetings.models.minutes import Minutes, Outcome
from meetings.models.plans import AnnualPlan, GoalReview, PlanItem, StageGoal
from meetings.models.reports import LiaisonReport
from meetings.models.resolutions import Progress, Resolution, Undertaking
from meetings.models.rules import MeetingRule

__all__ = [
    "AgendaItem",
    "AnnualPlan",
    "GoalReview",
    "Invitation",
    "LiaisonReport",
    "Material",
    "Meeting",
    "MeetingRule",
    "Minutes",
    "Outcome",
    "PlanItem",
    "Progress",
    "Resolution",
    "StageGoal",
    "Topic",
    "Undertaking",
]
