"""Resolutions: who may do what, what happened, what pages and panels show."""
