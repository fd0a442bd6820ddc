"""Reminders: items to confirm, edits, flags, rounds, bookings."""
