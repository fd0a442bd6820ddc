"""Party-building projects 党建项目: set up, moved through their states, named a brand.

Actions check the project, not the person: views ask `projects.items.scope` first. Every act leaves
one row of the audit trail on the project itself, so that its history is read with one query.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common import audit
from common.lifecycle import IllegalMove, move
from common.races import first_come
from common.stamps import Stale, stamp
from common.tree import hold
from grids.models import Area
from members.models import MemberUnit, User
from projects.military import names_military
from projects.models import Partner, Project

FIELDS = ("name", "level", "area", "alliance", "aim", "planned_until", "is_public")
PUBLIC_TEXTS = ("name", "aim", "outcome", "evaluation", "brand", "story")
Status = Project.Status
MAY_BE_BRAND = (Status.ACTIVE, Status.COMPLETED, Status.EVALUATED)


class ProjectHasEnded(ValidationError):
    """It was stopped or evaluated: what it did stands as it is."""

    def __init__(self) -> None:
        super().__init__("项目已终止或已评估，不能再修改。请刷新页面查看。")


class ProjectChanged(Stale):
    """Somebody else changed the project after the page was opened."""

    def __init__(self) -> None:
        super().__init__("项目刚刚被他人修改过。您填的内容还在，请核对后再保存一次。")


class ProjectMoved(IllegalMove, Stale):
    """Somebody else moved the project after the page was opened."""

    def __init__(self, project: Project) -> None:
        now = project.get_status_display()
        super().__init__(f"“{project}”的状态刚刚已由他人改变，现在是“{now}”，请核对后再办理。")


class MilitaryInPublic(ValidationError):
    """A military or police unit was to be led, or named, into public."""


class WrongDay(ValidationError):
    """A day before the project could have it, or in the future."""


class NotYetABrand(ValidationError):
    """A project becomes a brand by what it did: not before it runs, and not once stopped."""

    def __init__(self) -> None:
        super().__init__("推进中、已完成或已评估的项目才能命名为品牌。")


@first_come()
def set_up(
    project: Project,
    *,
    partners: Iterable[tuple[MemberUnit, str]] = (),
    by: User,
    now: datetime,
) -> Project:
    """Save a new project with its partners (unit, what it promised)."""
    project.created_by, project.created_at = by, now
    joined = [(unit, text) for unit, text in partners if unit.pk != project.lead_id]
    check_words(project, [project.lead, *(unit for unit, _ in joined)])
    project.full_clean()
    with audit.disable_auditlog():
        project.save()
        Partner.objects.bulk_create(
            [Partner(project=project, unit=unit, promised=text) for unit, text in joined]
        )
    audit.record(project, "create", by=by)
    return project


@first_come()
def change(project: Project, *, by: User, seen: str = "", **facts: Any) -> list[str]:
    """Write `facts` (keywords: FIELDS); returns the names of those that differ.

    `seen` is the stamp (`seen_as`) of the page that asks; raises ProjectChanged when it is stale.
    """
    if area := facts.get("area"):
        hold(Area.objects.filter(pk=area.pk))
    held = held_open(project)
    if seen not in ("", seen_as(held)):
        raise ProjectChanged
    before = _facts(held)
    for name, value in facts.items():
        setattr(held, name, value)
    after = _facts(held)
    differing = [name for name in FIELDS if before[name] != after[name]]
    if not differing:
        return []
    check_words(held, units_of_project(held), *public_notes(held))
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=differing)
    pairs = {name: [before[name], after[name]] for name in differing}
    audit.record(held, "change", by=by, changes=pairs)
    return differing


def held_open(project: Project) -> Project:
    """The row, locked; raises ProjectHasEnded."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("lead")
    found: Project = rows.get(pk=project.pk)
    if found.has_ended:
        raise ProjectHasEnded
    return found


def _facts(project: Project) -> dict[str, Any]:
    names = [f"{name}_id" if name in ("area", "alliance") else name for name in FIELDS]
    return {name: getattr(project, at) for name, at in zip(FIELDS, names, strict=True)}


def seen_as(project: Project) -> str:
    """What a form carries of it, to notice that somebody else changed it meanwhile."""
    return stamp(*_facts(project).values())


# --- the lifecycle ----------------------------------------------------------------------------


def start(project: Project, *, on: date, by: User, now: datetime, seen: str = "") -> None:
    _check_day(on, now)
    _move(project, Status.ACTIVE, by, seen, expect={"started_on": None}, started_on=on)


def pause(project: Project, *, reason: str, by: User, seen: str = "") -> None:
    _move(project, Status.PAUSED, by, seen, reason=_why(reason))


def resume(project: Project, *, by: User, seen: str = "") -> None:
    """Go on after a pause; what was never started is started instead."""
    _move(project, Status.ACTIVE, by, seen, expect={"started_on__isnull": False})


