"""Where the reader's own reminders are sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import get_script_prefix
from django.views.decorators.http import require_http_methods

from common.doors import Visit, own_desk_door, phone_door
from common.kept import typed
from members.actions import accounts
from members.forms import MailForm


def _mail(request: Visit, frame: str, back: str) -> HttpResponse:
    form = MailForm(typed(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        accounts.change_mail(request.user, form.cleaned_data["email"])
        messages.success(request, "邮箱已保存。")
        return redirect(back)
    context = {"title": "提醒邮箱", "form": form, "frame": frame, "back": back}
    return render(request, "members/mail.html", context)


@require_http_methods(["GET", "POST"])
@own_desk_door()
def staff_mail(request: Visit) -> HttpResponse:
    return _mail(request, "base_staff.html", resolve_url("members:account"))


@require_http_methods(["GET", "POST"])
@phone_door()
def phone_mail(request: Visit) -> HttpResponse:
    return _mail(request, "base_phone.html", f"{get_script_prefix()}l/")
