"""Demonstration data: claims and engagements in every state."""

from datetime import datetime


def stage(now: datetime) -> str:
    """Enter what is missing; returns one line, "" for nothing to say."""
    return ""
