"""The pages of official papers and of calendars."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from alliance.demo.letterheads import STREET
from meetings.actions.feeds import make_feed
from meetings.models import AgendaItem, Invitation, Meeting, MeetingRule, Resolution, Undertaking
from members.models import Alliance, MemberUnit, User
from tests.conftest import at

Page = tuple[str, str, str, str]
LONG_AGO = date(2020, 1, 1)  # a period that no demonstration takes


def alliance() -> Alliance:
    return Alliance.objects.get(area__code=STREET, kind="regional")


def held() -> Meeting:
    """A meeting of the street that was held, with all that its papers tell."""
    rule = MeetingRule.objects.get(alliance=alliance(), kind="liaison")
    meeting, is_new = Meeting.objects.get_or_create(
        rule=rule,
        period=LONG_AGO,
        defaults={"starts_at": at("2020-01-14", "14:30"), "status": "held", "place": "三楼会议室"},
    )
    if is_new:
        _tell(meeting)
    return meeting


def _tell(meeting: Meeting) -> None:
    members = meeting.rule.alliance.memberships.current().order_by("pk").values("unit")
    units = list(MemberUnit.objects.filter(pk__in=members).order_by("pk"))
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, unit=unit, attended_at=meeting.starts_at, attended_how="list")
        for unit in units
    )
    item = AgendaItem.objects.create(
        meeting=meeting, order=1, title="冬季用电安全", presenter="供电所"
    )
    made = Resolution.objects.create(
        alliance=meeting.rule.alliance,
        meeting=meeting,
        item=item,
        title="检查独居老人家庭用电",
        due_on=LONG_AGO,
        status="accepted",
        reported_at=meeting.starts_at,
        reported_by=street(),
        accepted_at=meeting.starts_at,
        accepted_by=street(),
    )
    Undertaking.objects.create(resolution=made, unit=units[0], role="lead")


def street() -> User:
    return User.objects.get(username="street")


def with_feed() -> list[Any]:
    """The alliance, whose feed was made before."""
    make_feed(alliance(), by=street(), now=timezone.now())
    return [alliance().uuid]


PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("meetings:phone_feed", "", "liaison", ""),
    ("meetings:phone_notice", "held meeting", "liaison2", ""),
    ("meetings:phone_notice", "meeting", "liaison2", ""),
]
STAFF: list[Page] = [
    ("meetings:papers", "meeting", "street", ""),
    ("meetings:papers", "held meeting", "street", ""),
    ("meetings:papers", "held meeting", "auditor", ""),
    ("meetings:paper", "notice of it", "street", ""),
    ("meetings:paper", "minutes of it", "street", ""),
    ("meetings:paper", "sign-in sheet of it", "street", ""),
    ("meetings:letterhead", "alliance", "street", ""),
    ("meetings:staff_feed", "", "street", ""),
    ("meetings:alliance_feed", "alliance with a feed", "street", ""),
]
NO_PAGE = {
    "meetings:feed",
    "meetings:invitation",
    "meetings:paper_number",
    "meetings:phone_invitation",
}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "held meeting": lambda: [held().uuid],
    "notice of it": lambda: [held().uuid, "notice"],
    "minutes of it": lambda: [held().uuid, "minutes"],
    "sign-in sheet of it": lambda: [held().uuid, "sign-in"],
    "alliance with a feed": with_feed,
}
