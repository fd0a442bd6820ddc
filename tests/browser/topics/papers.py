"""The pages of official papers and of calendars."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from alliance.demo.letterheads import STREET
from meetings.actions.feeds import make_feed
from meetings.models import Meeting
from members.models import Alliance, User

Page = tuple[str, str, str, str]


def alliance() -> Alliance:
    return Alliance.objects.get(area__code=STREET, kind="regional")


def held() -> Meeting:
    """The street's meeting whose minutes are issued, with all that its papers tell."""
    return Meeting.objects.filter(rule__alliance=alliance(), status="closed").latest("starts_at")


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
