"""Staff pages: suggestions of units, and their answers."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import suggestions
from meetings.forms.suggestions import AnswerForm
from meetings.models import Suggestion
from meetings.registers.suggestions import SuggestionListing
from members.views.ask import ask
from members.views.units import show_list


@require_GET
@staff_door()
def suggestion_list(request: Visit) -> HttpResponse:
    rows = Suggestion.objects.visible_to(request.user).for_list()
    return show_list(request, SuggestionListing(request, rows), "ui/list.html")


@require_http_methods(["GET", "POST"])
@staff_door()
def suggestion(request: Visit, uuid: UUID) -> HttpResponse:
    """The suggestion; for who answers it, the form of its answer."""
    seen = Suggestion.objects.visible_to(request.user).for_list()
    found = get_object_or_404(seen.select_related("report", "raised_by", "answered_by"), uuid=uuid)
    answers = Suggestion.objects.answerable_by(request.user).contains(found)
    if request.method == "POST" and not answers:
        raise PermissionDenied
    form = AnswerForm(typed(request), initial={"seen": found.seen})

    def act() -> None:
        text, stamp = form.cleaned_data["answer"], form.cleaned_data["seen"]
        suggestions.answer(found, text, by=request.user, now=timezone.now(), seen=stamp)

    more = {
        "suggestion": found,
        "may_answer": answers and found.is_open,
        "late": found.is_open and found.answer_by < timezone.localdate(),
        "template": "meetings/suggestion.html",
        "done": "已答复，单位的联络员会收到提醒。",
    }
    title, back = f"意见建议：{found.brief}", found.get_absolute_url()
    return ask(request, form, act, title=title, action="答复", back=back, **more)
