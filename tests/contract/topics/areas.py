"""The addresses of merges, splits and what they leave."""

from types import SimpleNamespace

from grids.models import Area, AreaOverlap, AreaSuccessor
from members.models import User
from tests.conftest import START
from tests.contract.row import Row, pk, uuid

ROWS: list[Row] = [
    Row("grids:area_merge", get="WRITE", post="WRITE", record=uuid("grid")),
    Row("grids:area_split", get="WRITE", post="WRITE", record=uuid("grid")),
    Row("grids:area_outcome", get="READ", record=uuid("former")),
    Row("grids:overlap_add", get="WRITE_PARENT", post="WRITE_PARENT", record=uuid("community")),
    Row("grids:overlap_end", get="WRITE_STREETS", post="WRITE_STREETS", record=pk("overlap")),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A grid that went over into the side's own, and a village that stands beside its community."""
    above, street = side.community, side.street
    side.former = Area.objects.create(
        parent=above,
        kind="grid",
        code=f"{above.code}901",
        name="旧网格",
        valid_from=START,
        valid_to=START,
    )
    AreaSuccessor.objects.create(area=side.former, successor=side.grid, on=START)
    village = Area.objects.create(
        parent=street, kind="community", code=f"{street.code}990", name="并存村", valid_from=START
    )
    side.overlap = AreaOverlap.objects.create(area=above, other=village, since=START)
