"""The addresses of the lists' life: edits, duplicates, what readers say is wrong, rounds."""

from datetime import date
from types import SimpleNamespace

from members.models import User
from projects.models import ItemFlag, Revision, Round
from tests.conftest import at
from tests.contract.row import Named, Row, item, only_uuid, uuid

EDIT, FLAG, ROUND = uuid("edit"), uuid("flag"), uuid("round")
PUBLIC = only_uuid("service", "published")
NEXT: Named = lambda side: {"uuid": side.round.uuid, "to": "merge"}  # noqa: E731


def of_list(kind: str) -> Named:
    return lambda side: {"kind": kind}


ROWS = [
    Row("projects:flag_item", get="EVERYBODY", post="EVERYBODY", record=PUBLIC),
    Row("projects:flag_done", get="EVERYBODY", record=PUBLIC),
    Row("projects:my_revision", get="OFFICER_OWN", record=EDIT),
    Row("projects:my_revision_withdraw", post="OFFICER_OWN", record=EDIT),
    Row("projects:my_flag", get="OFFICER_OWN", post="OFFICER_OWN", record=FLAG),
    Row("projects:my_round", get="OFFICER_MEETING", record=ROUND),
    Row("projects:revision_list", get="STAFF"),
    Row("projects:revision", get="READ", record=EDIT),
    Row("projects:revision_accept", post="WRITE", record=EDIT),
    Row("projects:revision_refuse", get="WRITE", post="WRITE", record=EDIT),
    Row("projects:flag_list", get="STAFF"),
    Row("projects:flag", get="READ", post="WRITE", record=FLAG),
    Row("projects:round_list", get="STAFF"),
    Row("projects:round_open", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("projects:round", get="READ", record=ROUND),
    Row("projects:round_move", get="WRITE_PARENT", post="WRITE_PARENT", record=NEXT),
    Row("projects:round_agree", get="WRITE_PARENT", post="WRITE_PARENT", record=ROUND),
    Row("projects:round_dates", get="WRITE_PARENT", post="WRITE_PARENT", record=ROUND),
    Row("api:rounds-list", get="API"),
    Row("api:rounds-detail", get="API_ROUND", record=ROUND),
    Row("api:edits-list", get="API"),
    Row("api:edits-detail", get="API_RECORD", record=EDIT),
    Row("api:edits-accept", post="API_DECIDE", record=EDIT),
    Row("api:edits-refuse", post="API_EXPLAIN", record=EDIT),
    *[
        row
        for kind in ("resource", "service", "demand")
        for row in (
            Row(
                "projects:merge_many",
                get="STAFF_WRITES",
                post="STAFF_WRITES",
                record=of_list(kind),
            ),
            Row(f"api:{kind}s-confirm", post="API_CONFIRM", record=only_uuid(kind, "published")),
        )
    ],
    Row("projects:item_edit", get="WRITE", post="WRITE", record=item("service", "published")),
    Row(
        "projects:my_item_edit",
        get="OFFICER_OWN",
        post="OFFICER_OWN",
        record=item("service", "published"),
    ),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A round that calls, an edit that waits, a report that is open."""
    side.round = Round.objects.create(
        alliance=side.alliance,
        title="下半年征集",
        submit_by=date(2098, 1, 1),
        claim_by=date(2099, 1, 1),
        opened_at=at("2026-11-01"),
        opened_by=by,
    )
    resource = side.items["resource", "published"]
    side.edit = Revision.objects.create(
        resource=resource,
        facts={"opening": "周末"},
        before={"opening": resource.opening},
        created_at=at("2026-11-05"),
        created_by=by,
    )
    side.flag = ItemFlag.objects.create(
        resource=resource,
        kind="number",
        text=f"打不通的悄悄话{side.street.code}",
        raised_at=at("2026-11-06"),
    )
