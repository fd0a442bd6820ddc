"""The doors of the portal: who may enter a page at all. What they see inside is the scope's matter.

Anonymous visitors go to the sign-in page, and what they had typed is kept. A door that is not
yours does not exist (404). Inside, who may read but not change gets 403 on a write.

The floor knows no app: a user is whatever says `is_staff_member`, `may_write`, `uses_phone_pages`
and `is_liaison` of itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from common import kept

if TYPE_CHECKING:
    from members.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Visit(HttpRequest):
    """What a view behind a door is given: a request of somebody who is signed in."""

    user: "User"


class Door:
    """A decorator factory: `@staff_door()`, or `@staff_door(writes=True)`: no page for readers."""

    def __init__(
        self, may_enter: Callable[["User"], bool], may_write: Callable[["User"], bool]
    ) -> None:
        self.may_enter, self.may_write = may_enter, may_write

    def __call__(
        self, *, writes: bool = False
    ) -> Callable[[Callable[Concatenate[Any, P], HttpResponse]], View[P]]:
        def decorate(view: Callable[Concatenate[Any, P], HttpResponse]) -> View[P]:
            @wraps(view)
            def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
                if not request.user.is_authenticated:
                    return to_sign_in(request)
                if not self.may_enter(request.user):
                    raise Http404
                changes = writes or request.method not in ("GET", "HEAD")
                if changes and not self.may_write(request.user):
                    raise PermissionDenied
                return view(request, *args, **kwargs)

            return guarded

        return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here afterwards, with whatever was typed."""
    return kept.turn_back(request, to=resolve_url(settings.LOGIN_URL))


staff_door = Door(lambda user: user.is_staff_member, lambda user: user.may_write)
# The reader's own password: an auditor changes it as well.
own_desk_door = Door(lambda user: user.is_staff_member, lambda user: True)
phone_door = Door(lambda user: user.uses_phone_pages, lambda user: True)
liaison_door = Door(lambda user: user.is_liaison, lambda user: True)
