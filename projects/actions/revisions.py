"""Edits of published items: proposed by the unit's officer, accepted or refused by who reviews it.

As in `items`, actions check the records, not the person: views ask `projects.items.scope` first.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import move
from common.races import first_come
from members.models import User
from projects.actions.items import ChangedMeanwhile, NotEditable, locked, renew, write
from projects.items.packed import Facts, label, pack, packed, put, seal
from projects.items.scope import reachable
from projects.models import Item, Revision
from projects.models.items import Checked

Status = Revision.Status


class NothingChanged(ValidationError):
    """The edit says what the item says already."""


class OneWaits(ValidationError):
    """An edit of this item waits for review: it is withdrawn first, or decided."""


@first_come()
def propose_edit(item: Item, *, by: User, now: datetime, seen: str, **facts: Any) -> Revision:
    """Put an edit of a published (or lapsed) item before its reviewer; the item stays as it is.

    `seen` is the seal of these facts as they were on the officer's screen.
    """
    kept = locked(item)
    if not kept.is_standing:
        raise NotEditable("只有已发布或待确认的条目可以这样修改。请返回查看它现在的状态。")
    if kept_waiting(kept):
        raise OneWaits("这一项已有修改在等审核。要再改，请先撤回那一次修改。")
    before, after = _differing(kept, facts, seen)
    put(kept, after)
    kept.full_clean()
    revision = Revision(facts=after, before=before, created_at=now, created_by=by)
    setattr(revision, kept.KIND, kept)
    with audit.disable_auditlog():
        revision.save()
    audit.record(revision, "create", by=by)
    return revision


def _differing(item: Item, facts: dict[str, Any], seen: str) -> tuple[Facts, Facts]:
    """What the item says and what it shall say, as far as that is not the same."""
    was, shall = pack(item, facts), packed(type(item), facts)
    if seal(was) != seen:
        raise ChangedMeanwhile("您填写的时候，有人改过这一项。请打开条目核对，再提交一次。")
    changed = [name for name in facts if was[name] != shall[name]]
    if not changed:
        raise NothingChanged("您没有改动任何内容。内容没有变，点“仍然有效”就可以。")
    return {name: was[name] for name in changed}, {name: shall[name] for name in changed}


def kept_waiting(item: Item) -> Revision | None:
    """The edit of this item that waits for review."""
    return Revision.objects.waiting().filter(**{item.KIND: item.pk}).first()


def changed_meanwhile(revision: Revision, item: Item) -> list[str]:
    """The fields that say something else now than when the edit was typed."""
    now = pack(item, revision.before)
    return [name for name, value in revision.before.items() if now[name] != value]


@transaction.atomic
def accept(revision: Revision, *, by: User, now: datetime, seen: str = "") -> Item:
    """Apply a waiting edit to its item; what the owner typed is the owner's word, so it confirms.

    `seen` is the seal of the item's facts beside the edit on the reviewer's screen. Without it the
    item must be as it was when the edit was typed; else nothing happens, and the error says which
    fields have changed.
    """
    kept = locked(revision.item, _area_of(revision))
    move(revision, Status.ACCEPTED, by=by, decided_at=now, decided_by=by)
    if not kept.is_standing:
        raise NotEditable("这一项已不是已发布或待确认的状态，修改不能采用。")
    if seal(pack(kept, revision.before)) != (seen or seal(revision.before)):
        raise ChangedMeanwhile(_which(revision, kept))
    was = pack(kept, revision.facts)
    put(kept, revision.facts)
    if "area" in revision.facts and not reachable(kept.unit).filter(pk=kept.area_id).exists():
        raise ValidationError("修改后的服务范围已停用，或不在该单位周围。请不采用，由单位重选。")
    traced = {name: [str(was[name]), str(value)] for name, value in revision.facts.items()}
    write(kept, traced, by)
    _confirm_by(kept, revision, by=by, now=now)
    return kept


def _area_of(revision: Revision) -> Any:
    key = revision.facts.get("area")
    return key and type(revision.item)._meta.get_field("area").related_model(pk=key)


def _which(revision: Revision, item: Item) -> str:
    names = changed_meanwhile(revision, item)
    fields = "、".join(label(type(item), name) for name in names)
    what = f"这一项在提交修改之后又变了：{fields}。" if fields else "这一项刚刚又变了。"
    return f"{what}请看清现在的内容，再决定是否采用。"


def _confirm_by(item: Item, revision: Revision, *, by: User, now: datetime) -> None:
    """The owner went through it on the day of the edit: it holds from there, if that is news."""
    day, last = timezone.localdate(revision.created_at), item.last_confirmed
    days_left = item.REVIEW_DAYS - (timezone.localdate(now) - day).days
    if not item.is_met and days_left > 0 and (last is None or last <= day):
        renew(item, day, by=by, how=Checked.OWNER)


def refuse(revision: Revision, *, by: User, now: datetime, reason: str) -> None:
    """Leave the item as it is, and tell the officer why."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么没有采用。"})
    move(revision, Status.REFUSED, by=by, decided_at=now, decided_by=by, reason=reason.strip())


def take_back(revision: Revision, *, by: User) -> None:
    """The officer does not want it any more."""
    move(revision, Status.WITHDRAWN, by=by)
