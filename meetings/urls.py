from meetings.bulletin_urls import BULLETIN_URLS, SUGGESTION_URLS
from meetings.meeting_urls import MEETING_URLS
from meetings.minutes_urls import MINUTES_URLS
from meetings.paper_urls import PAPER_URLS
from meetings.plan_urls import PLAN_URLS
from meetings.report_urls import REPORT_URLS
from meetings.training_urls import TRAINING_URLS
from meetings.tutor_urls import TUTOR_URLS

app_name = "meetings"
urlpatterns = [
    *BULLETIN_URLS,
    *MEETING_URLS,
    *MINUTES_URLS,
    *PAPER_URLS,
    *PLAN_URLS,
    *REPORT_URLS,
    *SUGGESTION_URLS,
    *TRAINING_URLS,
    *TUTOR_URLS,
]
