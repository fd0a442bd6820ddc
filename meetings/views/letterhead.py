"""Staff page: the letterhead of an alliance."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import papers
from meetings.forms.papers import LetterheadForm
from members.models import Alliance


@require_http_methods(["GET", "POST"])
@staff_door(writes=True)
def letterhead(request: Visit, uuid: UUID) -> HttpResponse:
    """Code, contact and phone: typed once, used by every paper of the alliance."""
    found = get_object_or_404(Alliance.objects.visible_to(request.user), uuid=uuid)
    if not request.user.may_change(found.area_id):
        raise PermissionDenied
    known = papers.letterhead_of(found)
    context = {"title": f"{found}的公文抬头", "alliance": found, "seen": known.seen}
    context["year"] = timezone.localdate().year
    form = LetterheadForm(typed(request), instance=known)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen")
        try:
            papers.save_letterhead(found, by=request.user, seen=seen, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "公文抬头已保存。")
            return redirect(found)
    return render(request, "meetings/letterhead.html", context | {"form": form})
