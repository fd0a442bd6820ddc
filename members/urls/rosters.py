"""Addresses of members where they live: rosters, check-ins, posts, household contacts."""

from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls
from members.importers.check_ins import CheckInImport
from members.importers.contacts import ContactImport
from members.importers.rosters import RosterImport
from members.views import check_ins, contacts, posts, report, rosters

writers = staff_door(writes=True)
OF_ORGANIZATION = "w/organizations/<uuid:uuid>"
THINGS = f"{OF_ORGANIZATION}/keeps/<str:things>"

ROSTER_URLS = [
    path("checkin/<uuid:uuid>/", report.public_check_in, name="public_check_in"),
    path("checkin/<uuid:uuid>/done/", report.public_check_in_done, name="public_check_in_done"),
    path("l/check-in/", report.my_check_in, name="my_check_in"),
    path("w/rosters/", rosters.roster_list, name="roster_list"),
    *urls("w/rosters", RosterImport, "rosters", writers, back="members:roster_list"),
    path("w/rosters/<uuid:uuid>/edit/", rosters.roster_edit, name="roster_edit"),
    path("w/rosters/<uuid:uuid>/end/", rosters.roster_end, name="roster_end"),
    path(f"{OF_ORGANIZATION}/roster/", rosters.roster, name="roster"),
    path(f"{OF_ORGANIZATION}/roster/add/", rosters.roster_add, name="roster_add"),
    path("w/check-ins/", check_ins.check_in_list, name="check_in_list"),
    *urls("w/check-ins", CheckInImport, "check_ins", writers, back="members:check_in_list"),
    path("w/check-ins/add/", check_ins.check_in_add, name="check_in_add"),
    path("w/check-ins/add-unit/", check_ins.check_in_add_unit, name="check_in_add_unit"),
    path("w/check-ins/link/", check_ins.check_in_link, name="check_in_link"),
    path("w/check-ins/link/<uuid:uuid>/", check_ins.check_in_poster, name="check_in_poster"),
    path("w/check-ins/confirm/", check_ins.check_in_confirm_many, name="check_in_confirm_many"),
    path("w/check-ins/<uuid:uuid>/", check_ins.check_in, name="check_in"),
    path("w/check-ins/<uuid:uuid>/confirm/", check_ins.check_in_confirm, name="check_in_confirm"),
    path("w/check-ins/<uuid:uuid>/phone/", check_ins.check_in_phone, name="check_in_phone"),
    path("w/check-ins/<uuid:uuid>/revoke/", check_ins.check_in_revoke, name="check_in_revoke"),
    path("w/check-ins/<uuid:uuid>/hours/", check_ins.check_in_hours, name="check_in_hours"),
    path(f"{THINGS}/", posts.thing_list, name="thing_list"),
    path(f"{THINGS}/add/", posts.thing_add, name="thing_add"),
    path(f"{THINGS}/<int:pk>/end/", posts.thing_end, name="thing_end"),
    path(f"{OF_ORGANIZATION}/compact/", posts.compact, name="compact"),
    path("w/contacts/", contacts.contact_list, name="contact_list"),
    *urls("w/contacts", ContactImport, "contacts", writers, back="members:contact_list"),
    path("w/contacts/add/", contacts.contact_choose, name="contact_choose"),
    path(f"{OF_ORGANIZATION}/contacts/add/", contacts.contact_add, name="contact_add"),
    path("w/contacts/<uuid:uuid>/", contacts.contact, name="contact"),
    path("w/contacts/<uuid:uuid>/edit/", contacts.contact_edit, name="contact_edit"),
    path("w/contacts/<uuid:uuid>/end/", contacts.contact_end, name="contact_end"),
    path("w/contacts/<uuid:uuid>/plate/", contacts.plate, name="plate"),
]
