from django.urls import path

from meetings.views import meetings, phone_meetings

MEETING_URLS = [
    path("l/meetings/<uuid:uuid>/", phone_meetings.meeting, name="phone_meeting"),
    path("w/meetings/", meetings.meeting_list, name="meetings"),
    path("w/meetings/<uuid:uuid>/", meetings.meeting, name="meeting"),
    path("w/meetings/<uuid:uuid>/reschedule/", meetings.reschedule, name="reschedule"),
    path("w/meetings/<uuid:uuid>/cancel/", meetings.cancel, name="cancel"),
    path("w/rules/", meetings.rule_list, name="rules"),
    path("w/rules/<int:pk>/", meetings.rule, name="rule"),
]
