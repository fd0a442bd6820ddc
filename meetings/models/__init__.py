from meetings.models.meetings import Meeting, MeetingRule
from meetings.models.reports import LiaisonReport

__all__ = ["LiaisonReport", "Meeting", "MeetingRule"]
