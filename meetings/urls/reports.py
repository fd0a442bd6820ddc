from django.urls import path

from meetings.views import papers_summaries, phone_reports, report_rules, reports

REPORT_URLS = [
    path("l/reports/", phone_reports.report_list, name="phone_reports"),
    path("l/reports/<uuid:uuid>/", phone_reports.report_edit, name="report_edit"),
    path("l/reports/<uuid:uuid>/check/", phone_reports.report_check, name="report_check"),
    path("l/reports/<uuid:uuid>/save/", phone_reports.report_save, name="report_save"),
    path("l/reports/<uuid:uuid>/suggest/", phone_reports.suggest, name="my_report_suggest"),
    path("w/report-rules/", report_rules.rule_list, name="report_rules"),
    path("w/report-rules/<uuid:uuid>/", report_rules.rule, name="report_rule"),
    path("w/reports/", reports.report_list, name="reports"),
    path("w/reports/late/", reports.late, name="late"),
    path("w/reports/summary/", reports.summary, name="summary"),
    path("w/reports/summary/discard/", papers_summaries.summary_discard, name="summary_discard"),
    path("w/reports/summary/edit/", papers_summaries.summary_edit, name="summary_edit"),
    path("w/reports/summary/issue/", papers_summaries.summary_issue, name="summary_issue"),
    path("w/reports/summary/paper/", papers_summaries.summary_paper, name="summary_paper"),
    path("w/reports/<uuid:uuid>/", reports.report, name="report"),
    path("w/reports/<uuid:uuid>/accept/", reports.accept, name="accept"),
    path("w/reports/<uuid:uuid>/return/", reports.give_back, name="give_back"),
    path("w/reports/<uuid:uuid>/suggest/", reports.suggest, name="report_suggest"),
    path("w/reports/<uuid:uuid>/text/", reports.report_copy, name="report_copy"),
]
