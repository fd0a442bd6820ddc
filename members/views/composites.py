"""Staff page: founding a composite branch of a neighbourhood."""

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from members.actions.composites import found_composite
from members.forms.composites import PHONES, FoundCompositeForm
from members.models import PartyOrganization
from members.views.ask import ask
from members.views.organizations import leaders


@sensitive_post_parameters(*PHONES)
@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def composite_found(request: Visit) -> HttpResponse:
    form = FoundCompositeForm(
        typed(request),
        areas=request.user.writable_areas(),
        leaders=leaders(request),
        initial={"founded_on": timezone.localdate()},
    )
    return ask(
        request,
        form,
        lambda: found_composite(
            form.cleaned_data["name"],
            form.cleaned_data["area"],
            form.founders(),
            on=form.cleaned_data["founded_on"],
            parent=form.cleaned_data["parent"],
            homes=PartyOrganization.objects.visible_to(request.user).current(),
            by=request.user,
            now=timezone.now(),
        ),
        title="发起成立兼合式党支部",
        action="成立兼合式党支部",
        template="members/composite_form.html",
        back=resolve_url("members:organization_list"),
        done="已成立，发起人已列入名册。",
        impact="三名以上居住在本社区的党员可以发起。发起人的组织关系留在原党组织，党员数不在这里重复计算。",
    )
