from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from alliance.api import bookings, bulletins, engagements, lists, meetings, projects, views
from alliance.api.docs import docs
from alliance.api.matching import CandidatesView
from alliance.api.requests import RequestViewSet
from alliance.api.resolutions import ResolutionViewSet

app_name = "api"

router = SimpleRouter(use_regex_path=False)
for prefix, viewset in [
    ("areas", views.AreaViewSet),
    ("units", views.UnitViewSet),
    ("resources", lists.ResourceViewSet),
    ("services", lists.ServiceViewSet),
    ("demands", lists.DemandViewSet),
    ("rounds", lists.RoundViewSet),
    ("edits", lists.RevisionViewSet),
    ("meetings", meetings.MeetingViewSet),
    ("resolutions", ResolutionViewSet),
    ("engagements", engagements.EngagementViewSet),
    ("reports", views.ReportViewSet),
    ("bulletins", bulletins.BulletinViewSet),
    ("suggestions", bulletins.SuggestionViewSet),
    ("requests", RequestViewSet),
    ("projects", projects.ProjectViewSet),
    ("pairings", projects.PairingViewSet),
    ("deliberations", projects.DeliberationViewSet),
    ("bookings", bookings.BookingViewSet),
]:
    router.register(prefix, viewset, basename=prefix)

urlpatterns = [
    path("v1/demands/<uuid:uuid>/candidates/", CandidatesView.as_view(), name="candidates"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
