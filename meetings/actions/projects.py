"""A project founded of a resolution."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from common import audit
from common.lifecycle import IllegalMove
from meetings.models import Resolution
from members.models import User
from projects.actions import works
from projects.models import Project


class NotAnnounced(ValidationError):
    """The units do not know of it yet."""

    def __init__(self) -> None:
        super().__init__("纪要印发以后，才能由决议成立项目。")


@transaction.atomic
def found_project(resolution: Resolution, project: Project, *, by: User, now: datetime) -> Project:
    """Set up `project` with the helpers as its partners; one that is not stopped a resolution."""
    held = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if held.announced_at is None:
        raise NotAnnounced
    if held.status == Resolution.Status.DROPPED:
        raise IllegalMove("这项决议已不再办理，不能成立项目。")
    project.origin, project.resolution_key = Project.Origin.RESOLUTION, held.uuid
    partners = [(unit, "") for unit in resolution.helpers]
    works.set_up(project, partners=partners, by=by, now=now)
    audit.record(held, "found_project", by=by, reason=project.name)
    return project
