from django.urls import path

from common.doors import staff_door
from common.sheets.urls import urls
from grids.doors import district_door
from grids.importers import AreaImport, CalendarImport, FiguresImport, PostImport
from grids.views import calendar, changes, public, staff

app_name = "grids"

writers = staff_door(writes=True)

urlpatterns = [
    path("grid/", public.find, name="find"),
    path("grid/<uuid:uuid>/", public.area, name="area"),
    path("grid/<uuid:uuid>/mine/", public.set_mine, name="set_mine"),
    path("w/areas/", staff.area_list, name="area_list"),
    *urls("w/areas", AreaImport, "area", writers, back="grids:area_list"),
    path("w/areas/<uuid:uuid>/", staff.area_detail, name="area_detail"),
    path("w/areas/<uuid:uuid>/rename/", changes.area_rename, name="area_rename"),
    path("w/areas/<uuid:uuid>/move/", changes.area_move, name="area_move"),
    path("w/areas/<uuid:uuid>/add/", changes.area_add, name="area_add"),
    path("w/areas/<uuid:uuid>/posts/add/", changes.post_add, name="post_add"),
    path("w/posts/", staff.post_list, name="post_list"),
    *urls("w/posts", PostImport, "post", writers, back="grids:post_list"),
    path("w/posts/<uuid:uuid>/end/", changes.post_end, name="post_end"),
    path("w/figures/", staff.figures_list, name="figures_list"),
    *urls("w/figures", FiguresImport, "figures", writers, back="grids:figures_list"),
    path("w/calendar/", calendar.calendar, name="calendar"),
    *urls("w/calendar", CalendarImport, "calendar", district_door, back="grids:calendar"),
]
