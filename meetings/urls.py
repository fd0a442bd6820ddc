from meetings.bulletin_urls import BULLETIN_URLS, SUGGESTION_URLS
from meetings.meeting_urls import MEETING_URLS
from meetings.report_urls import REPORT_URLS

app_name = "meetings"
urlpatterns = [*BULLETIN_URLS, *MEETING_URLS, *REPORT_URLS, *SUGGESTION_URLS]
