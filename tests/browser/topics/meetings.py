"""The pages of meetings, from the rule they are planned by to the day they are held."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from meetings.actions import stages
from meetings.models import Invitation, Material, Meeting, MeetingRule
from members.models import User

Page = tuple[str, str, str, str]
STREET = "210211013"


def of_street() -> Any:
    """The meetings of the street's own alliance; those of its industries have other members."""
    street = {"rule__alliance__area__code": STREET, "rule__alliance__kind": "regional"}
    return Meeting.objects.filter(**street)


def collecting() -> Meeting:
    """One that takes topics: the job may have moved it on, by the day of this run."""
    now = timezone.now()
    found = of_street().filter(status="topics").ahead(now).first()
    if found is None:
        found = of_street().filter(status="planned").ahead(now).latest("starts_at")
        until = timezone.localdate(now)
        by = User.objects.get(username="street")
        stages.collect(found, until=until, by=by, now=now)
    return found


def called() -> Meeting:
    return of_street().get(rule__name="安全生产例会")


def today_s() -> Meeting:
    """That of the day on which the district was loaded; made one of today."""
    found = of_street().get(rule__name="党建联盟碰头会")
    Meeting.objects.filter(pk=found.pk).update(starts_at=timezone.now())
    return found


def held() -> Meeting:
    return of_street().filter(status="held").latest("pk")


def topic() -> list[Any]:
    found = collecting().topics.filter(status="proposed").first() or collecting().topics.create(
        title="停车难",
        unit=called().invitations.earliest("pk").unit,
        proposed_by=User.objects.get(username="liaison"),
        proposed_at=timezone.now(),
    )
    return [found.meeting.uuid, found.uuid]


def item() -> list[Any]:
    return [called().uuid, called().agenda.earliest("order").uuid]


def file() -> list[Any]:
    return [called().uuid, Material.objects.filter(item__meeting=called()).earliest("pk").uuid]


def invitation() -> list[Any]:
    return [called().uuid, Invitation.objects.filter(meeting=called()).earliest("pk").uuid]


PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("meetings:phone_meeting", "meeting called to", "liaison", ""),
    ("meetings:phone_meeting", "meeting of today", "liaison", ""),
    ("meetings:phone_meeting", "meeting with topics", "liaison", ""),
    ("meetings:reply", "meeting called to", "liaison", "as=substitute"),
    ("meetings:reply", "meeting called to", "liaison", "as=leave"),
    ("meetings:here", "meeting of today", "liaison", ""),
    ("meetings:topic_new", "meeting with topics", "liaison", ""),
]
STAFF: list[Page] = [
    ("meetings:meeting", "meeting with topics", "street", ""),
    ("meetings:meeting", "meeting called to", "street", ""),
    ("meetings:meeting", "meeting of today", "street", ""),
    ("meetings:meeting", "meeting held", "street", ""),
    ("meetings:collect", "meeting", "street", ""),
    ("meetings:begin_agenda", "meeting with topics", "street", ""),
    ("meetings:notify", "meeting with topics", "street", ""),
    ("meetings:hold", "meeting of today", "street", ""),
    ("meetings:topic_decline", "topic", "street", ""),
    ("meetings:item_new", "meeting called to", "street", ""),
    ("meetings:item_edit", "agenda item", "street", ""),
    ("meetings:item_strike", "agenda item", "street", ""),
    ("meetings:material_add", "agenda item", "street", ""),
    ("meetings:material_drop", "meeting file", "street", ""),
    ("meetings:answer_for", "invitation", "street", ""),
    ("meetings:attendance", "meeting of today", "street", ""),
    ("meetings:code", "meeting of today", "street", ""),
    ("meetings:rule_new", "", "street", ""),
    ("meetings:rule", "own rule", "street", ""),
]
NO_PAGE = {
    "meetings:topic_withdraw",
    "meetings:phone_material",
    "meetings:topic_take",
    "meetings:item_shift",
    "meetings:carry",
    "meetings:material",
}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "meeting with topics": lambda: [collecting().uuid],
    "meeting called to": lambda: [called().uuid],
    "meeting of today": lambda: [today_s().uuid],
    "meeting held": lambda: [held().uuid],
    "topic": topic,
    "agenda item": item,
    "meeting file": file,
    "invitation": invitation,
    "own rule": lambda: [MeetingRule.objects.get(name="安全生产例会").pk],
}
