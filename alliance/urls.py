"""Every address of the portal: each room brings its own."""

from django.urls import include, path

from alliance import health

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
    path("", include("grids.urls")),
    path("", include("members.urls")),
    path("", include("projects.urls")),
    path("", include("meetings.urls")),
    path("api/", include("alliance.api_urls")),
]
