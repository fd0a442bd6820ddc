from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from alliance.api import views

app_name = "api"

router = SimpleRouter()
for prefix, viewset in [
    ("areas", views.AreaViewSet),
    ("units", views.UnitViewSet),
    ("resources", views.ResourceViewSet),
    ("services", views.ServiceViewSet),
    ("demands", views.DemandViewSet),
    ("meetings", views.MeetingViewSet),
    ("reports", views.ReportViewSet),
]:
    router.register(prefix, viewset, basename=prefix)

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
