"""What every paper of a meeting is built from, read once in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from grids.models import GridPost
from meetings.actions.papers import letterhead_of, number_of
from meetings.models import Invitation, Letterhead, Meeting
from members.models import MemberUnit


class Contact(NamedTuple):
    """Whom to call about a meeting: a name or function, and a phone of an office."""

    name: str
    phone: str

    @property
    def text(self) -> str:
        return "，".join(filter(None, [self.name, self.phone and f"电话：{self.phone}"]))


@dataclass(frozen=True)
class Head:
    """Who issues a paper, under which number (None: not given yet), and whom to call."""

    alliance: str
    code: str
    year: int
    number: int | None
    contact: Contact
    issued_on: date


def head_of(meeting: Meeting, kind: str, issued_at: datetime | None, today: date) -> Head:
    """The head of the meeting's paper, dated when it was issued; `today` before that.

    Its code and year are those of the number once given.
    """
    alliance = meeting.rule.alliance
    letterhead, given = letterhead_of(alliance), number_of(kind, meeting)
    issued_on = timezone.localdate(issued_at) if issued_at else today
    return Head(
        alliance.name,
        given.code if given else letterhead.code,
        given.year if given else issued_on.year,
        given.number if given else None,
        contact_of(letterhead, today),
        issued_on,
    )


def contact_of(letterhead: Letterhead, today: date) -> Contact:
    """As typed in the letterhead; else the first post of the alliance's area, its duty phone."""
    if letterhead.contact or letterhead.phone:
        return Contact(letterhead.contact, letterhead.phone)
    posts = GridPost.objects.on(today).filter(area=letterhead.alliance.area_id)
    post = posts.select_related("area").order_by("role", "pk").first()
    if post is None:
        return Contact("", "")
    return Contact(f"{post.area}{post.get_role_display()}", post.duty_phone)


def invitations_of(meeting: Meeting) -> list[Invitation]:
    """The invitations with their units, in the order of places and names."""
    rows = meeting.invitations.select_related("unit__area")
    return list(rows.order_by("unit__area__code", "unit__name", "pk"))


def invited_labels(meeting: Meeting, invitations: list[Invitation], today: date) -> list[str]:
    """How the invited units are called inside; before the notice, the members of the day."""
    if invitations:
        return [one.unit.label for one in invitations]
    day = min(timezone.localdate(meeting.starts_at), today)
    members = meeting.rule.alliance.memberships.on(day).values("unit")
    units = MemberUnit.objects.filter(pk__in=members).order_by("area__code", "name", "pk")
    return [unit.label for unit in units]
