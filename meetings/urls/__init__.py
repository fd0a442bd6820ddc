from meetings.urls.bulletins import BULLETIN_URLS, SUGGESTION_URLS
from meetings.urls.meetings import MEETING_URLS
from meetings.urls.minutes import MINUTES_URLS
from meetings.urls.papers import PAPER_URLS
from meetings.urls.plans import PLAN_URLS
from meetings.urls.reports import REPORT_URLS
from meetings.urls.training import TRAINING_URLS
from meetings.urls.tutors import TUTOR_URLS

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
