"""The addresses of opening times and bookings."""

from django.urls import URLPattern, path

from projects.views import booking_phone, booking_staff, opening

phone, staff = "l/items/<kind:kind>/<uuid:uuid>", "w/lists/<kind:kind>/<uuid:uuid>"

BOOKING_URLS: list[URLPattern] = [
    path(f"{phone}/opening/", opening.my_opening, name="my_item_opening"),
    path(f"{phone}/opening/<int:pk>/drop/", opening.my_drop_day, name="my_item_day_drop"),
    path(f"{staff}/opening/", opening.opening, name="item_opening"),
    path(f"{staff}/opening/<int:pk>/drop/", opening.drop_day, name="item_day_drop"),
    path("l/bookings/", booking_phone.my_bookings, name="my_bookings"),
    path("l/bookings/resources/", booking_phone.bookables, name="bookables"),
    path("l/bookings/resources/<uuid:uuid>/", booking_phone.week, name="my_resource_week"),
    path("l/bookings/resources/<uuid:uuid>/new/", booking_phone.new, name="my_booking_new"),
    path("l/bookings/<uuid:uuid>/", booking_phone.booking, name="my_booking"),
    path("l/bookings/<uuid:uuid>/cancel/", booking_phone.cancel, name="my_booking_cancel"),
    path("w/bookings/", booking_staff.bookings, name="booking_list"),
    path("w/bookings/resources/<uuid:uuid>/", booking_staff.week, name="resource_week"),
    path("w/bookings/resources/<uuid:uuid>/new/", booking_staff.new, name="booking_new"),
    path("w/bookings/<uuid:uuid>/", booking_staff.booking, name="booking"),
    path("w/bookings/<uuid:uuid>/cancel/", booking_staff.cancel, name="booking_cancel"),
]
