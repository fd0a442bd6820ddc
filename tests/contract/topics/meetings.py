"""The addresses of meetings, from the rule they are planned by to the day they are held."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from meetings.models import AgendaItem, Invitation, Material, Meeting, Topic
from members.models import User
from tests.conftest import at
from tests.contract.row import Named, Row, uuid

MEETING, TODAY = uuid("meeting"), uuid("today_s")


def inside(of: str, **parts: str) -> Named:
    """Something inside a meeting: an item, a topic, a file, an invitation."""
    return lambda side: (
        {"uuid": getattr(side, of).uuid}
        | {name: getattr(side, one).uuid for name, one in parts.items()}
    )


def on_leave(side: Any) -> dict[str, Any]:
    return {"as": "leave"}


STAGES = [
    Row(f"meetings:{name}", get="WRITE_STREETS", post="WRITE_STREETS", record=MEETING)
    for name in ("collect", "begin_agenda", "notify", "hold", "item_new")
]
ITEM = inside("today_s", item="agenda_item")
AGENDA = [
    *(
        Row(f"meetings:{name}", get="WRITE_STREETS", post="WRITE_STREETS", record=ITEM)
        for name in ("item_edit", "item_strike", "material_add")
    ),
    Row("meetings:item_shift", post="WRITE_STREETS", record=ITEM),
    Row("meetings:carry", post="WRITE_STREETS", record=TODAY),
    Row("meetings:topic_take", post="WRITE_STREETS", record=inside("today_s", topic="topic")),
    Row(
        "meetings:topic_decline",
        get="WRITE_STREETS",
        post="WRITE_STREETS",
        record=inside("today_s", topic="topic"),
    ),
    Row("meetings:material", get="READ_STREETS", record=inside("today_s", material="file")),
    Row(
        "meetings:material_drop",
        get="WRITE_STREETS",
        post="WRITE_STREETS",
        record=inside("today_s", material="file"),
    ),
]
ATTENDANCE = [
    Row(
        "meetings:answer_for",
        get="WRITE_STREETS",
        post="WRITE_STREETS",
        record=inside("today_s", invitation="invitation"),
    ),
    Row("meetings:attendance", get="WRITE_STREETS", post="WRITE_STREETS", record=TODAY),
    Row("meetings:code", get="WRITE_STREETS", record=TODAY),
]
PHONE = [
    Row("meetings:reply", get="OFFICER_OWN", post="OFFICER_OWN", record=TODAY, query=on_leave),
    Row("meetings:here", get="OFFICER_OWN", post="OFFICER_OWN", record=TODAY),
    Row("meetings:topic_new", get="OFFICER_MEETING", post="OFFICER_MEETING", record=MEETING),
    Row("meetings:topic_withdraw", post="OFFICER_OWN", record=inside("today_s", topic="topic")),
    Row(
        "meetings:phone_material",
        get="OFFICER_MEETING",
        record=inside("today_s", material="file"),
    ),
]
ROWS = [
    *STAGES,
    *AGENDA,
    *ATTENDANCE,
    *PHONE,
    Row("meetings:rule_new", get="STAFF_WRITES", post="STAFF_WRITES"),
    Row("api:meetings-agenda", get="API_MEETING", record=MEETING),
    Row("api:meetings-invitations", get="API_MEETING", record=MEETING),
    Row("api:meetings-reply", post="API_ANSWER", record=TODAY),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A meeting of today that the unit alone is called to, with an agenda and a topic."""
    now = timezone.now()
    side.today_s = Meeting.objects.create(
        rule=side.rule,
        period=now.date().replace(day=1),
        starts_at=now,
        status="notified",
        notified_at=at("2026-11-10"),
        code="4321",
    )
    side.invitation = Invitation.objects.create(meeting=side.today_s, unit=side.unit)
    side.agenda_item = AgendaItem.objects.create(meeting=side.today_s, order=1, title="学习")
    side.file = Material.objects.create(
        item=side.agenda_item,
        name="学习材料.pdf",
        kind="pdf",
        size=5,
        data=b"%PDF-",
        added_by=by,
        added_at=now,
    )
    side.topic = Topic.objects.create(
        meeting=side.today_s, unit=side.unit, title="充电桩", proposed_by=by, proposed_at=now
    )
