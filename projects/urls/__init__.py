from projects.urls.bookings import BOOKING_URLS
from projects.urls.dispatch import DISPATCH_URLS
from projects.urls.engagements import ENGAGEMENT_URLS
from projects.urls.items import ITEM_URLS
from projects.urls.matching import MATCHING_URLS
from projects.urls.projects import PROJECT_URLS
from projects.urls.requests import REQUEST_URLS
from projects.urls.traces import TRACE_URLS

app_name = "projects"
urlpatterns = [
    *ITEM_URLS,
    *ENGAGEMENT_URLS,
    *REQUEST_URLS,
    *DISPATCH_URLS,
    *PROJECT_URLS,
    *BOOKING_URLS,
    *MATCHING_URLS,
    *TRACE_URLS,
]
