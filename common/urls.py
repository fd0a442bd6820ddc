from django.urls import path

from common import views

app_name = "common"
urlpatterns = [
    path("favicon.ico", views.icon, name="icon"),
    path("elder/on/", views.elder_on, name="elder_on"),
    path("elder/off/", views.elder_off, name="elder_off"),
    path("contrast/on/", views.contrast, {"on": True}, name="contrast_on"),
    path("contrast/off/", views.contrast, {"on": False}, name="contrast_off"),
    path("report/", views.report, name="report"),
]
