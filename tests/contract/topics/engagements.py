"""The addresses of engagements."""

from types import SimpleNamespace
from typing import Any

from members.models import User
from projects.models import Demand, Engagement, Share
from tests.conftest import START, at
from tests.contract.row import Named, Row, uuid

# Of `home`, the demand is asked by the side's unit and met by a unit of the same side.
NEED, ENGAGED, OPEN = uuid("need"), uuid("engaged"), uuid("open_need")


def act(verb: str, of: str = "engaged") -> Named:
    return lambda side: {"uuid": getattr(side, of).uuid, "verb": verb}


ROWS: list[Row] = [
    Row("projects:my_hall", get="OFFICER"),
    Row("projects:my_hall_demand", get="OFFICER", post="OFFICER", record=OPEN),
    Row("projects:my_engagement_propose", get="OFFICER_OWN", post="OFFICER_OWN", record=NEED),
    Row("projects:my_engagements", get="OFFICER"),
    Row("projects:my_engagement", get="OFFICER_OWN", record=ENGAGED),
    *[
        Row("projects:my_engagement_act", get="OFFICER_OWN", post="OFFICER_OWN", record=act(verb))
        for verb in ("accept", "decline")
    ],
    Row("projects:hall", get="STAFF"),
    Row("projects:hall_demand", get="READ", record=NEED),
    Row("projects:engagement_propose", get="WRITE", post="WRITE", record=NEED),
    Row("projects:engagement_list", get="STAFF"),
    Row("projects:engagement", get="READ", record=ENGAGED),
    Row("projects:engagement_act", get="WRITE", post="WRITE", record=act("close", "failed")),
    Row("api:engagements-list", get="API"),
    Row("api:engagements-detail", get="API_RECORD", record=ENGAGED),
    Row("api:engagements-claim", post="API_CLAIM"),
    Row("api:engagements-propose", post="API_BODY"),
    *[
        Row(f"api:engagements-{verb}", post=policy, record=uuid(of))
        for verb, policy, of in (
            ("accept", "API_ASKER", "engaged"),
            ("decline", "API_SUBMIT", "engaged"),
            ("release", "API_STAFF_WORDS", "engaged"),
            ("follow-up", "API_LATE", "engaged"),
            ("report", "API_LATE_LEAD", "engaged"),
            ("confirm", "API_LATE_ASKER", "engaged"),
            ("send-back", "API_LATE_ASKER", "engaged"),
            ("not-done", "API_LATE", "engaged"),
            ("close", "API_STAFF_WORDS", "failed"),
        )
    ],
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """A demand of the side's unit, one that was claimed by another unit, one that came to nought.

    And a demand that anybody of the district may claim.
    """
    from members.models import MemberUnit
    from tests.contract.conftest import listed

    side.helper = MemberUnit.objects.create(
        name=f"{side.community.name}便民店", area=side.community, type="private", joined_on=START
    )
    side.need = listed(Demand, side, by, title="缺一间活动室")
    side.engaged = _engage(side, by, "等人答复", awaits="asker")
    side.failed = _engage(
        side, by, "没有办成", awaits="asker", status="not_done", reason="没有场地"
    )
    store = SimpleNamespace(unit=side.helper, community=side.community)
    side.open_need = listed(Demand, store, by, title="谁都可以认领", opened_on=START)


def _engage(side: SimpleNamespace, by: User, title: str, **facts: Any) -> Engagement:
    from tests.contract.conftest import listed

    made = Engagement.objects.create(
        demand=listed(Demand, side, by, title=title),
        proposed_at=at("2026-11-05"),
        proposed_by=by,
        touched_at=at("2026-11-05"),
        **facts,
    )
    Share.objects.create(engagement=made, unit=side.helper, role="lead", joined_at=at("2026-11-05"))
    return made
