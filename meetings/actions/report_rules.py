"""Setting by when the reports of a street are due and how its officers are reminded."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common import audit
from common.stamps import Stale
from grids.calendar import load_calendar
from meetings.actions.reports import move_deadlines
from meetings.models import ReportRule
from meetings.periods import add_months, report_due_on
from members.models import Alliance, User


class RuleChanged(Stale):
    """Somebody else changed the rule after the page was opened."""


@transaction.atomic
def set_rule(alliance: Alliance, *, by: User, now: datetime, seen: str = "", **fields: Any) -> int:
    """Set the rule of a street's regional alliance; returns how many deadlines moved with it.

    The deadlines of this month's reports that are not handed in move at once; what was reminded of
    is not reminded of again. Raises RuleChanged, or ValidationError for days that do not fit.
    """
    Alliance.objects.select_for_update(of=("self",)).get(pk=alliance.pk)
    rule = ReportRule.objects.filter(alliance=alliance).first() or ReportRule(alliance=alliance)
    if seen not in ("", rule.seen):
        raise RuleChanged("期限和提醒刚被他人改动，请核对后再保存一次。")
    changes = audit.assign(rule, fields)
    _check(rule)
    with audit.disable_auditlog():
        rule.save()
    if changes:
        audit.record(rule, "change", by=by, changes=changes)
    return _move(alliance, rule, now)


def _check(rule: ReportRule) -> None:
    if rule.first_days and rule.first_days <= rule.last_days:
        raise ValidationError({"first_days": "第一次提醒要比再次提醒早；不要第一次提醒就填 0。"})


def _move(alliance: Alliance, rule: ReportRule, now: datetime) -> int:
    month = timezone.localdate(now).replace(day=1)
    due = report_due_on(month, load_calendar(month, add_months(month, 1)), rule.due_day)
    return move_deadlines(month, due, Q(street=alliance.area_id))
