"""The addresses of needs being met: suggestions, claims, engagements."""

from django.urls import URLPattern, path

from projects.views import engagements_phone as phone
from projects.views import engagements_staff as staff
from projects.views import hall

ENGAGEMENT_URLS: list[URLPattern] = [
    path("l/hall/", hall.my_hall, name="my_hall"),
    path("l/hall/<uuid:uuid>/", hall.my_hall_demand, name="my_hall_demand"),
    path("l/hall/<uuid:uuid>/propose/", hall.my_propose, name="my_engagement_propose"),
    path("l/engagements/", phone.my_engagements, name="my_engagements"),
    path("l/engagements/<uuid:uuid>/", phone.my_engagement, name="my_engagement"),
    path(
        "l/engagements/<uuid:uuid>/<slug:verb>/", phone.my_engagement_act, name="my_engagement_act"
    ),
    path("w/hall/", hall.hall, name="hall"),
    path("w/hall/<uuid:uuid>/", hall.hall_demand, name="hall_demand"),
    path("w/hall/<uuid:uuid>/propose/", hall.propose, name="engagement_propose"),
    path("w/engagements/", staff.engagements, name="engagement_list"),
    path("w/engagements/<uuid:uuid>/", staff.engagement, name="engagement"),
    path("w/engagements/<uuid:uuid>/<slug:verb>/", staff.engagement_act, name="engagement_act"),
]
