"""The addresses of bulletins and suggestions."""

from django.urls import path

from meetings.views import (
    bulletins,
    open_bulletins,
    papers_bulletins,
    phone_bulletins,
    phone_suggestions,
    suggestions,
)

BULLETIN = "w/bulletins/<uuid:uuid>/"
PAPER = "bulletins/<uuid:uuid>/paper/"

BULLETIN_URLS = [
    path("open/bulletins/", open_bulletins.open_bulletins, name="open_bulletins"),
    path("open/bulletins/<uuid:uuid>/", open_bulletins.open_bulletin, name="open_bulletin"),
    path(f"open/{PAPER}", papers_bulletins.open_bulletin_paper, name="open_bulletin_paper"),
    path("l/bulletins/", phone_bulletins.phone_bulletins, name="phone_bulletins"),
    path("l/bulletins/<uuid:uuid>/", phone_bulletins.phone_bulletin, name="phone_bulletin"),
    path(f"l/{PAPER}", papers_bulletins.phone_bulletin_paper, name="phone_bulletin_paper"),
    path("l/bulletins/<uuid:uuid>/read/", phone_bulletins.bulletin_read, name="bulletin_read"),
    path("w/bulletins/", bulletins.bulletin_list, name="bulletins"),
    path("w/bulletins/new/", bulletins.bulletin_new, name="bulletin_new"),
    path(BULLETIN, bulletins.bulletin, name="bulletin"),
    path(f"{BULLETIN}edit/", bulletins.bulletin_edit, name="bulletin_edit"),
    path(f"w/{PAPER}", papers_bulletins.bulletin_paper, name="bulletin_paper"),
    path(f"{BULLETIN}issue/", bulletins.bulletin_issue, name="bulletin_issue"),
    path(f"{BULLETIN}discard/", bulletins.bulletin_discard, name="bulletin_discard"),
]
SUGGESTION_URLS = [
    path("l/suggestions/", phone_suggestions.my_suggestions, name="my_suggestions"),
    path("l/suggestions/<uuid:uuid>/", phone_suggestions.my_suggestion, name="my_suggestion"),
    path("w/suggestions/", suggestions.suggestion_list, name="suggestions"),
    path("w/suggestions/<uuid:uuid>/", suggestions.suggestion, name="suggestion"),
]
