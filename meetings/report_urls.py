from django.urls import path

from meetings.views import phone_reports, reports

REPORT_URLS = [
    path("l/reports/", phone_reports.report_list, name="phone_reports"),
    path("l/reports/<uuid:uuid>/", phone_reports.report_edit, name="report_edit"),
    path("l/reports/<uuid:uuid>/check/", phone_reports.report_check, name="report_check"),
    path("w/reports/", reports.report_list, name="reports"),
    path("w/reports/late/", reports.late, name="late"),
    path("w/reports/<uuid:uuid>/", reports.report, name="report"),
    path("w/reports/<uuid:uuid>/accept/", reports.accept, name="accept"),
    path("w/reports/<uuid:uuid>/return/", reports.give_back, name="give_back"),
]
