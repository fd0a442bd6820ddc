"""What a person typed survives an expired session.

A form is posted, but the session has ended in between. The door keeps what was typed, asks for a
new sign-in, and leads back to the page of the form, which is shown filled in again:

    # in a door, anonymous:
    return kept.turn_back(request, to=sign_in_url)      # …?next=<the page of the form>

    # in the view of the form, instead of `request.POST or None`:
    form = ReportForm(kept.typed(request), instance=report)
    if request.method == "POST" and form.is_valid(): …

`common.views.csrf_failed` (a form that outlived its cookie) goes the same way. Kept are the fields,
not files or passwords: encrypted in the cache for half an hour, found only with the HttpOnly cookie
of the browser that typed them, shown once, and only on the page where they were typed. A post from
another site is never kept: it would come back as a form that its reader did not fill in.
"""

import hashlib
import secrets
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from common.fields import decrypt, encrypt

COOKIE = "kept"
SECONDS = 30 * 60
MOST_BYTES = 100 * 1024


def own(request: HttpRequest) -> bool:
    """Did one of our pages send this? By Origin, which browsers add to every POST, or Referer."""
    parts = _split(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (parts.scheme, parts.netloc) == _host(request)


def page_of(request: HttpRequest) -> str:
    """Path and query of the page to return to: for a POST of ours the page its form stood on."""
    parts = _split(request.headers.get("Referer", ""))
    if request.method != "POST" or (parts.scheme, parts.netloc) != _host(request):
        return request.get_full_path()
    query = "?" + parts.query if parts.query else ""
    return "/" + parts.path.lstrip("/") + query  # "//host" would lead away


def keep(request: HttpRequest) -> str:
    """Keeps the fields typed; returns the token for the cookie, "" when nothing is to keep."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    body = urlencode(fields).encode()
    if not body or len(body) > MOST_BYTES or not own(request):
        return ""
    token = secrets.token_urlsafe(24)
    path = urlsplit(page_of(request)).path
    cache.set(_key(token, path), encrypt(body).decode(), SECONDS)
    return token


def kept(request: HttpRequest, path: str) -> QueryDict | None:
    """What this browser typed on the page `path`, once; None when nothing is kept for it."""
    token = request.COOKIES.get(COOKIE, "")
    secret = cache.get(_key(token, path)) if token else None
    if secret is None:
        return None
    cache.delete(_key(token, path))
    return QueryDict(decrypt(secret.encode()))


def typed(request: HttpRequest) -> QueryDict | None:
    """A form's data: what is posted now, else what was kept for this page, else None (unbound)."""
    return request.POST if request.method == "POST" else kept(request, request.path)


def turn_back(request: HttpRequest, *, to: str) -> HttpResponse:
    """To the page `to`, with `next` leading back here, and what was typed kept meanwhile."""
    return send(
        HttpResponseRedirect(f"{to}?{urlencode({'next': page_of(request)})}"), keep(request)
    )


def send(response: HttpResponse, token: str) -> HttpResponse:
    if token:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            COOKIE,
            token,
            SECONDS,
            httponly=True,
            samesite="Lax",
            secure=secure,
            path=settings.BASE_PATH,
        )
    return response


def _split(address: str) -> SplitResult:
    """The parts of an address that a browser sent; of nonsense (“http://[”) those of nothing."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _host(request: HttpRequest) -> tuple[str, str]:
    return request.scheme or "", request.get_host()


def _key(token: str, path: str) -> str:
    return "kept:" + hashlib.sha256(f"{token} {path}".encode()).hexdigest()