def stop(project: Project, *, reason: str, by: User, seen: str = "") -> None:
    _move(project, Status.STOPPED, by, seen, reason=_why(reason))


def complete(
    project: Project, *, outcome: str, on: date, by: User, now: datetime, seen: str = ""
) -> None:
    """Say what came of it, and since when it is done."""
    _check_day(on, now)
    if project.started_on and on < project.started_on:
        raise WrongDay({"on": "完成日期不能早于启动日期。"})
    facts = {"outcome": _said("outcome", outcome, "请写明成果。"), "completed_on": on}
    _in_words(project, **facts)
    _move(project, Status.COMPLETED, by, seen, **facts)


def evaluate(
    project: Project,
    *,
    evaluation: str,
    residents_heard: int,
    units_heard: int,
    by: User,
    now: datetime,
    seen: str = "",
) -> None:
    """What those say whom it was for, in words; how many were heard, as counts. No score."""
    words = _said("evaluation", evaluation, "请写下评估意见。")
    _in_words(project, evaluation=words)
    _move(
        project,
        Status.EVALUATED,
        by,
        seen,
        evaluation=words,
        evaluated_on=timezone.localdate(now),
        residents_heard=residents_heard,
        units_heard=units_heard,
    )


def _move(project: Project, to: str, by: User, seen: str, **more: Any) -> None:
    """`seen` is the state on the page that asks: a tab left open moves nothing it did not show."""
    if seen not in ("", project.status):
        raise ProjectMoved(project)
    move(project, to, by=by, **more)


def _why(reason: str) -> str:
    return _said("reason", reason, "请写明原因。")


def _said(name: str, text: str, missing: str) -> str:
    if not text.strip():
        raise ValidationError({name: missing})
    return text.strip()


def _check_day(on: date, now: datetime) -> None:
    if on > timezone.localdate(now):
        raise WrongDay({"on": "日期不能晚于今天。"})


def _in_words(project: Project, **facts: Any) -> None:
    """Raises MilitaryInPublic when the new facts would name such a unit on the public page."""
    sample = Project(lead=project.lead, area=project.area, is_public=project.is_public, **facts)
    check_words(sample, units_of_project(project))


# --- the public -------------------------------------------------------------------------------


@transaction.atomic
def name_brand(
    project: Project,
    *,
    brand: str,
    story: str,
    on: date,
    is_public: bool,
    by: User,
    now: datetime,
    seen: str = "",
) -> None:
    """Name the project a brand since `on`, or mend name, story and day of one that it is."""
    held: Project = (
        Project.objects.select_for_update(of=("self",)).select_related("lead").get(pk=project.pk)
    )
    if held.status not in MAY_BE_BRAND:
        raise NotYetABrand
    if seen not in ("", brand_seen_as(held)):
        raise ProjectChanged
    _check_day(on, now)
    if held.started_on and on < held.started_on:
        raise WrongDay({"on": "命名日期不能早于项目启动日期。"})
    before = [held.brand, str(held.brand_since or "")]
    held.brand, held.brand_since, held.story = brand.strip(), on, story.strip()
    held.is_public = is_public
    check_words(held, units_of_project(held), *public_notes(held))
    held.full_clean()
    with audit.disable_auditlog():
        held.save(update_fields=["brand", "brand_since", "story", "is_public"])
    changes = {"brand": [before[0], held.brand], "brand_since": [before[1], str(on)]}
    audit.record(held, "name_brand", by=by, changes=changes, reason=held.brand)


def brand_seen_as(project: Project) -> str:
    return stamp(project.brand, project.brand_since, project.story, project.is_public)


def units_of_project(project: Project) -> list[MemberUnit]:
    """The lead and the partners."""
    partners = MemberUnit.objects.filter(partnerships__project=project)
    return [project.lead, *partners]


def public_notes(project: Project) -> list[str]:
    return list(project.progress.filter(is_public=True).values_list("text", flat=True))


def check_words(project: Project, units: Iterable[MemberUnit], *texts: str) -> None:
    """A public project is not led by a military unit, and no public text names one.

    Neither one of the district nor, from wherever it is, one of `units`.
    """
    if not project.is_public:
        return
    if project.lead.is_military:
        raise MilitaryInPublic({"is_public": "军警单位牵头的项目不能向居民公开。"})
    said = "\n".join([*(getattr(project, name) for name in PUBLIC_TEXTS), *texts])
    military = [unit for unit in units if unit.is_military]
    named = any(name and name in said for unit in military for name in (unit.name, unit.alias))
    if named or names_military(project.area.district_id, said):
        raise MilitaryInPublic("向居民公开的文字里不能出现军警单位，请改写，或取消公开。")
