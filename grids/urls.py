from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls
from grids.doors import district_door
from grids.importers import (
    AreaImport,
    CalendarImport,
    FiguresImport,
    PostImport,
    StationImport,
    TeamImport,
)
from grids.views import (
    calendar,
    changes,
    merges,
    outlines,
    overlaps,
    posts,
    public,
    staff,
    staffing,
    stations,
    teams,
)

app_name = "grids"

writers = staff_door(writes=True)

urlpatterns = [
    path("grid/<uuid:uuid>/mine/", public.set_mine, name="set_mine"),
    path("w/areas/", staff.area_list, name="area_list"),
    *urls("w/areas", AreaImport, "area", writers, back="grids:area_list"),
    path("w/areas/<uuid:uuid>/", staff.area_detail, name="area_detail"),
    path("w/areas/<uuid:uuid>/rename/", changes.area_rename, name="area_rename"),
    path("w/areas/<uuid:uuid>/move/", changes.area_move, name="area_move"),
    path("w/areas/<uuid:uuid>/merge/", merges.area_merge, name="area_merge"),
    path("w/areas/<uuid:uuid>/split/", merges.area_split, name="area_split"),
    path("w/areas/<uuid:uuid>/outcome/", merges.area_outcome, name="area_outcome"),
    path("w/areas/<uuid:uuid>/beside/add/", overlaps.overlap_add, name="overlap_add"),
    path("w/overlaps/<int:pk>/end/", overlaps.overlap_end, name="overlap_end"),
    path("w/areas/<uuid:uuid>/add/", changes.area_add, name="area_add"),
    path("w/areas/<uuid:uuid>/posts/add/", posts.post_add, name="post_add"),
    path("w/areas/<uuid:uuid>/outline/delete/", outlines.outline_delete, name="outline_delete"),
    path("w/areas/<uuid:uuid>/outlines/", outlines.outlines, name="outlines"),
    path(
        "w/areas/<uuid:uuid>/outlines/outlines.geojson",
        outlines.outlines_download,
        name="outlines_download",
    ),
    path(
        "w/areas/<uuid:uuid>/outlines/<uuid:batch>/",
        outlines.outlines_check,
        name="outlines_check",
    ),
    path(
        "w/areas/<uuid:uuid>/outlines/<uuid:batch>/write/",
        outlines.outlines_write,
        name="outlines_write",
    ),
    path("w/posts/", staff.post_list, name="post_list"),
    *urls("w/posts", PostImport, "post", writers, back="grids:post_list"),
    path("w/posts/<uuid:uuid>/end/", posts.post_end, name="post_end"),
    path("w/posts/<uuid:uuid>/edit/", posts.post_edit, name="post_edit"),
    path("grid/stations/<uuid:uuid>/", stations.public_station, name="station"),
    path("w/stations/", stations.station_list, name="station_list"),
    *urls("w/stations", StationImport, "station", writers, back="grids:station_list"),
    path("w/stations/add/", stations.station_add, name="station_add"),
    path("w/stations/<uuid:uuid>/", stations.station_detail, name="station_detail"),
    path("w/stations/<uuid:uuid>/edit/", stations.station_edit, name="station_edit"),
    path("w/stations/<uuid:uuid>/end/", stations.station_end, name="station_end"),
    path("w/teams/", teams.team_list, name="team_list"),
    *urls("w/teams", TeamImport, "team", writers, back="grids:team_list"),
    path("w/teams/add/", teams.team_place, name="team_place"),
    path("w/areas/<uuid:uuid>/teams/add/", teams.team_add, name="team_add"),
    path("w/teams/<uuid:uuid>/", teams.team_detail, name="team_detail"),
    path("w/teams/<uuid:uuid>/edit/", teams.team_edit, name="team_edit"),
    path("w/teams/<uuid:uuid>/end/", teams.team_end, name="team_end"),
    path("w/staffing/", staffing.staffing_list, name="staffing_list"),
    path("w/figures/", staff.figures_list, name="figures_list"),
    *urls("w/figures", FiguresImport, "figures", writers, back="grids:figures_list"),
    path("w/calendar/", calendar.calendar, name="calendar"),
    *urls("w/calendar", CalendarImport, "calendar", district_door, back="grids:calendar"),
]
