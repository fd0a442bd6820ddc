"""A paper on its way to the reader."""

from urllib.parse import quote

from django.http import HttpResponse

from common.papers import TYPES


def paper_response(name: str, kind: str, data: bytes | memoryview) -> HttpResponse:
    """The paper `name`.`kind` to be saved, never shown in the place of a page."""
    response = HttpResponse(bytes(data), content_type=TYPES[kind])
    full = quote(f"{name}.{kind}")
    response["Content-Disposition"] = (
        f"attachment; filename=\"paper.{kind}\"; filename*=UTF-8''{full}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
