"""A paper as it is asked for: as a page, as Word, as PDF."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render

from common import audit
from common.doors import Visit
from common.official import Paper, page, pdf
from common.official.exports import docx_response, pdf_response

FILES = {"docx": docx_response, "pdf": pdf_response}
FORMS = {"docx": "Word", "pdf": "PDF"}


class Shown(NamedTuple):
    """A paper for a page. `record`: whose trail a download stands in; `back`: (address, words)."""

    paper: Paper
    label: str
    title: str
    record: Model
    back: tuple[str, str]


def show(
    request: Visit,
    shown: Shown,
    *,
    template: str = "meetings/paper.html",
    forms: tuple[str, ...] = tuple(FORMS),
    **more: Any,
) -> HttpResponse:
    """The page; for `?as=` one of `forms` the file, noted in the trail."""
    form = request.GET.get("as", "")
    if form in forms and (answer := _file(request, shown, form)) is not None:
        return answer
    context = {
        "title": shown.title,
        "paper": page.of(shown.paper),
        "back": shown.back,
        "has_pdf": bool(pdf.program()),
        **more,
    }
    return render(request, template, context)


def _file(request: Visit, shown: Shown, form: str) -> HttpResponse | None:
    """None where no PDF can be made, with words that say so."""
    try:
        answer = FILES[form](shown.paper)
    except pdf.NoPdf as error:
        messages.error(request, error.message)
        return None
    reason = f"{shown.label}（{FORMS[form]}）"
    audit.record(shown.record, "download", by=request.user, reason=reason)
    return answer
