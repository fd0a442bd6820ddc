"""Reminders: claims, proposals, what was reported done, idle engagements."""
