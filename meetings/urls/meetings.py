from django.urls import path

from meetings.views import agenda, attendance, meetings, phone_meetings, rules, stages

MEETING_URLS = [
    path("l/meetings/<uuid:uuid>/", phone_meetings.meeting, name="phone_meeting"),
    path("l/meetings/<uuid:uuid>/reply/", phone_meetings.reply, name="reply"),
    path("l/meetings/<uuid:uuid>/here/", phone_meetings.here, name="here"),
    path("l/meetings/<uuid:uuid>/topic/", phone_meetings.topic_new, name="topic_new"),
    path(
        "l/meetings/<uuid:uuid>/topic/<uuid:topic>/withdraw/",
        phone_meetings.topic_withdraw,
        name="topic_withdraw",
    ),
    path(
        "l/meetings/<uuid:uuid>/materials/<uuid:material>/",
        phone_meetings.material,
        name="phone_material",
    ),
    path("w/meetings/", meetings.meeting_list, name="meetings"),
    path("w/meetings/<uuid:uuid>/", meetings.meeting, name="meeting"),
    path("w/meetings/<uuid:uuid>/reschedule/", meetings.reschedule, name="reschedule"),
    path("w/meetings/<uuid:uuid>/cancel/", meetings.cancel, name="cancel"),
    path("w/meetings/<uuid:uuid>/collect/", stages.collect, name="collect"),
    path("w/meetings/<uuid:uuid>/begin-agenda/", stages.begin_agenda, name="begin_agenda"),
    path("w/meetings/<uuid:uuid>/notify/", stages.notify, name="notify"),
    path("w/meetings/<uuid:uuid>/hold/", stages.hold, name="hold"),
    path("w/meetings/<uuid:uuid>/topics/<uuid:topic>/take/", agenda.topic_take, name="topic_take"),
    path(
        "w/meetings/<uuid:uuid>/topics/<uuid:topic>/decline/",
        agenda.topic_decline,
        name="topic_decline",
    ),
    path("w/meetings/<uuid:uuid>/carry/", agenda.carry, name="carry"),
    path("w/meetings/<uuid:uuid>/agenda/new/", agenda.item_new, name="item_new"),
    path("w/meetings/<uuid:uuid>/agenda/<uuid:item>/", agenda.item_edit, name="item_edit"),
    path("w/meetings/<uuid:uuid>/agenda/<uuid:item>/shift/", agenda.item_shift, name="item_shift"),
    path(
        "w/meetings/<uuid:uuid>/agenda/<uuid:item>/strike/",
        agenda.item_strike,
        name="item_strike",
    ),
    path(
        "w/meetings/<uuid:uuid>/agenda/<uuid:item>/materials/new/",
        agenda.material_add,
        name="material_add",
    ),
    path("w/meetings/<uuid:uuid>/materials/<uuid:material>/", agenda.material, name="material"),
    path(
        "w/meetings/<uuid:uuid>/materials/<uuid:material>/drop/",
        agenda.material_drop,
        name="material_drop",
    ),
    path(
        "w/meetings/<uuid:uuid>/replies/<uuid:invitation>/",
        attendance.answer_for,
        name="answer_for",
    ),
    path("w/meetings/<uuid:uuid>/attendance/", attendance.attendance, name="attendance"),
    path("w/meetings/<uuid:uuid>/code/", attendance.code, name="code"),
    path("w/rules/", rules.rule_list, name="rules"),
    path("w/rules/new/", rules.rule_new, name="rule_new"),
    path("w/rules/<int:pk>/", rules.rule, name="rule"),
]
