from django.urls import path

from meetings.views import meetings, phone, reports

app_name = "meetings"

urlpatterns = [
    path("l/reports/", phone.report_list, name="phone_reports"),
    path("l/reports/<uuid:uuid>/", phone.report_edit, name="report_edit"),
    path("l/reports/<uuid:uuid>/check/", phone.report_check, name="report_check"),
    path("l/meetings/<uuid:uuid>/", phone.meeting, name="phone_meeting"),
    path("w/meetings/", meetings.meeting_list, name="meetings"),
    path("w/meetings/<uuid:uuid>/", meetings.meeting, name="meeting"),
    path("w/meetings/<uuid:uuid>/reschedule/", meetings.reschedule, name="reschedule"),
    path("w/meetings/<uuid:uuid>/cancel/", meetings.cancel, name="cancel"),
    path("w/rules/", meetings.rule_list, name="rules"),
    path("w/rules/<int:pk>/", meetings.rule, name="rule"),
    path("w/reports/", reports.report_list, name="reports"),
    path("w/reports/late/", reports.late, name="late"),
    path("w/reports/<uuid:uuid>/", reports.report, name="report"),
    path("w/reports/<uuid:uuid>/accept/", reports.accept, name="accept"),
    path("w/reports/<uuid:uuid>/return/", reports.give_back, name="give_back"),
]
