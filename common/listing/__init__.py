"""Lists of a register: declared once, the same everywhere."""

from common.listing.bulk import is_confirmed, picks, selected
from common.listing.listing import SIZES, Listing
from common.listing.parts import Action, Filter, ListColumn

__all__ = [
    "SIZES",
    "Action",
    "Filter",
    "ListColumn",
    "Listing",
    "is_confirmed",
    "picks",
    "selected",
]
