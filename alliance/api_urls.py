from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from alliance.api import bookings, views
from alliance.api.docs import docs

app_name = "api"

router = SimpleRouter(use_regex_path=False)
for prefix, viewset in [
    ("areas", views.AreaViewSet),
    ("units", views.UnitViewSet),
    ("resources", views.ResourceViewSet),
    ("services", views.ServiceViewSet),
    ("demands", views.DemandViewSet),
    ("meetings", views.MeetingViewSet),
    ("reports", views.ReportViewSet),
    ("bookings", bookings.BookingViewSet),
]:
    router.register(prefix, viewset, basename=prefix)

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
