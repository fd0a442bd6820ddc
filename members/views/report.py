"""Where a check-in 双报到 is made: by a member without an account, by a unit's liaison officer."""

from uuid import UUID

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from common import limits
from common.doors import Visit, liaison_door
from common.fields import blind_index
from common.kept import typed
from grids.models import Area
from members.actions import check_ins
from members.actions.errors import AreaEnded
from members.forms.check_ins import MemberForm, OfferForm
from members.models import CheckIn, PartyOrganization
from members.models.organizations import OrganizationQuerySet
from members.views.ask import blame

writing = require_http_methods(["GET", "POST"])
MOST_HERE = 30  # check-ins from one address (a hall shares one) …
MOST_OF_PHONE = 5  # … and of one phone, anywhere …
SECONDS = 3600  # … in this time
TOO_MANY = "这里刚才报到的人太多了，您填的内容还在，请过一小时再点“报到”，或直接告诉社区。"


def _community(uuid: UUID) -> Area:
    areas = Area.objects.select_related("street", "district")
    return get_object_or_404(areas, uuid=uuid, kind=Area.Kind.COMMUNITY)


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def public_check_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One screen for a member. Who has reported before gets the same answer as everybody."""
    community = _community(uuid)
    if community.valid_to:
        return _moved(request, community)
    form = MemberForm(typed(request), community=community)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not _is_over(request, form):
            return _report(request, community, form)
        form.add_error(None, TOO_MANY)
        status = 429
    context = {"title": f"党员到{community}报到", "community": community, "form": form}
    response = render(request, "members/check_in_public.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(SECONDS)
    return response


def _moved(request: HttpRequest, community: Area) -> HttpResponse:
    """The community was merged or split: on to what it became, or a choice of that."""
    rows = Area.objects.current().filter(predecessors__area=community, kind=Area.Kind.COMMUNITY)
    now = list(rows.order_by("code"))
    if len(now) == 1:
        return redirect("members:public_check_in", now[0].uuid)
    context = {"title": f"{community}已停用", "community": community, "areas": now}
    return render(request, "members/check_in_moved.html", context)


def _is_over(request: HttpRequest, form: MemberForm) -> bool:
    """Too many from this address or of this phone; counts this one."""
    keys = [
        ("check-in", get_client_ip_address(request) or "", MOST_HERE),
        ("check-in-phone", blind_index(form.cleaned_data["phone"]), MOST_OF_PHONE),
    ]
    over = any(limits.is_over(what, who, most=most) for what, who, most in keys)
    for what, who, _ in keys:
        limits.count_try(what, who, seconds=SECONDS)
    return over


def _report(request: HttpRequest, community: Area, form: MemberForm) -> HttpResponse:
    """Write it down, unless a robot filled in the trap; the answer is the same for all."""
    if not form.is_robot:
        try:
            check_ins.report_member(community, by=None, now=timezone.now(), **form.facts())
        except AreaEnded:  # in this very moment: its page says where to go on
            return redirect("members:public_check_in", community.uuid)
    return redirect("members:public_check_in_done", community.uuid)


@require_safe
def public_check_in_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What happens next."""
    context = {"title": "已收到", "community": _community(uuid)}
    return render(request, "members/check_in_done.html", context)


@writing
@liaison_door()
def my_check_in(request: Visit) -> HttpResponse:
    """The officer's organisation reports to a community; where it has reported already."""
    own = _own_organizations(request)
    communities = _communities(request)
    community = _asked(request, communities)
    form = OfferForm(typed(request), community=community, organizations=own)
    posted = request.method == "POST" and form.is_valid()
    if posted and _report_unit(request, community, form):
        return redirect(reverse("members:my_check_in"))
    context = {
        "title": "党组织到社区报到",
        "form": form,
        "community": community,
        "others": [one for one in communities if one != community],
        "made": CheckIn.objects.filter(organization__in=own.values("pk")).for_list(),
        "may_report": own.exists(),
    }
    return render(request, "members/check_in_phone.html", context)


def _own_organizations(request: Visit) -> OrganizationQuerySet:
    """The organisations of the unit that the officer speaks for."""
    rows = PartyOrganization.objects.current().filter(unit__in=_units(request))
    return rows.select_related("unit").order_by("name", "pk")


def _units(request: Visit) -> list[int]:
    liaison = request.user.current_liaison
    return [liaison.unit_id] if liaison else []


def _communities(request: Visit) -> list[Area]:
    """Those of the unit's street, its own first."""
    liaison = request.user.current_liaison
    unit = liaison.unit if liaison else None
    rows = Area.objects.current().filter(kind=Area.Kind.COMMUNITY, street=unit and unit.street_id)
    own = unit and unit.community_id
    return sorted(rows.order_by("code"), key=lambda area: area.pk != own)


def _asked(request: Visit, communities: list[Area]) -> Area | None:
    """The community that ?at= names, else the first."""
    named = [area for area in communities if area.code == request.GET.get("at")]
    return next(iter([*named, *communities]), None)


def _report_unit(request: Visit, community: Area | None, form: OfferForm) -> bool:
    facts = form.facts()
    organization = facts.pop("organization")
    if community is None:
        return False
    try:
        check_ins.report_organization(
            organization, community, by=request.user, now=timezone.now(), **facts
        )
    except ValidationError as error:
        blame(form, error)
        return False
    messages.success(request, f"已向{community}报到，等社区确认。")
    return True
