"""Reminders: requests of residents: dispatched, near their limit, overdue."""
