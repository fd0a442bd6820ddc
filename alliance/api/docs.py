"""The page that explains the API, read from its own schema: plain HTML like every other page."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

Shape = dict[str, Any]
KINDS = {
    "uuid": "UUID",
    "date": "日期",
    "date-time": "时间",
    "integer": "整数",
    "boolean": "true 或 false",
    "string": "文本",
}
CHOICE = re.compile(r"^\* `(.*?)` - (.*)$", re.MULTILINE)


class Call(NamedTuple):
    """One operation; `asks`, `sends` and `answers` are (name, what it is)."""

    method: str
    path: str
    title: str
    about: str
    asks: list[tuple[str, str]]
    sends: list[tuple[str, str]]
    answers: list[tuple[str, str]]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"title": "开放接口", "calls": calls()})


@lru_cache(maxsize=1)
def calls() -> list[Call]:
    """Every operation, in the order of the addresses."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    return [
        _call(method.upper(), path, operation, shapes)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


def _call(method: str, path: str, operation: Shape, shapes: Shape) -> Call:
    asked = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
    sent = operation.get("requestBody", {}).get("content", {})
    answers = operation["responses"].items()
    answered = next(answer["content"] for code, answer in answers if code.startswith("2"))
    return Call(
        method,
        path,
        operation["summary"],
        operation["description"],
        [(one["name"], one.get("description", "")) for one in asked],
        _fields(sent, shapes),
        [] if operation["operationId"].endswith("_list") else _fields(answered, shapes),
    )


def _fields(content: Shape, shapes: Shape) -> list[tuple[str, str]]:
    shape = _named(content.get("application/json", {}).get("schema", {}), shapes)
    return [(name, _words(field, shapes)) for name, field in shape.get("properties", {}).items()]


def _named(shape: Shape, shapes: Shape) -> Shape:
    """The shape itself, looked up where only its name is given."""
    inner = shape.get("allOf") or shape.get("oneOf") or [shape]
    name = inner[0].get("$ref", "").rpartition("/")[2]
    return {**shapes.get(name, {}), **shape}


def _words(field: Shape, shapes: Shape) -> str:
    """“状态：draft 草稿、submitted 待审核” of a choice, “截止日期：日期” of anything else."""
    full = _named(field, shapes)
    choices = CHOICE.findall(full.get("description", ""))
    kind = KINDS.get(full.get("format", "")) or KINDS.get(str(full.get("type", "")), "")
    said = "、".join(f"{value} {label}" for value, label in choices) or kind
    return "：".join(filter(None, [full.get("title", ""), said]))
