from django.urls import path

from alliance.views import homes

app_name = "home"

urlpatterns = [
    path("", homes.public_home, name="public"),
    path("l/", homes.phone_home, name="phone"),
    path("w/", homes.staff_home, name="staff"),
]
