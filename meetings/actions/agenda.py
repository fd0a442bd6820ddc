"""Topics handed in, and the agenda in its order. Each change is made under the meeting's lock."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from common import audit
from common.files import Checked
from common.lifecycle import move
from common.races import first_come
from common.stamps import Stale, stamp
from meetings.actions.carrying import carry_in
from meetings.models import AgendaItem, Material, Meeting, Topic
from members.models import MemberUnit, User

MOST_TOPICS = 5  # that one unit may have waiting for one meeting
MOST_ITEMS = 40
MOST_FILES = 6  # of one item


class CollectionIsOver(ValidationError):
    """No topics are collected for the meeting, or no longer."""

    def __init__(self) -> None:
        super().__init__("这次会议的议题征集已截止。有急事请直接联系召集的街道或社区。")


class TooManyTopics(ValidationError):
    def __init__(self) -> None:
        super().__init__(f"一家单位一次会议最多提 {MOST_TOPICS} 个议题，可以先撤回一个再提。")


class AgendaIsClosed(ValidationError):
    """The agenda is not open yet, or the meeting was held."""

    def __init__(self) -> None:
        super().__init__("现在不能改议程：议题还在征集，或会议已召开、已取消。")


class AgendaChanged(Stale):
    """Somebody else changed what the page showed."""

    def __init__(self) -> None:
        super().__init__("议程刚被他人改动，请看过现在的议程再改一次。")


class InTheMinutes(ValidationError):
    """What the minutes say of it stands on it."""

    def __init__(self) -> None:
        super().__init__("这一项已经写进纪要，不能移出议程。")


class TooMuch(ValidationError):
    """More items or files than an agenda holds."""


class FullAgenda(TooMuch):
    def __init__(self) -> None:
        super().__init__(f"一次会议的议程最多 {MOST_ITEMS} 项，可以先移出几项。")


@transaction.atomic
def propose(
    meeting: Meeting, *, unit: MemberUnit, title: str, text: str, by: User, now: datetime
) -> Topic:
    """A unit hands in a topic; a second tap does nothing.

    Raises CollectionIsOver, TooManyTopics.
    """
    held = _locked(meeting)
    if not held.takes_topics(now):
        raise CollectionIsOver
    waiting = held.topics.waiting().filter(unit=unit)
    if known := waiting.filter(title=title, text=text).first():
        return known
    if waiting.count() >= MOST_TOPICS:
        raise TooManyTopics
    topic = Topic(meeting=held, unit=unit, title=title, text=text, proposed_by=by, proposed_at=now)
    with audit.disable_auditlog():
        topic.save()
    audit.record(topic, "create", by=by)
    return topic


def withdraw(topic: Topic, *, by: User, now: datetime) -> None:
    """The unit takes its topic back, as long as topics are collected. Raises IllegalMove."""
    if not topic.meeting.takes_topics(now):
        raise CollectionIsOver
    move(topic, Topic.Status.WITHDRAWN, by=by)


@transaction.atomic
def take(topic: Topic, *, by: User) -> AgendaItem:
    """Take a topic into the agenda, as its last item. Raises AgendaIsClosed, IllegalMove."""
    meeting = _open(topic.meeting)
    move(topic, Topic.Status.TAKEN, by=by)
    presenter = topic.unit.label if topic.unit else ""
    return _append(meeting, topic=topic, title=topic.title, presenter=presenter[:60])


def decline(topic: Topic, *, reason: str, by: User) -> None:
    """Leave a topic out and say why; its unit is told. Raises IllegalMove."""
    move(topic, Topic.Status.DECLINED, by=by, reason=reason)


@transaction.atomic
def add(meeting: Meeting, *, title: str, minutes: int, presenter: str, by: User) -> AgendaItem:
    """Add an item of no source, as the last; the last one once more is a second tap.

    Raises AgendaIsClosed, TooMuch.
    """
    held = _open(meeting)
    facts = {"title": title, "minutes": minutes, "presenter": presenter}
    last = held.agenda.order_by("order", "pk").last()
    if last and not audit.assign(last, facts):
        return last
    item = _append(held, **facts)
    audit.record(item, "create", by=by)
    return item


@transaction.atomic
def carry(meeting: Meeting, *, by: User) -> int:
    """Put what has come up since the agenda was begun onto it as well; how many items.

    Raises AgendaIsClosed, TooMuch.
    """
    held = _open(meeting)
    count = carry_in(Meeting.objects.filter(pk=held.pk))
    if not count:
        return 0
    items = held.agenda.count()
    if items > MOST_ITEMS:
        raise FullAgenda
    audit.record(held, "carry", by=by, changes={"agenda": [items - count, items]})
    return count


def _append(meeting: Meeting, **facts: object) -> AgendaItem:
    if meeting.agenda.count() >= MOST_ITEMS:
        raise FullAgenda
    last = meeting.agenda.aggregate(last=Max("order"))["last"] or 0
    with audit.disable_auditlog():
        return AgendaItem.objects.create(meeting=meeting, order=last + 1, **facts)


@transaction.atomic
def edit(
    item: AgendaItem, *, title: str, minutes: int, presenter: str, by: User, seen: str = ""
) -> None:
    """Change what an item says. Raises AgendaIsClosed, AgendaChanged."""
    _open(item.meeting)
    held = _still(item)
    if seen not in ("", held.seen):
        raise AgendaChanged
    facts = {"title": title, "minutes": minutes, "presenter": presenter}
    changes = audit.assign(held, facts)
    if changes:
        AgendaItem.objects.filter(pk=held.pk).update(**facts)
        audit.record(held, "change", by=by, changes=changes)


@first_come()
def strike(item: AgendaItem, *, by: User) -> None:
    """Take an item off; its topic waits again, what was carried comes up at the next meeting.

    Raises AgendaIsClosed, AgendaChanged, InTheMinutes.
    """
    _open(item.meeting)
    held = _still(item)
    if held.outcomes.exists() or held.resolutions.exists():
        raise InTheMinutes
    if held.topic:
        move(held.topic, Topic.Status.PROPOSED, by=by)
    audit.record(held, "strike", by=by)
    with audit.disable_auditlog():
        held.delete()


@transaction.atomic
def shift(item: AgendaItem, *, up: bool, by: User, seen: str = "") -> None:
    """Move an item one place up or down; at an end it stays. Raises AgendaIsClosed, AgendaChanged.

    `seen` is the stamp (`seen_as`) of the agenda on the page that asks.
    """
    meeting = _open(item.meeting)
    items = list(meeting.agenda.order_by("order", "pk"))
    if seen not in ("", seen_as(items)):
        raise AgendaChanged
    place = next((n for n, one in enumerate(items) if one.pk == item.pk), None)
    if place is None:
        raise AgendaChanged
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    for order, one in enumerate(items, 1):
        one.order = order
    AgendaItem.objects.bulk_update(items, ["order"])
    audit.record(item, "shift", by=by, changes={"place": [place + 1, other + 1]})


def seen_as(items: list[AgendaItem]) -> str:
    """Stamp of an agenda's items in their order."""
    return stamp(*(item.pk for item in items))


