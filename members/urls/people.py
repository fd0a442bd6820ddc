"""Addresses of people and their data, of a unit's year, and of what units support."""

from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls
from members.importers.support import SupportImport
from members.views import me, people, support, year_sheet

writers = staff_door(writes=True)

PEOPLE_URLS = [
    path("w/people/", people.person_list, name="person_list"),
    path("w/people/<uuid:uuid>/", people.person, name="person"),
    path("w/people/<uuid:uuid>/edit/", people.person_edit, name="person_edit"),
    path("w/people/<uuid:uuid>/phone/", people.person_phone, name="person_phone"),
    path("w/corrections/", people.correction_list, name="correction_list"),
    path("w/corrections/<uuid:uuid>/", people.correction, name="correction"),
    path("l/me/", me.phone_me, name="phone_me"),
    path("w/me/", me.staff_me, name="staff_me"),
    path("w/support/", support.support_list, name="support_list"),
    *urls("w/support", SupportImport, "support", writers, back="members:support_list"),
    path("w/support/<uuid:uuid>/end/", support.support_end, name="support_end"),
    path("w/units/<uuid:uuid>/support/", support.support_add, name="support_add"),
    path("w/units/<uuid:uuid>/year/", year_sheet.unit_year, name="unit_year"),
    path("l/year/", year_sheet.phone_year, name="phone_year"),
]
