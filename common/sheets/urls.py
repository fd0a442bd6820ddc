"""The routes of one import, for a room's urls.py."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse

from common.models import ImportBatch
from common.sheets import views
from common.sheets.importer import Importer

View = Callable[..., HttpResponse]


class Register(NamedTuple):
    """An import that has pages: its importer, and what the names of its URLs begin with."""

    importer: type[Importer]
    name: str


REGISTERS: dict[str, Register] = {}  # by Importer.kind


def urls(
    prefix: str, importer: type[Importer], name: str, door: Callable[[View], View], *, back: str
) -> list[URLPattern]:
    """`prefix` without a trailing slash ("w/units"); `back` names the register's page.

    Makes `<name>_import`, `<name>_template`, `<name>_batch`, `<name>_annotated`, `<name>_write`
    and `<name>_undo`.
    """
    REGISTERS[importer.kind] = Register(importer, f"{back.rpartition(':')[0]}:{name}")
    extra: dict[str, Any] = {"importer": importer, "back": back}
    routes: list[tuple[str, View, str]] = [
        ("", views.upload, "import"),
        ("template.xlsx", views.template, "template"),
        ("<uuid:batch>/", views.check, "batch"),
        ("<uuid:batch>/annotated.xlsx", views.annotated, "annotated"),
        ("<uuid:batch>/write/", views.write, "write"),
        ("<uuid:batch>/undo/", views.undo, "undo"),
    ]
    return [
        path(f"{prefix}/import/{route}", door(view), extra, name=f"{name}_{page}")
        for route, view, page in routes
    ]


def page_of(batch: ImportBatch) -> str:
    """The address of the batch; "" when its register has no import any more."""
    register = REGISTERS.get(batch.kind)
    return reverse(f"{register.name}_batch", args=[batch.uuid]) if register else ""


def title_of(batch: ImportBatch) -> str:
    """What is imported with the batch."""
    register = REGISTERS.get(batch.kind)
    return register.importer.title if register else batch.kind
