"""Writes of opening times: from the text of an item, and for days that differ."""

from collections.abc import Iterable

from django.db import transaction

from common import audit
from common.races import first_come
from grids.hours import UnreadableHours
from members.models import User
from projects.items.different_days import Different, days_lines
from projects.items.opening import has_hours, written
from projects.items.schedules import Rule, parse_rules
from projects.models import Item, Schedule, ScheduleException

RULE = ("nth", "weekday", "opens", "closes")
BATCH = 500


def rules_of(item: Item) -> list[Rule]:
    """What the text of the item says; nothing when it cannot be read, and that is no error."""
    try:
        return parse_rules(written(item)) if has_hours(item) else []
    except UnreadableHours:
        return []


def _rows(item: Item, rules: Iterable[Rule]) -> list[Schedule]:
    return [Schedule(**{item.KIND: item}, **rule._asdict()) for rule in rules]


def fill(item: Item) -> None:
    """Rewrite the schedule of an item whose text may have changed; not a matter of the trail."""
    if not has_hours(item):
        return
    rules, own = rules_of(item), Schedule.objects.filter(**{item.KIND: item})
    if sorted(own.values_list(*RULE)) == sorted(rules):
        return
    with transaction.atomic(), audit.disable_auditlog():
        own.delete()
        Schedule.objects.bulk_create(_rows(item, rules))


def fill_many(items: Iterable[Item]) -> None:
    """The schedules of items that are new, in few statements."""
    rows = [row for item in items for row in _rows(item, rules_of(item))]
    Schedule.objects.bulk_create(rows, batch_size=BATCH)


@first_come()
def set_days(item: Item, days: list[Different], *, by: User | None) -> None:
    """Say what holds on these days instead of the rule; what was said of them before goes."""
    own = {item.KIND: item}
    with audit.disable_auditlog():
        ScheduleException.objects.filter(**own, on__in=[day.on for day in days]).delete()
        ScheduleException.objects.bulk_create(
            [ScheduleException(**own, **day._asdict()) for day in days]
        )
    audit.record(item, "days", by=by, reason="；".join(days_lines(days))[:500])


@transaction.atomic
def drop_day(day: ScheduleException, *, by: User | None) -> None:
    """That day is a day like others again. Dropped twice, it is dropped once."""
    item = day.resource or day.service
    with audit.disable_auditlog():
        gone, _ = ScheduleException.objects.filter(pk=day.pk).delete()
    if gone and item:
        audit.record(item, "days", by=by, reason=f"取消例外：{day.on:%Y-%m-%d}")
