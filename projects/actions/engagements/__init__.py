"""Every write of an engagement. Actions check the engagement, not the person.

Views ask `projects.engagements.scope` first. Locks go from the demand to its engagements.
"""

from projects.actions.engagements.claims import (
    Offer,
    accept,
    claim,
    decline,
    propose,
    release,
    release_all,
)
from projects.actions.engagements.ends import close, confirm, send_back
from projects.actions.engagements.work import add_helper, follow_up, leave, not_done, report

__all__ = [
    "Offer",
    "accept",
    "add_helper",
    "claim",
    "close",
    "confirm",
    "decline",
    "follow_up",
    "leave",
    "not_done",
    "propose",
    "release",
    "release_all",
    "report",
    "send_back",
]
