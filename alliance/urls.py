"""Every address of the portal: each room brings its own."""

from django.urls import include, path

from alliance import finder_urls, health
from grids import urls as grids_urls

handler400 = "common.views.bad_request"
handler403 = "common.views.denied"
handler404 = "common.views.missing"
handler500 = "common.views.failed"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("alliance.home_urls")),
    path("", include("common.urls")),
    path("", include("notices.urls")),
    # Residents' pages of places answer from all rooms: their views stand in this one.
    path("", include(([*finder_urls.urlpatterns, *grids_urls.urlpatterns], "grids"))),
    path("", include("alliance.coverage_urls")),
    path("", include("members.urls")),
    path("", include("projects.urls")),
    path("", include("meetings.urls")),
    path("api/", include("alliance.api_urls")),
]
