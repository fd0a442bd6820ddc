"""“My grid”: a resident's own grid, remembered by a cookie."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from grids.mine import COOKIE, KEPT, KINDS
from grids.models import Area


# A forged post changes only which grid is shown first; so public pages set no token cookie.
@csrf_exempt
@require_POST
def set_mine(request: HttpRequest, uuid: uuid.UUID) -> HttpResponse:
    """Remember this grid as the visitor's own, or forget it: in a cookie, nowhere else."""
    grids = Area.objects.current().filter(kind__in=KINDS)
    grid = get_object_or_404(grids, uuid=uuid)
    response = redirect(grid)
    if "forget" in request.POST:
        response.delete_cookie(COOKIE, path=settings.BASE_PATH)
        return response
    response.set_cookie(
        COOKIE,
        str(grid.uuid),
        max_age=KEPT,
        path=settings.BASE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
