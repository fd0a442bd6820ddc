"""The addresses of suggestions."""

from types import SimpleNamespace

from members.models import User
from tests.contract.row import Row, item, only_uuid

NEED = only_uuid("demand", "published")
ROWS: list[Row] = [
    Row("projects:matching", get="STAFF"),
    Row("projects:candidates", get="READ", record=NEED),
    Row("projects:candidates", get="READ", record=only_uuid("demand", "draft")),
    Row("projects:my_item_needs", get="OFFICER_OWN", record=item("resource", "published")),
    Row("projects:my_item_needs", get="OFFICER_OWN", record=item("service", "draft")),
    Row("api:candidates", get="API_STAFF_READ", record=NEED),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """The needs of `side.items` are enough."""
