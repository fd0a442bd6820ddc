"""What every template may use: who runs the site, how it is shown, the residents' menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix

from common.display import Display

NAV = [
    ("首页", ""),
    ("找服务", "s/"),
    ("找网格", "grid/"),
    ("提需求", "ask/"),
    ("办到哪了", "track/"),
]


def site(request: HttpRequest) -> dict[str, Any]:
    """`site` (settings.SITE), `display`, `nav` [(label, url, current)], `home`, `here`."""
    home = get_script_prefix()
    return {
        "site": settings.SITE,
        "demo": settings.DEMO,
        "display": getattr(request, "display", Display()),
        "home": home,
        "here": request.get_full_path(),
        "nav": [(label, home + path, is_here(request.path, home, path)) for label, path in NAV],
    }


def is_here(path: str, home: str, part: str) -> bool:
    return path.startswith(home + part) if part else path == home
