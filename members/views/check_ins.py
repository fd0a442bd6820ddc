"""Staff pages: check-ins 双报到, confirmed by the community that they were made to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common import limits
from common.doors import Visit, staff_door
from common.kept import typed
from common.listing import Action, is_confirmed, picks, selected
from common.views import too_many
from common.words import searched_for
from grids.models import Area
from members.actions import check_ins
from members.forms.check_ins import CommunityForm, HoursForm, MemberForm, OfferForm, RevokeForm
from members.forms.people import RevealForm
from members.models import CheckIn, PartyOrganization
from members.registers.rosters import CheckInListing
from members.views.ask import ask
from members.views.people import LOOK_SECONDS, LOOKS
from members.views.units import show_list

writing = require_http_methods(["GET", "POST"])
FORM = "members/roster_form.html"


@require_GET
@staff_door()
def check_in_list(request: Visit) -> HttpResponse:
    rows = CheckIn.objects.visible_to(request.user).for_list()
    many = Action("确认报到", reverse("members:check_in_confirm_many"))
    actions = [many] if request.user.may_write else []
    listing = CheckInListing(request, rows, actions=actions)
    return show_list(request, listing, "members/check_in_list.html")


def _seen(request: Visit, uuid: UUID) -> CheckIn:
    rows = CheckIn.objects.visible_to(request.user).for_list().prefetch_related("posts")
    return get_object_or_404(rows, uuid=uuid)


def _changeable(request: Visit, uuid: UUID) -> CheckIn:
    check_in = _seen(request, uuid)
    if not request.user.may_change(check_in.area_id):
        raise PermissionDenied
    return check_in


@require_GET
@staff_door()
def check_in(request: Visit, uuid: UUID) -> HttpResponse:
    found = _seen(request, uuid)
    claimed = found.posts.with_claims().order_by("name")
    context = {
        "title": f"{found.who}报到",
        "check_in": found,
        "rows": _facts(found),
        "posts": [(post, post.free) for post in claimed],
        "may_change": request.user.may_change(found.area_id),
    }
    return render(request, "members/check_in.html", context)


def _facts(found: CheckIn) -> list[tuple[str, Any]]:
    hours = found.service_hours
    return [
        ("报到社区", f"{found.street or ''} {found.area}".strip()),
        ("手机", found.masked_phone),
        ("组织关系所在", found.home_name),
        ("类别", found.get_category_display()),
        ("可参加时间", found.get_availability_display()),
        ("特长", found.skills),
        ("可提供的服务", found.offer),
        ("服务时长", "" if hours is None else f"{hours} 小时"),
        ("撤销原因", found.reason),
    ]


@require_POST
@staff_door()
def check_in_confirm(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    _confirm(request, found)
    return redirect(found)


def _confirm(request: Visit, found: CheckIn) -> None:
    """Confirm one, and say what came of it."""
    try:
        said = check_ins.confirm(found, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, f"{found.who}：{error.messages[0]}")
        return
    messages.success(request, f"{found.who}已报到。")
    for words in said:
        messages.warning(request, f"{found.who}：{words}")


@require_POST
@staff_door()
def check_in_confirm_many(request: Visit) -> HttpResponse:
    """The ticked ones to look over; once that is confirmed, each of them is."""
    areas = request.user.writable_areas().values("pk")
    waiting = CheckIn.objects.waiting().filter(area__in=areas).for_list()
    due = selected(request, waiting)
    back = reverse("members:check_in_list")
    if is_confirmed(request):
        for found in due:
            _confirm(request, found)
        return redirect(back)
    left = len(request.POST.getlist("pick")) - len(due)
    context = {
        "title": "批量确认报到",
        "question": f"确认勾选的 {len(due)} 条报到？",
        "text": f"另有 {left} 条不是待确认，或不由您确认，不会改动。" if left else "",
        "action": "全部确认",
        "picked": due,
        "hidden": picks(due),
        "back": back,
    }
    return render(request, "ui/list_confirm.html", context)


@never_cache
@sensitive_variables("phone")
@writing
@staff_door(writes=True)
def check_in_phone(request: Visit, uuid: UUID) -> HttpResponse:
    """The number of a member who waits, to call and make sure; asks why, as for any person."""
    found = _changeable(request, uuid)
    if not found.phone:
        raise Http404
    form = RevealForm(typed(request))
    form.fields["more"].help_text = "选“其他”时必填。原因会记入操作记录。"
    context = {"title": f"查看{found.name}的完整号码", "form": form, "check_in": found}
    if request.method == "POST" and form.is_valid():
        who = str(request.user.pk)
        if limits.is_over("reveal", who, most=LOOKS):
            return too_many(request, seconds=LOOK_SECONDS)
        limits.count_try("reveal", who, seconds=LOOK_SECONDS)
        context["phone"] = check_ins.reveal_phone(found, reason=form.reason, by=request.user)
    return render(request, "members/check_in_reveal.html", context)


@writing
@staff_door(writes=True)
def check_in_revoke(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    form = RevokeForm(typed(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        check_ins.revoke(found, reason=reason, by=request.user, now=timezone.now())

    title, back = f"撤销{found.who}的报到", found.get_absolute_url()
    more = {"template": FORM, "done": "已撤销，认领的岗位空出来了。"}
    return ask(request, form, act, title=title, action="撤销报到", back=back, **more)


@writing
@staff_door(writes=True)
def check_in_hours(request: Visit, uuid: UUID) -> HttpResponse:
    found = _changeable(request, uuid)
    form = HoursForm(typed(request), initial={"hours": found.service_hours})

    def act() -> None:
        check_ins.set_hours(found, form.cleaned_data["hours"], by=request.user)

    title, back = f"{found.who}的服务时长", found.get_absolute_url()
    more = {"template": FORM, "done": "已保存。"}
    return ask(request, form, act, title=title, action="保存", back=back, **more)


def _community(request: Visit) -> Area | None:
    """The community that ?at= names, of those the account may write to; the only one by itself."""
    rows = request.user.writable_areas().current().filter(kind=Area.Kind.COMMUNITY)
    rows = rows.select_related("street").order_by("code")
    if code := searched_for(request.GET.get("at", "")):
        return get_object_or_404(rows, code=code)
    only = list(rows[:2])
    return only[0] if len(only) == 1 else None


def _choose(request: Visit, title: str) -> HttpResponse:
    """Which community first: what follows depends on it."""
    form = CommunityForm(areas=request.user.writable_areas())
    context = {"title": title, "form": form, "back": resolve_url("members:check_in_list")}
    return render(request, "members/check_in_choose.html", context)


@sensitive_post_parameters("phone")
@writing
@staff_door(writes=True)
def check_in_add(request: Visit) -> HttpResponse:
    """Staff enter a member who came in person or by phone: confirmed at once."""
    community, title = _community(request), "登记党员报到"
    if community is None:
        return _choose(request, title)
    form = MemberForm(typed(request), community=community)
    del form.fields["website"]

    def act() -> CheckIn:
        facts = form.facts()
        return check_ins.enter_member(community, by=request.user, now=timezone.now(), **facts)

    more = {"back": reverse("members:check_in_list"), "done": "已登记，状态为已报到。"}
    title = f"{title}：{community}"
    return ask(request, form, act, title=title, action="登记报到", template=FORM, **more)


@writing
@staff_door(writes=True)
def check_in_add_unit(request: Visit) -> HttpResponse:
    """Staff enter the check-in of a unit's organisation: confirmed at once."""
    community, title = _community(request), "登记单位党组织报到"
    if community is None:
        return _choose(request, title)
    areas = request.user.writable_areas().values("pk")
    rows = PartyOrganization.objects.current().filter(area__in=areas, unit__isnull=False)
    rows = rows.select_related("unit").order_by("name", "pk")
    form = OfferForm(typed(request), community=community, organizations=rows)

    def act() -> CheckIn:
        facts = form.facts()
        return check_ins.enter_organization(community, by=request.user, now=timezone.now(), **facts)

    more = {"back": reverse("members:check_in_list"), "done": "已登记，状态为已报到。"}
    title = f"{title}：{community}"
    return ask(request, form, act, title=title, action="登记报到", template=FORM, **more)


@require_GET
@staff_door()
def check_in_link(request: Visit) -> HttpResponse:
    """The link of each community by which its members check in."""
    rows = Area.objects.visible_to(request.user).current().filter(kind=Area.Kind.COMMUNITY)
    areas = list(rows.select_related("street").order_by("code"))
    if len(areas) == 1:
        return check_in_poster(request, areas[0].uuid)
    return render(request, "members/check_in_link.html", {"title": "报到链接", "areas": areas})


@require_GET
@staff_door()
def check_in_poster(request: Visit, uuid: UUID) -> HttpResponse:
    """A sheet to hang up: the community's link and its QR code."""
    import segno  # noqa: PLC0415 - used here alone, so that a web worker stays small

    rows = Area.objects.visible_to(request.user).current().filter(kind=Area.Kind.COMMUNITY)
    community = get_object_or_404(rows.select_related("street"), uuid=uuid)
    link = request.build_absolute_uri(reverse("members:public_check_in", args=[community.uuid]))
    context = {
        "title": f"{community}党员报到",
        "community": community,
        "link": link,
        "code": segno.make(link, error="m").svg_inline(border=2, omitsize=True),
    }
    return render(request, "members/check_in_poster.html", context)
