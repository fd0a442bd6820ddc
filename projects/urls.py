from projects.booking_urls import BOOKING_URLS
from projects.dispatch_urls import DISPATCH_URLS
from projects.engagement_urls import ENGAGEMENT_URLS
from projects.item_urls import ITEM_URLS
from projects.matching_urls import MATCHING_URLS
from projects.project_urls import PROJECT_URLS
from projects.request_urls import REQUEST_URLS
from projects.trace_urls import TRACE_URLS

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
