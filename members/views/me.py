"""A person's own page: what the portal holds about them, and how to have it put right."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.doors import Visit, own_desk_door, phone_door
from common.kept import typed
from members.actions import personal_data
from members.forms.people import CorrectionForm
from members.models import CorrectionRequest, Person
from members.people import sheet_of, sheet_of_account


def _me(request: Visit, frame: str) -> HttpResponse:
    person = Person.objects.filter(user=request.user).select_related("home__unit", "user").first()
    asked = CorrectionRequest.objects.open().filter(person=person).first() if person else None
    form = CorrectionForm(typed(request))
    if request.method == "POST" and form.is_valid():
        text, now = form.cleaned_data["text"], timezone.now()
        try:
            personal_data.ask_correction(request.user, text=text, now=now)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已提交，工作人员答复后会在“消息”里提醒您。")
            return redirect(request.path)
    context = {
        "title": "我的资料",
        "person": person,
        "sections": sheet_of(person) if person else sheet_of_account(request.user),
        "asked": asked,
        "form": form,
        "frame": frame,
    }
    return render(request, "members/me.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@phone_door()
def phone_me(request: Visit) -> HttpResponse:
    return _me(request, "base_phone.html")


@never_cache
@require_http_methods(["GET", "POST"])
@own_desk_door()
def staff_me(request: Visit) -> HttpResponse:
    return _me(request, "base_staff.html")
