"""A reader says that an item is wrong; its owner looks into it and says what came of that."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common import audit
from members.models import User
from projects.actions import items
from projects.actions.revisions import kept_waiting
from projects.models import Item, ItemFlag
from projects.models.items import Checked

MENDED, RIGHT = "已改好", "核实无误"
OUTCOMES = (MENDED, RIGHT)


class AlreadySettled(ValidationError):
    """Somebody else was quicker."""


def raise_flag(item: Item, *, kind: str, text: str, now: datetime) -> ItemFlag | None:
    """Note what is wrong. None when the same is open already: it is one task, however many say it.

    The caller answers alike, so that nobody learns what others said.
    """
    of = {item.KIND: item}
    if ItemFlag.objects.open().filter(**of, kind=kind).exists():
        return None
    flag = ItemFlag(kind=kind, text=text.strip(), raised_at=now, **of)
    flag.full_clean(validate_constraints=False)
    try:
        with transaction.atomic(), audit.disable_auditlog():
            flag.save()
    except IntegrityError:  # the same, in the same moment
        return None
    audit.record(flag, "create", by=None)
    return flag


@transaction.atomic
def settle(
    flag: ItemFlag,
    *,
    outcome: str,
    words: str = "",
    by: User,
    now: datetime,
    how: str = Checked.OWNER,
) -> None:
    """Say what came of it (`outcome`: one of OUTCOMES), with more words if there are any.

    Whoever looked into it has confirmed the item, except while its edit waits for review: what
    the public reads is still the old text then, and is confirmed when the edit is accepted.
    """
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": "请选择处理结果。"})
    said = f"{outcome}：{words.strip()}" if words.strip() else outcome
    open_ = ItemFlag.objects.filter(pk=flag.pk, settled_at=None)
    if not open_.update(settled_at=now, settled_by=by, outcome=said):
        raise AlreadySettled("这条反映已经处理过了，请刷新后查看结果。")
    audit.record(flag, "settle", by=by, reason=said)
    item = flag.item
    if item.is_standing and not item.is_met and not kept_waiting(item):
        items.confirm(item, by=by, now=now, how=how)
