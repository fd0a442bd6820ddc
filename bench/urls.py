"""The portal's addresses, and the view that the directory is held against."""

from django.urls import include, path

from bench.directory_page import limit

urlpatterns = [
    path("bench/limit/", limit),
    path("", include("alliance.urls")),
]
