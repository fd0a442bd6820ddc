"""Is the portal alive, and can it do its work? No secrets in either answer."""

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from alliance.celery import app


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database and broker answer; 503 names the part that does not."""
    parts = {"database": database_answers(), "broker": broker_answers()}
    ok = all(parts.values())
    body = {"status": "ok" if ok else "unavailable"} | {
        name: "ok" if works else "unavailable" for name, works in parts.items()
    }
    return JsonResponse(body, status=200 if ok else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def broker_answers() -> bool:
    if not settings.REDIS_URL:
        return settings.BROKER_DIR.is_dir()
    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True
