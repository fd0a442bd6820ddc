from django.urls import path

from meetings.views import rotations, tutoring_phone, tutors_staff

TUTOR_URLS = [
    path("l/tutoring/", tutoring_phone.my_tutoring, name="my_tutoring"),
    path("l/tutoring/nominate/", tutoring_phone.my_nomination, name="my_nomination"),
    path("l/tutoring/<uuid:uuid>/", tutoring_phone.my_assignment, name="my_assignment"),
    path("l/tutoring/<uuid:uuid>/visit/", tutoring_phone.my_visit, name="my_visit"),
    path("w/tutors/", tutors_staff.tutor_list, name="tutors"),
    path("w/tutors/assignments/", tutors_staff.assignment_list, name="assignments"),
    path("w/tutors/assignments/<uuid:uuid>/", tutors_staff.assignment, name="assignment"),
    path("w/tutors/assignments/<uuid:uuid>/visit/", tutors_staff.visit_new, name="visit_new"),
    path("w/tutors/visits/<uuid:uuid>/", tutors_staff.visit_edit, name="visit_edit"),
    path("w/tutors/rotation/", rotations.rotation, name="rotation"),
    path(
        "w/tutors/rotation/<uuid:uuid>/<str:period>/", rotations.rotation_plan, name="rotation_plan"
    ),
    path("w/tutors/<uuid:uuid>/", tutors_staff.tutor, name="tutor"),
    path("w/tutors/<uuid:uuid>/approve/", tutors_staff.approve, name="tutor_approve"),
    path("w/tutors/<uuid:uuid>/refuse/", tutors_staff.refuse, name="tutor_refuse"),
    path("w/tutors/<uuid:uuid>/end/", tutors_staff.end, name="tutor_end"),
    path("w/tutors/<uuid:uuid>/away/", tutors_staff.absence, name="tutor_away"),
    path("w/tutors/<uuid:uuid>/away/<int:pk>/", tutors_staff.absence_drop, name="tutor_back"),
    path("w/units/<uuid:uuid>/tutors/new/", tutors_staff.nominate, name="tutor_nominate"),
]
