"""The floor's own addresses, and a page with a form behind a door."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from common import kept

handler400 = "common.views.bad_request"
handler403 = "common.views.denied"
handler404 = "common.views.missing"
handler500 = "common.views.failed"

TEXT = '<form method="post">{% csrf_token %}{% include "ui/fields.html" %}</form>'


class Note(forms.Form):
    title = forms.CharField(label="标题", max_length=5)
    text = forms.CharField(label="说明", required=False)


def note(request: HttpRequest) -> HttpResponse:
    """Signed in is who carries the cookie `in`."""
    if "in" not in request.COOKIES:
        return kept.turn_back(request, to="/in/")
    form = Note(kept.typed(request))
    if request.method == "POST" and form.is_valid():
        return HttpResponse("saved")
    return HttpResponse(engines["django"].from_string(TEXT).render({"form": form}, request))


urlpatterns = [
    path("", include("common.urls")),
    path("note/", note),
    path("note/send/", note),
]
