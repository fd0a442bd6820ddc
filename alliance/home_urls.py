from django.urls import path

from alliance import views

app_name = "home"

urlpatterns = [
    path("", views.public_home, name="public"),
    path("l/", views.phone_home, name="phone"),
    path("w/", views.staff_home, name="staff"),
]
