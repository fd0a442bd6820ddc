"""Papers as files to save."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from common.official import docx, pdf
from common.official.paper import Paper, one_line

UNFIT = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))  # in the names of files on Windows
LONGEST = 80  # characters of a file's name


def docx_response(paper: Paper) -> HttpResponse:
    return _file(docx.render(paper), docx.DOCX, f"{_name(paper)}.docx")


def pdf_response(paper: Paper) -> HttpResponse:
    """Raises pdf.NoPdf."""
    return _file(pdf.of(docx.render(paper)), "application/pdf", f"{_name(paper)}.pdf")


def _name(paper: Paper) -> str:
    return one_line(paper.title).translate(UNFIT)[:LONGEST]


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A plain download under its Chinese name (RFC 5987); browsers inside other apps take it."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
