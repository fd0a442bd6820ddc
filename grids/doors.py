"""The inner door of this room: what only the district's administrators may do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from common.doors import staff_door
from grids.models import Area

View = Callable[..., HttpResponse]


def runs_district(user: Any) -> bool:
    """Whether the user is an administrator of a whole district: one query."""
    return bool(user.writable_areas().current().filter(kind=Area.Kind.DISTRICT).exists())


def district_door(view: View) -> View:
    """Staff only, and of them only the district's administrators: others see 403."""

    @staff_door(writes=True)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not runs_district(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
