"""What happens inside a project: partners join and deliver, milestones are reached, notes taken."""

from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from common import audit
from common.races import first_come
from members.models import MemberUnit, User
from projects.actions.works import (
    MilitaryInPublic,
    WrongDay,
    check_words,
    held_open,
    public_notes,
    units_of_project,
)
from projects.models import Milestone, Partner, Progress, Project

M = TypeVar("M", bound=Model)


class LeadsAlready(ValidationError):
    """The lead is no partner beside itself."""

    def __init__(self) -> None:
        super().__init__("这家单位是牵头单位，不用再加入。")


class DoneAlready(ValidationError):
    """Somebody else said meanwhile that the milestone is reached, or what was delivered."""

    def __init__(self) -> None:
        super().__init__("刚刚已由他人登记，请刷新页面查看。")


@first_come()
def add_partner(
    project: Project, unit: MemberUnit, *, promised: str, by: User, now: datetime
) -> Partner:
    held = held_open(project)
    if unit.pk == held.lead_id:
        raise LeadsAlready
    check_words(held, [unit], *public_notes(held))
    partner = _saved(Partner(project=held, unit=unit, promised=promised.strip()))
    audit.record(held, "add_partner", by=by, reason=unit.label)
    return partner


@first_come()
def drop_partner(partner: Partner, *, by: User) -> None:
    """Take out a unit that joined by mistake; one that has delivered stays."""
    held = held_open(partner.project)
    label = partner.unit.label
    with audit.disable_auditlog():
        gone, _ = Partner.objects.filter(pk=partner.pk, delivered="").delete()
    if not gone:
        raise DoneAlready
    audit.record(held, "drop_partner", by=by, reason=label)


@first_come()
def deliver(partner: Partner, *, delivered: str, on: date, by: User, now: datetime) -> None:
    """Say what the unit really gave; later words replace earlier ones."""
    held = held_open(partner.project)
    if not delivered.strip():
        raise ValidationError({"delivered": "请写明投入了什么。"})
    _check_day(on, now)
    kept = Partner.objects.select_for_update().get(pk=partner.pk)
    kept.delivered, kept.delivered_on = delivered.strip(), on
    _saved(kept)
    audit.record(held, "deliver", by=by, reason=f"{partner.unit.label}：{kept.delivered}")


@first_come()
def add_milestone(project: Project, *, title: str, due_on: date, by: User) -> Milestone:
    held = held_open(project)
    milestone = _saved(Milestone(project=held, title=title.strip(), due_on=due_on))
    audit.record(held, "add_milestone", by=by, reason=f"{milestone.title}（{due_on}）")
    return milestone


@first_come()
def postpone(milestone: Milestone, *, due_on: date, by: User) -> None:
    """Give a milestone that is not reached another day."""
    held = held_open(milestone.project)
    with audit.disable_auditlog():
        open_one = Milestone.objects.filter(pk=milestone.pk, done_on=None)
        if not open_one.update(due_on=due_on):
            raise DoneAlready
    changes = {"due_on": [str(milestone.due_on), str(due_on)]}
    audit.record(held, "postpone", by=by, reason=f"{milestone.title}（{due_on}）", changes=changes)


@first_come()
def reach(milestone: Milestone, *, on: date, by: User, now: datetime) -> None:
    """Say on which day the milestone was reached; of two who say so one meets DoneAlready."""
    held = held_open(milestone.project)
    _check_day(on, now)
    if not Milestone.objects.filter(pk=milestone.pk, done_on=None).update(done_on=on):
        raise DoneAlready
    audit.record(held, "reach", by=by, reason=milestone.title)


@first_come()
def note(
    project: Project, *, text: str, on: date, by: User, now: datetime, is_public: bool = False
) -> Progress:
    """Add what happened; a public note stands on the public page of a public project."""
    held = held_open(project)
    _check_day(on, now)
    if is_public:
        _check_public(held, text)
    progress = Progress(project=held, text=text.strip(), on=on, is_public=is_public, at=now, by=by)
    audit.record(held, "note", by=by, reason=progress.text)
    return _saved(progress)


@first_come()
def show_note(progress: Progress, is_public: bool, *, by: User) -> None:
    """Put a note onto the public page, or take it from there."""
    project = progress.project
    if is_public:
        _check_public(project, progress.text)
    Progress.objects.filter(pk=progress.pk).update(is_public=is_public)
    audit.record(project, "show_note" if is_public else "hide_note", by=by, reason=progress.text)


def _check_public(project: Project, text: str) -> None:
    """As if the project were public already: it may become so later."""
    if project.lead.is_military:
        raise MilitaryInPublic({"is_public": "军警单位牵头的项目不能向居民公开。"})
    sample = Project(lead=project.lead, area=project.area, is_public=True)
    check_words(sample, units_of_project(project), text)


def _check_day(on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "日期不能晚于今天。"})


def _saved(row: M) -> M:
    """Checked as the database cannot (SQLite holds no max_length), then saved."""
    row.full_clean()
    with audit.disable_auditlog():  # the act is told on the project
        row.save()
    return row
