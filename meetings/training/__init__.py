"""Training and tutoring: the rotation, and what a unit's page and year show."""
