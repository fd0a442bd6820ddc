"""What this room takes from spreadsheets, and gives back as such."""

from members.importers.liaisons import LiaisonImport
from members.importers.memberships import MembershipImport
from members.importers.organizations import OrganizationImport
from members.importers.seats import SeatImport
from members.importers.units import UnitImport

__all__ = ["LiaisonImport", "MembershipImport", "OrganizationImport", "SeatImport", "UnitImport"]
