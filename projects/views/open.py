"""The residents' door: the notice board, a project or brand, a deliberation that was put up."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.models import MemberUnit, PartyOrganization
from projects import open_board
from projects.models import Deliberation, Project
from projects.places import places


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    wish = open_board.read(request.GET)
    kinds = {"": "全部", **open_board.KINDS}
    context = {
        "title": "公开栏",
        "wish": wish,
        "page": open_board.entries(wish),
        "options": places().options(wish.area),
        "kinds": [(words, wish.url(kind=key), key == wish.kind) for key, words in kinds.items()],
        "clear_url": wish.url(area="", kind=""),
    }
    return render(request, "projects/open.html", context)


@require_safe
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What anybody may read of it; a brand with its story. Never a person or a military unit."""
    rows = Project.objects.public().select_related("lead", "area", "street", "community")
    found: Project = get_object_or_404(rows, uuid=uuid)
    branches = PartyOrganization.objects.public().filter(project_key=found.uuid)
    context = {
        "title": found.public_name,
        "project": found,
        "story": [part.strip() for part in found.story.split("\n") if part.strip()],
        "progress": found.progress.filter(is_public=True),
        "partners": MemberUnit.objects.public().filter(partnerships__project=found).order_by("pk"),
        "branches": branches.select_related("station").order_by("founded_on", "pk"),
        "address": request.build_absolute_uri(),
    }
    page = "projects/open_brand.html" if found.brand else "projects/open_project.html"
    return render(request, page, context)


@require_safe
def deliberation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Its steps as far as they were held, and what was put up; the rest is internal."""
    rows = Deliberation.objects.public().select_related("area", "community", "street")
    found: Deliberation = get_object_or_404(rows, uuid=uuid)
    steps = list(found.steps.all())
    context = {
        "title": found.title,
        "deliberation": found,
        "stages": [(one.name, "done" if one.held_on else "") for one in steps],
        "notices": [one for one in reversed(steps) if one.notice],
        "address": request.build_absolute_uri(),
    }
    return render(request, "projects/open_deliberation.html", context)
