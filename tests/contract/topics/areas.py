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
    Row("grids:overlap_add", get="WRITE", post="WRITE", record=uuid("grid")),
    Row("grids:overlap_end", get="WRITE", post="WRITE", record=pk("overlap")),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A grid that went over into the side's own, and one that stands beside it."""
    above = side.community
    side.former, beside = (
        Area.objects.create(
            parent=above,
            kind="grid",
            code=f"{above.code}{number}",
            name=name,
            valid_from=START,
            valid_to=START if number == "901" else None,
        )
        for number, name in (("901", "旧网格"), ("902", "并存网格"))
    )
    AreaSuccessor.objects.create(area=side.former, successor=side.grid, on=START)
    side.overlap = AreaOverlap.objects.create(area=side.grid, other=beside, since=START)
