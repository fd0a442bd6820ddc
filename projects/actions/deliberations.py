"""Deliberations 议事: begun with steps, held in their order, put up, ended with an outcome."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.races import first_come
from common.stamps import Stale, stamp
from members.models import User
from projects.military import names_military
from projects.models import Deliberation, DeliberationStep

MOST_STEPS = 12


class DeliberationHasEnded(ValidationError):
    """Somebody else ended it meanwhile."""

    def __init__(self) -> None:
        super().__init__("议事已结束，不能再修改。请刷新页面查看。")


class OutOfOrder(ValidationError):
    """Steps are held in their order, each once."""

    def __init__(self) -> None:
        super().__init__("这一步还不能登记：请按顺序办理，也可能刚刚已由他人登记。")


class NotHeld(ValidationError):
    """A notice says what a step came to: it has to be held first."""

    def __init__(self) -> None:
        super().__init__("这一步还没有进行，不能公示。")


class WrongDay(ValidationError):
    """A day before the step that came before, or in the future."""


class StepsChanged(Stale):
    """Somebody else held or planned steps after the page was opened."""

    def __init__(self) -> None:
        super().__init__("步骤刚刚被他人改过。您填的内容还在，请核对后再保存一次。")


class NoticeChanged(Stale):
    """Somebody else put up, mended or took down the notice after the page was opened."""

    def __init__(self) -> None:
        super().__init__("公示刚刚被他人改过。您填的内容还在，请核对后再保存一次。")


class StepChanged(Stale):
    """Somebody else corrected the step or its notice after the page was opened."""

    def __init__(self) -> None:
        super().__init__("这一步刚刚被他人改过。您填的内容还在，请核对后再保存一次。")


class NothingCorrected(ValidationError):
    """The words and counts are those that stand there."""

    def __init__(self) -> None:
        super().__init__("没有改动任何内容。")


class MilitaryInNotice(ValidationError):
    """A notice hangs in public with its issue and steps: none names a military or police unit."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__({field: f"{words}不能出现军警单位，请改写。"})


@first_come()
def begin(
    deliberation: Deliberation, steps: Sequence[str], *, by: User, now: datetime
) -> Deliberation:
    """Save a new deliberation with its steps, in this order."""
    if deliberation.begun_on > timezone.localdate(now):
        raise WrongDay({"begun_on": "发起日期不能晚于今天。"})
    if names_military(deliberation.area.district_id, deliberation.title):
        raise MilitaryInNotice("title", "议题会公开，里面")
    deliberation.created_by = by
    deliberation.full_clean()
    with audit.disable_auditlog():
        deliberation.save()
        _plan(deliberation, steps, first=1)
    audit.record(deliberation, "create", by=by)
    return deliberation


def _plan(deliberation: Deliberation, names: Sequence[str], *, first: int) -> None:
    steps = [
        DeliberationStep(deliberation=deliberation, order=order, name=name.strip())
        for order, name in enumerate(names, first)
    ]
    if not steps and first == 1:
        raise ValidationError({"steps": "至少要有一个步骤。"})
    if first - 1 + len(steps) > MOST_STEPS:
        raise ValidationError({"steps": f"步骤最多 {MOST_STEPS} 个。"})
    if names_military(deliberation.district_id, *names):
        raise MilitaryInNotice("steps", "步骤会公开，里面")
    for step in steps:
        step.full_clean(exclude=["deliberation"])
    DeliberationStep.objects.bulk_create(steps)


@first_come()
def plan_steps(
    deliberation: Deliberation, names: Sequence[str], *, by: User, seen: str = ""
) -> None:
    """Replace the steps that are not held yet by these: added, renamed, left out, in their order.

    `seen` is the stamp (`seen_as`) of the page that asks.
    """
    held = _held(deliberation)
    if seen not in ("", seen_as(held)):
        raise StepsChanged
    with audit.disable_auditlog():
        DeliberationStep.objects.filter(deliberation=held, held_on=None).delete()
        last = held.steps.order_by("order").last()
        _plan(held, names, first=last.order + 1 if last else 1)
    audit.record(held, "plan_steps", by=by, reason=" → ".join(names))


def seen_as(deliberation: Deliberation) -> str:
    """What the form of the steps carries, to notice that somebody else changed them."""
    return stamp(*deliberation.steps.values_list("order", "name", "held_on"))


def _held(deliberation: Deliberation) -> Deliberation:
    """The row, locked with all its steps; raises DeliberationHasEnded."""
    rows = Deliberation.objects.select_for_update(of=("self",))
    found: Deliberation = rows.get(pk=deliberation.pk)
    if found.ended_on:
        raise DeliberationHasEnded
    return found


@transaction.atomic
def hold_step(
    step: DeliberationStep,
    *,
    on: date,
    people: int,
    outcome: str,
    notice: str = "",
    by: User,
    now: datetime,
) -> None:
    """Say that the next step was held. Any other, and who comes second, meets OutOfOrder."""
    held = _held(step.deliberation)
    steps = list(held.steps.order_by("order"))
    waiting = next((one for one in steps if not one.held_on), None)
    if waiting is None or waiting.pk != step.pk:
        raise OutOfOrder
    before = max([held.begun_on, *(one.held_on for one in steps if one.held_on)])
    _check_day(on, before, now, "上一步")
    waiting.held_on, waiting.people, waiting.outcome = on, people, outcome.strip()
    _set_notice(held, waiting, notice, now)
    _save(waiting)
    audit.record(held, "hold_step", by=by, reason=f"{waiting.name}：{waiting.outcome}")


