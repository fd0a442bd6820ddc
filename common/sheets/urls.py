"""The routes of one import, for a room's urls.py."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path

from common.sheets import views
from common.sheets.importer import Importer

View = Callable[..., HttpResponse]


def urls(
    prefix: str, importer: type[Importer], name: str, door: Callable[[View], View], *, back: str
) -> list[URLPattern]:
    """`prefix` without a trailing slash ("w/units"); `back` names the register's page.

    Makes `<name>_import`, `<name>_template`, `<name>_batch`, `<name>_annotated`, `<name>_write`.
    """
    extra: dict[str, Any] = {"importer": importer, "back": back}
    routes: list[tuple[str, View, str]] = [
        ("", views.upload, "import"),
        ("template.xlsx", views.template, "template"),
        ("<uuid:batch>/", views.check, "batch"),
        ("<uuid:batch>/annotated.xlsx", views.annotated, "annotated"),
        ("<uuid:batch>/write/", views.write, "write"),
    ]
    return [
        path(f"{prefix}/import/{route}", door(view), extra, name=f"{name}_{page}")
        for route, view, page in routes
    ]
