from meetings.meeting_urls import MEETING_URLS
from meetings.paper_urls import PAPER_URLS
from meetings.report_urls import REPORT_URLS

app_name = "meetings"
urlpatterns = [*MEETING_URLS, *PAPER_URLS, *REPORT_URLS]
