"""The doors of the portal: who may enter a page at all. What they see inside is the scope's matter.

Anonymous visitors go to the sign-in page, and what they had typed is kept. A door that is not
yours does not exist (404). Inside, who may read but not change gets 403 on a write.

The floor knows no app: a user is whatever says `is_staff_member`, `may_write`, `uses_phone_pages`
and `is_liaison` of itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from common import kept

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Decorator = Callable[[View[P]], View[P]]


def _door(
    may_enter: Callable[[Any], bool], may_write: Callable[[Any], bool]
) -> Callable[..., Decorator[P]]:
    """A decorator factory: `@staff_door()`, or `@staff_door(writes=True)`: GET too needs the right."""

    def decorator(*, writes: bool = False) -> Decorator[P]:
        def decorate(view: View[P]) -> View[P]:
            @wraps(view)
            def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
                if not request.user.is_authenticated:
                    return to_sign_in(request)
                if not may_enter(request.user):
                    raise Http404
                changes = writes or request.method not in ("GET", "HEAD")
                if changes and not may_write(request.user):
                    raise PermissionDenied
                return view(request, *args, **kwargs)

            return guarded

        return decorate

    return decorator


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards, with whatever was typed."""
    return kept.turn_back(request, to=resolve_url(settings.LOGIN_URL))


staff_door = _door(lambda user: user.is_staff_member, lambda user: user.may_write)
phone_door = _door(lambda user: user.uses_phone_pages, lambda user: True)
liaison_door = _door(lambda user: user.is_liaison, lambda user: True)
