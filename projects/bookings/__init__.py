"""Bookings: who may book what, when it is free, and the register."""
