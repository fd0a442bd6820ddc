"""Staff pages: bulletins – the register, a draft, its text, its issue, who has read it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from grids.models import Area
from meetings.actions import bulletins
from meetings.bulletins.checks import trouble_of
from meetings.bulletins.receipts import reading
from meetings.bulletins.scope import Issuer, Period
from meetings.forms.bulletins import BulletinForm, PeriodForm, SeenForm, first_of_quarter
from meetings.models import Bulletin
from meetings.registers.bulletins import BulletinListing
from members.models import Alliance
from members.views.ask import ask
from members.views.units import show_list

FORM = "ui/ask.html"
writing = require_http_methods(["GET", "POST"])


@require_GET
@staff_door()
def bulletin_list(request: Visit) -> HttpResponse:
    rows = Bulletin.objects.visible_to(request.user).for_list()
    return show_list(request, BulletinListing(request, rows), "meetings/bulletin_list.html")


def _seen(request: Visit, uuid: UUID) -> Bulletin:
    return get_object_or_404(Bulletin.objects.visible_to(request.user).for_list(), uuid=uuid)


def _changeable(request: Visit, uuid: UUID) -> Bulletin:
    """The bulletin, if the account may change it; 404 for strangers, 403 for mere readers."""
    found = _seen(request, uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    return found


def _issuers(request: Visit) -> list[Issuer]:
    """Alliances of the account's areas, the street's before those of communities; and the areas.

    An area issues by itself only where the account is posted, or in a street: not each grid.
    """
    own = request.user.writable_areas().current()
    alliances = Alliance.objects.active().filter(area__in=own.values("pk")).select_related("area")
    posted = [posting.area_id for posting in request.user.current_postings]
    places = own.filter(Q(kind=Area.Kind.STREET) | Q(pk__in=posted)).order_by("level", "code")
    return [
        *(Issuer(one, one.area) for one in alliances.order_by("area__level", "area__code", "pk")),
        *(Issuer(None, one) for one in places),
    ]


@writing
@staff_door(writes=True)
def bulletin_new(request: Visit) -> HttpResponse:
    today, issuers = timezone.localdate(), _issuers(request)
    known: dict[str, Any] = {"since": first_of_quarter(today), "until": today}
    if issuers:
        known["issuer"] = str((issuers[0].alliance or issuers[0].area).uuid)
    form = PeriodForm(typed(request), issuers=issuers, initial=known)

    def act() -> str:
        data, now = form.cleaned_data, timezone.now()
        period, is_public = Period(data["since"], data["until"]), data["is_public"]
        made = bulletins.draft(form.chosen, period, is_public=is_public, by=request.user, now=now)
        return reverse("meetings:bulletin_edit", args=[made.uuid])

    more = {"template": FORM, "done": "草稿已生成，请核对、改写。"}
    back = reverse("meetings:bulletins")
    return ask(request, form, act, title="起草通报", action="生成草稿", back=back, **more)


@require_GET
@staff_door()
def bulletin(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    changes = request.user.may_change(found.area_id)
    context = {
        "title": found.title,
        "bulletin": found,
        "changes": changes and found.is_draft,
        "trouble": trouble_of(found) if changes and found.is_draft else [],
        "reading": None if found.is_draft else reading(found),
    }
    return render(request, "meetings/bulletin.html", context)


@writing
@staff_door(writes=True)
def bulletin_edit(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    stamp, sources = found.seen, found.sources
    if request.method == "GET" and not found.is_draft:
        return redirect(found)
    form = BulletinForm(typed(request), instance=found, initial={"seen": stamp})

    def act() -> str:
        data = form.cleaned_data
        bulletins.edit(
            found, form.texts, is_public=data["is_public"], by=request.user, seen=data["seen"]
        )
        return found.get_absolute_url()

    more = {"template": "meetings/bulletin_edit.html", "done": "草稿已保存。", "sources": sources}
    back = found.get_absolute_url()
    return ask(request, form, act, title=f"改写{found}", action="保存草稿", back=back, **more)


@writing
@staff_door(writes=True)
def bulletin_issue(request: Visit, uuid: UUID) -> HttpResponse:
    """What happens when it is issued, and what stands in the way."""
    found = _changeable(request, uuid)
    if request.method == "GET" and not found.is_draft:
        return redirect(found)
    to = Issuer(found.alliance, found.area).members().count()
    text = f"发出后编号、通知 {to} 家单位的联络员，不能再改。"
    text += "居民在公开栏也能看到。" if found.is_public else "不向居民公开。"
    form = SeenForm(typed(request), initial={"seen": found.seen})

    def act() -> None:
        seen = form.cleaned_data["seen"]
        bulletins.issue(found, by=request.user, now=timezone.now(), seen=seen)

    more = {"template": FORM, "done": "通报已发出。", "text": text}
    back = found.get_absolute_url()
    return ask(request, form, act, title=f"发出{found}", action="发出通报", back=back, **more)


@writing
@staff_door(writes=True)
def bulletin_discard(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    if request.method == "GET" and not found.is_draft:
        return redirect(found)
    form = SeenForm(typed(request))

    def act() -> None:
        bulletins.discard(found, by=request.user)

    more = {
        "template": FORM,
        "done": "草稿已删除。",
        "text": "删除后不能恢复。草稿没有编号，不影响序号。",
    }
    back = reverse("meetings:bulletins")
    return ask(request, form, act, title=f"删除{found}", action="删除草稿", back=back, **more)
