"""The addresses of suggestions."""

from django.urls import path

from projects.views import matching

MATCHING_URLS = [
    path("w/matching/", matching.needs, name="matching"),
    path("w/matching/<uuid:uuid>/", matching.candidates, name="candidates"),
    path("l/items/<kind:kind>/<uuid:uuid>/needs/", matching.my_item_needs, name="my_item_needs"),
]
