"""Phone pages of the liaison officer: what the unit suggests, and the answers."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from common.doors import Visit, liaison_door
from common.kept import typed
from meetings.actions import suggestions
from meetings.forms.suggestions import SuggestionForm
from meetings.models import Suggestion
from members.models import MemberUnit
from members.views.ask import ask

MOST = 50


@require_http_methods(["GET", "POST"])
@liaison_door()
def my_suggestions(request: Visit) -> HttpResponse:
    """A new one on top, those of the unit beneath."""
    held = MemberUnit.objects.filter(liaisons__person__user=request.user, liaisons__until=None)
    unit = get_object_or_404(held.select_related("area"))
    own = Suggestion.objects.of_liaison(request.user).order_by("-raised_at", "-pk")[:MOST]
    form = SuggestionForm(typed(request))

    def act() -> str:
        text, now = form.cleaned_data["text"], timezone.now()
        return suggestions.raise_suggestion(unit, text, by=request.user, now=now).phone_url

    more: dict[str, Any] = {
        "template": "meetings/my_suggestions.html",
        "suggestions": own,
        "days": Suggestion.ANSWER_DAYS,
        "done": "已提交，街道马上就能看到。",
    }
    back = reverse("home:phone")
    return ask(request, form, act, title="意见建议", action="提交", back=back, **more)


@require_GET
@liaison_door()
def my_suggestion(request: Visit, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(Suggestion.objects.of_liaison(request.user), uuid=uuid)
    context = {"title": "意见建议", "suggestion": found}
    return render(request, "meetings/my_suggestion.html", context)
