"""Staff pages: what an organisation keeps – posts, pledges, commandos, its compact."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from members.actions import posts
from members.actions.posts import FIRST_DAY, Thing
from members.forms.posts import CommandoForm, CompactForm, PledgeForm, PostForm, ThingForm
from members.forms.rosters import EndForm
from members.models import Commando, Compact, PartyOrganization, PioneerPost, Pledge
from members.things import lines
from members.views.ask import ask
from members.views.organizations import (
    asked_project,
    changeable_organization,
    visible_organization,
)

writing = require_http_methods(["GET", "POST"])
FORM = "members/roster_form.html"


@dataclass(frozen=True)
class Spec:
    """One kind of thing: what it is called, what is typed, the verbs of its buttons."""

    model: type[Thing]
    form: type[ThingForm]
    title: str
    add: str
    end: str


SPECS = {
    "posts": Spec(PioneerPost, PostForm, "先锋岗位", "设立岗位", "撤销岗位"),
    "pledges": Spec(Pledge, PledgeForm, "岗位承诺", "登记承诺", "结束承诺"),
    "commandos": Spec(Commando, CommandoForm, "突击队、先锋队", "组建队伍", "解散队伍"),
    "compacts": Spec(Compact, CompactForm, "党员公约", "通过公约", "废止公约"),
}


def _spec(things: str) -> Spec:
    if things not in SPECS:
        raise Http404
    return SPECS[things]


@require_GET
@staff_door()
def thing_list(request: Visit, uuid: UUID, things: str) -> HttpResponse:
    """All of one kind that the organisation has, the current ones first, the past ones below."""
    organization, spec = visible_organization(request, uuid), _spec(things)
    rows = lines(organization, spec.model)
    context = {
        "title": f"{organization.label}：{spec.title}",
        "organization": organization,
        "spec": spec,
        "things": things,
        "current": [one for one in rows if not one.until],
        "past": [one for one in rows if one.until],
        "may_change": request.user.may_change(organization.area_id) and not organization.ended_on,
    }
    return render(request, "members/pioneer.html", context)


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def thing_add(request: Visit, uuid: UUID, things: str) -> HttpResponse:
    organization, spec = changeable_organization(request, uuid), _spec(things)
    today = {FIRST_DAY[spec.model]: timezone.localdate()}
    form = spec.form(typed(request), organization=organization, initial=today)
    project = asked_project(request)

    def act() -> None:
        thing = form.made()
        if isinstance(thing, PioneerPost | Commando):
            thing.project_key = project.key if project else organization.project_key
        posts.add_thing(thing, who=form.who, by=request.user, now=timezone.now())

    title = f"{organization.label}：{spec.add}"
    back = project.url if project else _list_of(organization, things)
    more = {"template": FORM, "done": "已登记。"}
    return ask(request, form, act, title=title, action=spec.add, back=back, **more)


def _list_of(organization: PartyOrganization, things: str) -> str:
    return reverse("members:thing_list", args=[organization.uuid, things])


@writing
@staff_door(writes=True)
def thing_end(request: Visit, uuid: UUID, things: str, pk: int) -> HttpResponse:
    organization, spec = changeable_organization(request, uuid), _spec(things)
    rows: QuerySet[Any] = spec.model._default_manager.filter(organization=organization, until=None)
    thing = get_object_or_404(rows, pk=pk)
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        day = form.cleaned_data["on"]
        posts.end_thing(thing, on=day, by=request.user, now=timezone.now())

    title, back = f"{spec.end}：{thing}", _list_of(organization, things)
    more = {"template": FORM, "done": "已结束，历史记录保留。"}
    return ask(request, form, act, title=title, action=spec.end, back=back, **more)


@require_GET
@staff_door()
def compact(request: Visit, uuid: UUID) -> HttpResponse:
    """The current compact on one A4 sheet, to print and hang up; it names nobody."""
    organization = visible_organization(request, uuid)
    found = get_object_or_404(organization.compacts.all(), until=None)
    military = organization.unit is not None and organization.unit.is_military
    context = {
        "title": "党员公约",
        "uuid": organization.uuid,
        "compact": found,
        "organization": "" if military else organization.name,
        "points": [line.strip() for line in found.text.splitlines() if line.strip()],
    }
    return render(request, "members/compact.html", context)