@transaction.atomic
def attach(item: AgendaItem, file: Checked, *, by: User, now: datetime) -> Material:
    """Keep a checked file with an item; the same file once more is a second tap.

    Raises AgendaIsClosed, TooMuch.
    """
    _open(item.meeting)
    held = _still(item)
    if known := held.materials.defer("data").filter(name=file.name, data=file.data).first():
        return known
    if held.materials.count() >= MOST_FILES:
        raise TooMuch(f"一项议程最多 {MOST_FILES} 个文件，可以先删去一个。")
    facts = {"name": file.name, "kind": file.kind, "size": len(file.data), "data": file.data}
    with audit.disable_auditlog():
        made = Material.objects.create(item=held, added_by=by, added_at=now, **facts)
    audit.record(made, "create", by=by)
    return made


@transaction.atomic
def detach(material: Material, *, by: User) -> None:
    """Delete a file of an item. Raises AgendaIsClosed."""
    _open(material.item.meeting)
    audit.record(material, "delete", by=by)
    with audit.disable_auditlog():
        material.delete()


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("rule")
    return rows.get(pk=meeting.pk)


def _open(meeting: Meeting) -> Meeting:
    """The meeting's row, locked; raises AgendaIsClosed."""
    held = _locked(meeting)
    if not held.agenda_is_open:
        raise AgendaIsClosed
    return held


def _still(item: AgendaItem) -> AgendaItem:
    """The item as it is now; raises AgendaChanged when somebody struck it off meanwhile."""
    found = AgendaItem.objects.select_related("topic").filter(pk=item.pk).first()
    if found is None:
        raise AgendaChanged
    return found
