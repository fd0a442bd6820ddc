"""The registers of this room: which columns and filters their lists have."""

from members.registers.accounts import AccountListing
from members.registers.alliances import AllianceListing
from members.registers.places import at_place, places
from members.registers.units import LiaisonListing, UnitListing

__all__ = [
    "AccountListing",
    "AllianceListing",
    "LiaisonListing",
    "UnitListing",
    "at_place",
    "places",
]
