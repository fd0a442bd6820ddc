from django.urls import path

from meetings.views import training_phone, training_staff

TRAINING_URLS = [
    path("l/training/", training_phone.my_training, name="my_training"),
    path("l/training/<uuid:uuid>/", training_phone.my_session, name="my_session"),
    path("l/training/places/<uuid:uuid>/", training_phone.my_place, name="my_place"),
    path("l/training/materials/<uuid:uuid>/", training_phone.my_material, name="my_material"),
    path("w/training/", training_staff.programme_list, name="programmes"),
    path("w/training/new/", training_staff.programme_new, name="programme_new"),
    path("w/training/<uuid:uuid>/", training_staff.programme, name="programme"),
    path("w/training/<uuid:uuid>/edit/", training_staff.programme_edit, name="programme_edit"),
    path("w/training/<uuid:uuid>/close/", training_staff.programme_close, name="programme_close"),
    path("w/training/<uuid:uuid>/add/", training_staff.session_new, name="session_new"),
    path("w/training/sessions/<uuid:uuid>/", training_staff.session, name="session"),
    path("w/training/sessions/<uuid:uuid>/edit/", training_staff.session_edit, name="session_edit"),
    path(
        "w/training/sessions/<uuid:uuid>/cancel/",
        training_staff.session_cancel,
        name="session_cancel",
    ),
    path("w/training/sessions/<uuid:uuid>/roll/", training_staff.attendance, name="session_roll"),
    path("w/training/sessions/<uuid:uuid>/papers/", training_staff.material_add, name="paper_add"),
    path("w/training/papers/<uuid:uuid>/", training_staff.material, name="handout"),
    path("w/training/papers/<uuid:uuid>/drop/", training_staff.material_drop, name="paper_drop"),
]
