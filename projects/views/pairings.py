"""Staff pages: pairings – the register, a new one, visits, the end."""

from typing import Any
from uuid import UUID

from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from common.words import searched_for
from members.models import PartyOrganization
from members.views.ask import ask
from members.views.units import show_list
from projects.actions import pairings
from projects.forms.pairings import AgreeForm, EndForm, PlanForm, VisitForm
from projects.models import Pairing
from projects.registers.pairings import PairingList
from projects.views.work_scope import (
    key_of,
    managed_pairing,
    organizations_to_pair,
    own_organizations,
    readable,
)
from projects.works.chronicle import chronicle

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"
FOUND = 20
SIDES = {"helper": "帮扶方", "helped": "受助方"}


@require_GET
@staff_door()
def pairing_list(request: Visit) -> HttpResponse:
    rows = Pairing.objects.visible_to(request.user).for_list()
    return show_list(request, PairingList(request, rows), "projects/pairing_list.html")


@require_GET
@staff_door()
def pairing(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Pairing.objects.visible_to(request.user).for_list(), uuid=uuid)
    today = timezone.localdate()
    writable = Pairing.objects.writable_by(request.user).filter(pk=found.pk).exists()
    context = {
        "title": "结对帮扶",
        "pairing": found,
        "over": not found.ended_on and found.until < today,
        "linked": readable(request.user, [found.helper, found.helped]),
        "visits": found.visits.select_related("by"),
        "steps": chronicle(found),
        "changes": writable and not found.ended_on,
    }
    return render(request, "projects/pairing.html", context)


@writing
@staff_door(writes=True)
def pairing_new(request: Visit) -> HttpResponse:
    """Both sides are found by typing, one after the other; then plan and term are asked."""
    sides: dict[str, PartyOrganization] = {}
    for side in SIDES:
        other = next(iter(sides.values()), None)
        rows = organizations_to_pair(request.user, other)
        key = request.GET.get(side, "")
        if not key:
            return _choose(request, side, rows, sides)
        sides[side] = get_object_or_404(rows.for_list(), uuid=key_of(key))
    form = AgreeForm(typed(request), initial={"since": timezone.localdate()})
    del form.fields["seen"]

    def act() -> Pairing:
        return pairings.agree(**sides, by=request.user, now=timezone.now(), **form.cleaned_data)

    facts = [(words, _named(sides[side])) for side, words in SIDES.items()]
    more: dict[str, Any] = {"template": FORM, "facts": facts, "done": "已结对。"}
    back = reverse("projects:pairing_list")
    return ask(request, form, act, title="登记结对帮扶", action="登记结对", back=back, **more)


def _named(organization: PartyOrganization) -> str:
    return f"{organization.label}（{organization.area}）"


def _choose(
    request: Visit, side: str, rows: Any, sides: dict[str, PartyOrganization]
) -> HttpResponse:
    text = searched_for(request.GET.get("q", ""))
    own = own_organizations(request.user).values("pk")
    first = Case(When(pk__in=own, then=0), default=1)
    rows = rows.for_list().order_by(first, "area__code", "pk")
    found = list((rows.named(text) if text else rows)[: FOUND + 1])
    context = {
        "title": f"登记结对帮扶：选择{SIDES[side]}",
        "q": text,
        "asked": side,  # `side` is the side bar
        "sides": [(name, SIDES[name], one) for name, one in sides.items()],
        "organizations": found[:FOUND],
        "more": len(found) > FOUND,
        "back": reverse("projects:pairing_list"),
    }
    return render(request, "projects/pairing_choose.html", context)


@writing
@staff_door(writes=True)
def pairing_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_pairing(request.user, uuid)
    known = {"plan": found.plan, "until": found.until, "seen": pairings.seen_as(found)}
    form = PlanForm(typed(request), initial=known)

    def act() -> None:
        pairings.change(found, by=request.user, **form.cleaned_data)

    title, more = f"修改：{found}", {"template": FORM, "done": "已保存修改。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action="保存修改", back=back, **more)


@writing
@staff_door(writes=True)
def pairing_visit(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_pairing(request.user, uuid)
    form = VisitForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        pairings.visit(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    title, more = f"登记走访：{found}", {"template": FORM, "done": "走访已登记。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action="登记走访", back=back, **more)


@writing
@staff_door(writes=True)
def pairing_end(request: Visit, uuid: UUID) -> HttpResponse:
    found = managed_pairing(request.user, uuid)
    form = EndForm(typed(request), initial={"on": timezone.localdate()})

    def act() -> None:
        pairings.end(found, by=request.user, now=timezone.now(), **form.cleaned_data)

    title, more = f"结束结对：{found}", {"template": FORM, "done": "结对已结束，记录保留。"}
    more |= {"text": "要继续结对的，请返回后用“修改”延长期满日期。"}
    back = found.get_absolute_url()
    return ask(request, form, act, title=title, action="结束结对", back=back, **more)
