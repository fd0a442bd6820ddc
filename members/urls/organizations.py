"""The addresses of party organisations, committees and the standard table."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from common.doors import staff_door
from common.sheets.urls import urls
from members.importers import MembershipImport, OrganizationImport, SeatImport
from members.views import alliances, composites, memberships, organizations, seats, tables


class BodyConverter(StringConverter):
    """What has a committee with seats."""

    regex = "alliances|organizations"


register_converter(BodyConverter, "body")
writers = staff_door(writes=True)
ORGANIZATION_URLS: list[URLPattern] = [
    path("w/organizations/", organizations.organization_list, name="organization_list"),
    path("w/organizations/composite/", composites.composite_found, name="composite_found"),
    path("w/organizations/add/", organizations.organization_add, name="organization_add"),
    *urls(
        "w/organizations",
        OrganizationImport,
        "organizations",
        writers,
        back="members:organization_list",
    ),
    path("w/organizations/<uuid:uuid>/", organizations.organization, name="organization"),
    path(
        "w/organizations/<uuid:uuid>/edit/",
        organizations.organization_edit,
        name="organization_edit",
    ),
    path(
        "w/organizations/<uuid:uuid>/move/",
        organizations.organization_move,
        name="organization_move",
    ),
    path(
        "w/organizations/<uuid:uuid>/end/", organizations.organization_end, name="organization_end"
    ),
    path(
        "w/areas/<uuid:uuid>/organizations/",
        organizations.organization_tree,
        name="organization_tree",
    ),
    path("w/circles/", alliances.circle_list, name="circle_list"),
    path("w/alliances/add/", alliances.alliance_add, name="alliance_add"),
    *urls("w/memberships", MembershipImport, "memberships", writers, back="members:alliance_list"),
    path("w/alliances/<uuid:uuid>/edit/", alliances.alliance_edit, name="alliance_edit"),
    path("w/alliances/<uuid:uuid>/end/", alliances.alliance_end, name="alliance_end"),
    path("w/alliances/<uuid:uuid>/members/", memberships.member_list, name="member_list"),
    path("w/alliances/<uuid:uuid>/members/pick/", memberships.member_pick, name="member_pick"),
    path("w/alliances/<uuid:uuid>/members/add/", memberships.member_add, name="member_add"),
    path(
        "w/alliances/<uuid:uuid>/members/<uuid:unit>/", memberships.member_edit, name="member_edit"
    ),
    path("w/seats/", seats.seat_list, name="seat_list"),
    *urls("w/seats", SeatImport, "seats", writers, back="members:seat_list"),
    path("w/<body:kind>/<uuid:uuid>/committee/", seats.committee, name="committee"),
    path("w/<body:kind>/<uuid:uuid>/committee/appoint/", seats.seat_appoint, name="seat_appoint"),
    path(
        "w/<body:kind>/<uuid:uuid>/committee/nominate/", seats.seat_nominate, name="seat_nominate"
    ),
    path("w/seats/<uuid:uuid>/approve/", seats.seat_approve, name="seat_approve"),
    path("w/seats/<uuid:uuid>/refuse/", seats.seat_refuse, name="seat_refuse"),
    path("w/seats/<uuid:uuid>/renew/", seats.seat_renew, name="seat_renew"),
    path("w/seats/<uuid:uuid>/end/", seats.seat_end, name="seat_end"),
    path("w/table/", tables.own_table, name="own_table"),
    path("w/table/<uuid:uuid>/", tables.table, name="table"),
]
