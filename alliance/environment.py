"""Reading the environment: a missing or unusable value stops the start with one clear line."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from environ import Env, ImproperlyConfigured


class Unusable(SystemExit):
    """A setting is missing or cannot be used; the message says which and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(f"portal: {why}")


def required(env: Env, name: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(name)
    except (ImproperlyConfigured, ValueError) as error:
        raise Unusable(f"{name} cannot be used: {error}") from None


def zone(env: Env, name: str, *, default: str) -> str:
    """The name of a time zone that this machine knows."""
    value: str = env(name, default=default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, an odd path, a folder
        raise Unusable(f"{name} names no time zone: {value}") from None
    return value


def secret(env: Env, name: str, *, least: int) -> str:
    """A secret of at least `least` characters."""
    value: str = env(name, default="")
    if not value:
        raise Unusable(f"{name} is not set; `make run` writes one for the embedded portal")
    if len(value) < least:
        raise Unusable(f"{name} is too short: at least {least} characters")
    return value


def clean_keys(env: Env, name: str) -> list[str]:
    """Fernet keys, newest first; every one must be usable."""
    keys: list[str] = env.list(name, default=[])
    if not keys:
        raise Unusable(f"{name} is not set; `make run` writes one for the embedded portal")
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        raise Unusable(f"{name} must hold Fernet keys (32 url-safe base64-encoded bytes)") from None
    return keys


def postgresql(env: Env, name: str) -> dict[str, Any]:
    """The database that an address names, as Django has it in DATABASES."""
    database: dict[str, Any] = required(env, name, env.db_url)
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise Unusable(f"{name} must name a PostgreSQL database (postgres://…)")
    # Our queries run for milliseconds; compiling one that only looks costly takes seconds.
    options = {"options": "-c jit=off"} | database.get("OPTIONS", {})
    return database | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
