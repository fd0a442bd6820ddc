"""The residents' pages of places, within the namespace of `grids` (see alliance.urls)."""

from django.urls import path

from alliance.views import finder

urlpatterns = [
    path("grid/", finder.find, name="find"),
    path("grid/<uuid:uuid>/", finder.area, name="area"),
    path("card/<uuid:uuid>/", finder.card, name="card"),
]
