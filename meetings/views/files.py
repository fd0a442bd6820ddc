"""A kept file on its way to the reader."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from common.files import SHOWN, TYPES


def file_response(name: str, kind: str, data: bytes | memoryview) -> HttpResponse:
    """Under the name it came with; PDF and pictures are shown, the others saved."""
    answer = HttpResponse(bytes(data), content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(kind not in SHOWN, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
