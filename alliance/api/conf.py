"""The settings of the REST API and of its description."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "alliance.api.paging.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "alliance.api.schema.Words",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "区域化党建联合体 API",
    "DESCRIPTION": "联合体的区域、成员单位、三张清单、会议与月报。权限与页面一致。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "AreaKind": "grids.models.Area.Kind",
        "BookingStatus": "projects.models.Booking.Status",
        "ItemStatus": "projects.models.Item.Status",
        "MeetingKind": "meetings.models.MeetingRule.Kind",
        "MeetingStatus": "meetings.models.Meeting.Status",
        "ProjectStatus": "projects.models.Project.Status",
        "ReportStatus": "meetings.models.LiaisonReport.Status",
        "RequestStatus": "projects.models.Request.Status",
        "RevisionStatus": "projects.models.Revision.Status",
        "RoundStatus": "projects.models.Round.Status",
    },
}
