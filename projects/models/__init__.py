from projects.models.categories import Category, Synonym
from projects.models.deliberations import FOUR_STEPS, SIX_STEPS, Deliberation, DeliberationStep
from projects.models.engagements import Engagement, Rating
from projects.models.items import Item, ItemQuerySet
from projects.models.lists import Demand, Resource, Service
from projects.models.matches import Match
from projects.models.pairings import Pairing, PairingVisit
from projects.models.projects import Milestone, Partner, Progress, Project
from projects.models.requests import Request, RequestPhoto, RequestStep
from projects.models.revisions import ItemFlag, Revision
from projects.models.rounds import Round
from projects.models.schedules import Booking, Schedule, ScheduleException, Slot
from projects.models.shares import FollowUp, Share

__all__ = [
    "FOUR_STEPS",
    "SIX_STEPS",
    "Booking",
    "Category",
    "Deliberation",
    "DeliberationStep",
    "Demand",
    "Engagement",
    "FollowUp",
    "Item",
    "ItemFlag",
    "ItemQuerySet",
    "Match",
    "Milestone",
    "Pairing",
    "PairingVisit",
    "Partner",
    "Progress",
    "Project",
    "Rating",
    "Request",
    "RequestPhoto",
    "RequestStep",
    "Resource",
    "Revision",
    "Round",
    "Schedule",
    "ScheduleException",
    "Service",
    "Share",
    "Slot",
    "Synonym",
]
