"""What this room takes from spreadsheets, and gives back as such."""

from members.importers.liaisons import LiaisonImport
from members.importers.units import UnitImport

__all__ = ["LiaisonImport", "UnitImport"]
