"""Demonstration data: the letterhead of the street whose staff are in the cast."""

from datetime import datetime

from meetings.actions.papers import save_letterhead
from meetings.models import Letterhead
from members.models import Alliance, User

STREET = "210211013"
FACTS = {"code": "大连湾联", "contact": "街道党建办（演示）", "phone": "0411-87600100"}


def stage(now: datetime) -> str:
    """Typed once, when it is not there yet; returns one line."""
    alliance = Alliance.objects.active().get(area__code=STREET, kind="regional")
    if not Letterhead.objects.filter(alliance=alliance).exists():
        save_letterhead(alliance, by=User.objects.get(username="street"), **FACTS)
    return f"公文抬头 {Letterhead.objects.count()} 个"
