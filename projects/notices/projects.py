"""Reminders: milestones, pairings."""