def _check_day(on: date, earliest: date, now: datetime, than: str) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "日期不能晚于今天。"})
    if on < earliest:
        raise WrongDay({"on": f"日期不能早于{than}（{earliest}）。"})


def _set_notice(
    deliberation: Deliberation, step: DeliberationStep, notice: str, now: datetime
) -> None:
    """Put up, or mend, or take down; the day of a notice is that on which it was put up first."""
    step.notice = notice.strip()
    if step.notice:
        check_notice(deliberation, step.notice)
    kept = step.noticed_on or timezone.localdate(now)
    step.noticed_on = kept if step.notice else None


def check_notice(deliberation: Deliberation, text: str) -> None:
    """Raises MilitaryInNotice when the text, or what it hangs with, names one of the district."""
    steps = deliberation.steps.values_list("name", flat=True)
    if names_military(deliberation.district_id, text, deliberation.title, *steps):
        raise MilitaryInNotice("notice", "公示连同议题和步骤里")


def _save(step: DeliberationStep) -> None:
    step.full_clean()
    with audit.disable_auditlog():
        step.save()


@transaction.atomic
def put_up(step: DeliberationStep, notice: str, *, by: User, now: datetime, seen: str = "") -> None:
    """Write the public notice of a step that was held; an empty one takes it down.

    `seen` is the stamp (`notice_seen_as`) of the page that asks.
    """
    rows = Deliberation.objects.select_for_update(of=("self",))
    held: Deliberation = rows.get(pk=step.deliberation_id)  # a notice is mended after the end, too
    kept = DeliberationStep.objects.get(pk=step.pk)
    if not kept.held_on:
        raise NotHeld
    if seen not in ("", notice_seen_as(kept)):
        raise NoticeChanged
    _set_notice(held, kept, notice, now)
    _save(kept)
    verb = "put_up" if kept.notice else "take_down"
    audit.record(held, verb, by=by, reason=f"{kept.name}：{kept.notice}" if notice else kept.name)


def notice_seen_as(step: DeliberationStep) -> str:
    """What the form of a notice carries, to notice that somebody else changed it."""
    return stamp(step.notice, step.noticed_on)


@transaction.atomic
def correct_step(
    step: DeliberationStep,
    *,
    on: date,
    people: int,
    outcome: str,
    notice: str,
    why: str,
    by: User,
    now: datetime,
    seen: str = "",
) -> None:
    """Say that a step that was held was written down wrongly; after the end, too.

    What stood there stays in the audit trail, and a notice says that and why it was corrected.
    `seen` is the stamp (`step_seen_as`) of the page that asks.
    """
    rows = Deliberation.objects.select_for_update(of=("self",))
    held: Deliberation = rows.get(pk=step.deliberation_id)
    kept = DeliberationStep.objects.get(pk=step.pk)
    if not kept.held_on:
        raise NotHeld
    if seen not in ("", step_seen_as(kept)):
        raise StepChanged
    _check_between(held, kept, on, now)
    before = _said(kept)
    kept.held_on, kept.people, kept.outcome = on, people, outcome.strip()
    _set_notice(held, kept, notice, now)
    changes = {name: [old, _said(kept)[name]] for name, old in before.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        raise NothingCorrected
    if names_military(held.district_id, why):
        raise MilitaryInNotice("why", "更正说明会随公示公开，里面")
    kept.corrected_on, kept.correction = timezone.localdate(now), why.strip()
    _save(kept)
    was = "；".join(f"{name}原为“{pair[0]}”" for name, pair in changes.items())
    why = f"{kept.name}：{kept.correction}（{was}）"
    audit.record(held, "correct_step", by=by, changes=changes, reason=why)


def _said(step: DeliberationStep) -> dict[str, str]:
    facts = (step.held_on, step.people, step.outcome, step.notice)
    return dict(zip(("日期", "到场人数", "结果", "公示"), map(str, facts), strict=True))


def _check_between(held: Deliberation, step: DeliberationStep, on: date, now: datetime) -> None:
    days = held.steps.exclude(held_on=None).values_list("order", "held_on")
    earlier = [day for order, day in days if day and order < step.order]
    _check_day(on, max([held.begun_on, *earlier]), now, "上一步")
    later = [*(d for n, d in days if n > step.order), held.ended_on, step.noticed_on]
    latest = min((day for day in later if day), default=on)
    if on > latest:
        raise WrongDay({"on": f"日期不能晚于下一步、公示或结束的日期（{latest}）。"})


def step_seen_as(step: DeliberationStep) -> str:
    """What the form of a correction carries, to notice that somebody else changed the step."""
    return stamp(step.held_on, step.people, step.outcome, step.notice, step.corrected_on)


@transaction.atomic
def end(deliberation: Deliberation, *, on: date, outcome: str, by: User, now: datetime) -> None:
    """End it with what came of it, with or without all steps held."""
    held = _held(deliberation)
    days = [step.held_on for step in held.steps.all() if step.held_on]
    _check_day(on, max([held.begun_on, *days]), now, "最后一步")
    if not outcome.strip():
        raise ValidationError({"outcome": "请写明议事结果。"})
    held.ended_on, held.outcome = on, outcome.strip()
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=["ended_on", "outcome"])
    audit.record(held, "end", by=by, reason=held.outcome)
