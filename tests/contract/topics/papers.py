"""The addresses of official papers and of calendars."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from meetings.actions.feeds import make_feed
from members.models import MemberUnit, User
from tests.contract.row import Named, Row, uuid

MEETING, ALLIANCE = uuid("meeting"), uuid("alliance")


def paper(key: str) -> Named:
    return lambda side: {"uuid": side.meeting.uuid, "key": key}


def feed(side: Any) -> dict[str, Any]:
    return {"token": side.feed_token}


ROWS = [
    Row("meetings:feed", get="LINK", record=feed),
    Row("meetings:phone_feed", get="PHONE", post="PHONE"),
    Row("meetings:phone_invitation", get="OFFICER_MEETING", record=MEETING),
    Row("meetings:phone_notice", get="OFFICER_MEETING", record=MEETING),
    Row("meetings:staff_feed", get="STAFF", post="STAFF"),
    Row("meetings:alliance_feed", get="WRITE_STREETS", post="WRITE_STREETS", record=ALLIANCE),
    Row("meetings:letterhead", get="WRITE_STREETS", post="WRITE_STREETS", record=ALLIANCE),
    Row("meetings:invitation", get="READ_STREETS", record=MEETING),
    Row("meetings:papers", get="READ_STREETS", record=MEETING),
    Row("meetings:paper", get="READ_STREETS", record=paper("notice")),
    Row("meetings:paper", get="READ_STREETS", record=paper("sign-in")),
    Row("meetings:paper_number", post="WRITE_STREETS", record=paper("notice")),
]
UPLOADS: list[str] = []


def furnish(side: SimpleNamespace, by: User) -> None:
    """The alliance's feed at home; away a token that is none."""
    token = make_feed(side.alliance, by=by, now=timezone.now())
    side.feed_token = "no-such-token" if side.token == "no-such-token" else token


def hide(side: SimpleNamespace, military: MemberUnit, by: User) -> dict[str, str]:
    """Nothing of papers or calendars is public."""
    return {}
