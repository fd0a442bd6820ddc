"""Demonstration data: projects, brands, pairings and deliberations."""

from datetime import datetime


def stage(now: datetime) -> str:
    """Enter what is missing; returns one line, "" for nothing to say."""
    return ""
