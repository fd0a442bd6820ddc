"""What the pages that add, change or end one record share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.doors import Visit

writing = require_http_methods(["GET", "HEAD", "POST"])


def did(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether the action went through; what it refused stands in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def seen_by(request: Visit, form: BaseForm, now: str) -> str:
    """The stamp for the page: that of a form kept over a sign-in, else of the record `now`."""
    return str(form.data.get("seen", now)) if request.method != "POST" else now


def edit_page(
    request: Visit,
    form: BaseForm,
    act: Callable[[], object],
    page: Mapping[str, Any],
    *,
    done: str,
    template: str = "grids/edit.html",
) -> HttpResponse:
    """The form; when it is right and the action goes through, back to `page["back"]`."""
    if request.method == "POST" and form.is_valid() and did(form, act):
        messages.success(request, done)
        return redirect(page["back"])
    return render(request, template, {"form": form, **page})
