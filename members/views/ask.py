"""A form that leads to one action: shown, checked, done; what the action refused stands in it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from common.doors import Visit
from common.stamps import Stale


def ask(
    request: Visit,
    form: BaseForm,
    act: Callable[[], Any],
    *,
    title: str,
    action: str,
    back: str,
    done: str,
    template: str = "members/organization_form.html",
    **more: Any,
) -> HttpResponse:
    """The page with the form (`action`: its button); when it is right `act()`, `done`, and on.

    On leads where `act` answers, if it is a record with a page or an address, else back.
    """
    if request.method == "POST" and form.is_valid():
        try:
            found = act()
        except ValidationError as error:
            blame(form, error)
        else:
            messages.success(request, done)
            return redirect(_address(found) or back)
    context = {"title": title, "form": form, "action": action, "back": back, **more}
    return render(request, template, context)


def blame(form: BaseForm, error: ValidationError) -> None:
    """Put what an action refused where the form has the field, else above it.

    A form that was stale keeps what was typed, and its `seen` is now that of the record as it is.
    """
    if isinstance(error, Stale):
        _look_again(form)
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _look_again(form: BaseForm) -> None:
    """The form's hidden `seen`, if it has one, says what stands there now: sent again, it holds."""
    if "seen" in form.fields:
        data = cast(QueryDict, form.data).copy()
        data[form.add_prefix("seen")] = form["seen"].initial
        form.data = data


def _address(found: Any) -> str:
    """The page of what an action answered, or the address that it is."""
    if hasattr(found, "get_absolute_url"):
        return str(found.get_absolute_url())
    return found if isinstance(found, str) else ""
