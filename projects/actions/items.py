"""Every write of a list item: registered, changed, moved through its states, lapsed.

Actions check the item, not the person: views ask `projects.items.scope` first. `by` is a user, or
None for a job; `now` is the moment of the action, its day that of Asia/Shanghai.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.races import first_come
from common.tree import hold
from grids.models import Area
from members.models import User
from projects.actions.bookings import cancel_coming
from projects.actions.engagements.claims import check_amount, release_all
from projects.actions.schedules import fill
from projects.items.packed import pack, seal
from projects.items.scope import speaks_as
from projects.models import Demand, Item, Revision, Round
from projects.models.items import Checked

UNTRACED = frozenset({"search_text", "phone"})  # a number to call is no matter for the audit trail
BATCH = 1000


class NotEditable(ValidationError):
    """The item left draft or returned meanwhile: what is submitted or published is not edited."""


class ChangedMeanwhile(ValidationError):
    """The item is no longer what the reader had on the screen."""


class NotPublic(ValidationError):
    """An item of a military or police unit was to become public."""


class NotConfirmable(ValidationError):
    """Only what is published, or has lapsed, can be confirmed."""


def fresh(kind: type[Item], day: date) -> dict[str, Any]:
    """The dates of an item confirmed on `day`; portal rule: services hold 60 days, others 90."""
    return {"last_confirmed": day, "valid_until": day + timedelta(days=kind.REVIEW_DAYS)}


def checked(item: Item, day: date, *, by: User | None, how: str) -> dict[str, Any]:
    """The facts of a confirmation: until when it holds, whose word it is, and how they know.

    What the owner says is the unit's word, everything else that of the staff's area.
    """
    who = item.unit.label if how == Checked.OWNER else speaks_as(by, item.unit)
    return fresh(type(item), day) | {"confirmed_by": who, "confirmed_how": Checked(how)}


@first_come()
def draft(item: Item, *, by: User, now: datetime) -> Item:
    """Save a new item as a draft. Raises ValidationError when a fact is missing or impossible."""
    item.created_by, item.created_at = by, now
    save(item)
    audit.record(item, "create", by=by)
    return item


@transaction.atomic
def propose(item: Item, *, by: User, now: datetime) -> Item:
    """Save a new item and submit it, both or neither."""
    draft(item, by=by, now=now)
    submit(item, by=by, now=now)
    return item


@transaction.atomic
def mend(item: Item, *, by: User, now: datetime, **facts: Any) -> Item:
    """Change a draft or returned item and submit it, both or neither."""
    kept = change(item, by=by, **facts)
    submit(kept, by=by, now=now)
    return kept


@first_come()
def enter(item: Item, *, by: User, now: datetime) -> Item:
    """Save a new item that staff register for a unit: whoever types it has reviewed it."""
    item.status = Item.Status.PUBLISHED
    item.created_by = item.reviewed_by = by
    item.created_at = item.submitted_at = item.published_at = now
    item.round = Round.objects.calling(item.unit).first()
    facts = checked(item, timezone.localdate(now), by=by, how=Checked.STAFF)
    for name, value in facts.items():
        setattr(item, name, value)
    save(item)
    audit.record(item, "create", by=by)
    return item


@transaction.atomic
def change(item: Item, *, by: User, **facts: Any) -> Item:
    """Set facts of a draft or returned item; raises NotEditable when it is neither any more."""
    kept = locked(item, facts.get("area"))
    if not kept.is_editable:
        raise NotEditable("这一项已提交或已发布，不能再修改。请返回列表查看它现在的状态。")
    return _set(kept, facts, by)


@transaction.atomic
def correct(item: Item, *, by: User, seen: str, **facts: Any) -> Item:
    """Staff who review it change a published (or lapsed) item: at once, with nobody to ask.

    `seen` is the seal of these facts as they were on the screen: what another wrote meanwhile is
    not written over unread.
    """
    kept = locked(item, facts.get("area"))
    if not kept.is_standing:
        raise NotEditable("只有已发布或待确认的条目可以这样修改。请返回查看它现在的状态。")
    if seal(pack(kept, facts)) != seen:
        raise ChangedMeanwhile("您填写的时候，有人改过这一项。请打开条目核对，再保存一次。")
    return _set(kept, facts, by)


def locked(item: Item, area: Area | None = None) -> Item:
    """The item as it is now, held until the end; before it, the tree where it is or shall be."""
    keys = [item.area_id, *([area.pk] if area else [])]
    hold(Area.objects.filter(pk__in=keys))
    rows = type(item).objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=item.pk)


def _set(kept: Item, facts: dict[str, Any], by: User) -> Item:
    """Set what differs, and say so in the audit trail."""
    changes: dict[str, Any] = {}
    for name, value in facts.items():
        if getattr(kept, name) != value:
            changes[name] = [str(getattr(kept, name)), str(value)]
            setattr(kept, name, value)
    if changes:
        write(kept, changes, by)
    return kept


def write(item: Item, changes: dict[str, Any], by: User) -> None:
    """Save what was set on the item, checked as ever; the audit trail gets no phone number."""
    if isinstance(item, Demand) and "amount" in changes:
        check_amount(item)
    save(item)
    traced = {name: pair for name, pair in changes.items() if name not in UNTRACED}
    audit.record(item, "change", by=by, changes=traced)


def save(item: Item) -> None:
    item.full_clean()  # SQLite does not hold max_length; and no military item may be public
    item.search_text = item.text_to_search()
    with audit.disable_auditlog():  # the action writes its own row
        item.save()
    fill(item)


def submit(item: Item, *, by: User, now: datetime) -> None:
    """Hand it in. The first time, while a round calls the unit, it is handed in for that round."""
    call = item.round
    if item.submitted_at is None:
        calls = list(Round.objects.calling(item.unit))
        call = next((one for one in calls if one.pk == item.round_id), next(iter(calls), None))
    move(item, Item.Status.SUBMITTED, by=by, submitted_at=now, round=call)


def publish(item: Item, *, by: User, now: datetime, seen: datetime | None = None) -> None:
    """Publish a submitted item; `seen` is the submission that the reviewer had on the screen."""
    if item.is_public and item.unit.is_military:
        raise NotPublic("军警单位的条目不能向居民公开。请退回，由单位取消“向居民公开”。")
    dates = checked(item, timezone.localdate(now), by=by, how=Checked.OWNER)
    move(
        item,
        Item.Status.PUBLISHED,
        by=by,
        expect=_as_seen(seen),
        reviewed_by=by,
        published_at=now,
        return_note="",
        **dates,
    )


def give_back(item: Item, *, by: User, note: str, seen: datetime | None = None) -> None:
    """Return a submitted item with what is to be mended."""
    if not note.strip():
        raise ValidationError({"note": "请写明需要修改什么。"})
    move(item, Item.Status.RETURNED, by=by, expect=_as_seen(seen), reason=note, return_note=note)


def _as_seen(seen: datetime | None) -> dict[str, datetime]:
    return {"submitted_at": seen} if seen else {}


def confirm(item: Item, *, by: User, now: datetime, how: str = Checked.OWNER) -> date:
    """Say that the item still holds, and how one knows; returns until when."""
    return renew(item, timezone.localdate(now), by=by, how=how)


@transaction.atomic
def renew(item: Item, day: date, *, by: User, how: str) -> date:
    """It held on `day`: its dates run from there. What had lapsed is published again."""
    if item.is_met:
        raise NotConfirmable("这项需求已经解决，不用再确认。")
    facts, words = checked(item, day, by=by, how=how), Checked(how).label
    until: date = facts["valid_until"]
    if item.status == Item.Status.LAPSED:
        move(item, Item.Status.PUBLISHED, by=by, reason=words, **facts)
        return until
    seen = type(item).objects.to_confirm().filter(pk=item.pk, status=Item.Status.PUBLISHED)
    if item.status != Item.Status.PUBLISHED or not seen.update(**facts):
        raise NotConfirmable("只有已发布或待确认的条目可以确认有效。")
    changes = {"last_confirmed": [str(item.last_confirmed), str(facts["last_confirmed"])]}
    audit.record(item, "confirm", by=by, changes=changes, reason=words)
    for name, value in facts.items():
        setattr(item, name, value)
    return until


@transaction.atomic
def withdraw(item: Item, *, by: User, now: datetime, reason: str = "") -> None:
    """Take an item out of the lists for good; what is booked of it from now on is cancelled."""
    move(item, Item.Status.WITHDRAWN, by=by, reason=reason)
    let_go(item, by=by, now=now, reason=reason)


def let_go(item: Item, *, by: User, now: datetime, reason: str = "") -> None:
    """What hung on a withdrawn item: its edit, its bookings, and who was to meet it."""
    for revision in Revision.objects.waiting().filter(**{item.KIND: item.pk}):
        move(revision, Revision.Status.WITHDRAWN, by=by)
    cancel_coming(item, reason=reason or "资源已撤下", by=by, now=now)
    if isinstance(item, Demand):
        release_all(item, reason=reason, by=by, now=now)


def lapse(kind: type[Item], *, today: date) -> int:
    """Take published items whose confirmation ran out from the public list; return how many."""
    count = 0
    while rows := _lapse_some(kind, today):
        count += rows
    return count


@transaction.atomic
def _lapse_some(kind: type[Item], today: date) -> int:
    published, lapsed = Item.Status.PUBLISHED, Item.Status.LAPSED
    due = kind.objects.to_confirm().filter(status=published, valid_until__lt=today).order_by("pk")
    # Locked, so that an officer who confirms in this moment either comes first or finds it lapsed.
    rows = list(due.select_for_update().only("pk", "title")[:BATCH])
    kind.objects.filter(pk__in=[row.pk for row in rows]).update(status=lapsed)
    audit.record_many(rows, "move", by=None, changes={"status": [str(published), str(lapsed)]})
    return len(rows)
