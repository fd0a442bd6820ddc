"""Outlines of areas: read and checked, kept, drawn as a map, and asked what holds a position."""
