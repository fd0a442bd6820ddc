"""Residents' requests: who holds one, by when, what its asker reads, and how they are counted."""
