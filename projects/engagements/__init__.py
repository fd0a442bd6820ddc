"""Engagements 对接: who may do what, what happened, the hall and the places left."""
