"""The addresses of the inside of residents' requests: for staff, and for who holds them."""

from django.urls import path

from projects.views import dispatch_figures, dispatch_moves, dispatch_phone, dispatch_staff

ONE = "w/requests/<uuid:uuid>/"
OWN = "l/requests/<uuid:uuid>/"
DISPATCH_URLS = [
    path("w/requests/", dispatch_staff.requests, name="request_list"),
    path("w/requests/new/", dispatch_staff.enter, name="request_enter"),
    path("w/requests/figures/", dispatch_figures.show_figures, name="request_figures"),
    path(ONE, dispatch_staff.show, name="request"),
    path(f"{ONE}photos/<uuid:photo>/", dispatch_staff.photo, name="request_photo"),
    path(f"{ONE}phone/", dispatch_staff.phone, name="request_phone"),
    path(f"{ONE}accept/", dispatch_moves.accept, name="request_accept"),
    path(f"{ONE}decline/", dispatch_moves.decline, name="request_decline"),
    path(f"{ONE}dispatch/", dispatch_moves.dispatch, name="request_dispatch"),
    path(f"{ONE}take/", dispatch_moves.take, name="request_take"),
    path(f"{ONE}return/", dispatch_moves.give_back, name="request_return"),
    path(f"{ONE}note/", dispatch_moves.note, name="request_note"),
    path(f"{ONE}done/", dispatch_moves.done, name="request_done"),
    path(f"{ONE}demand/", dispatch_moves.demand, name="request_demand"),
    path(f"{ONE}service/", dispatch_moves.service, name="request_service"),
    path("l/requests/", dispatch_phone.requests, name="my_requests"),
    path(OWN, dispatch_phone.show, name="my_request"),
    path(f"{OWN}photos/<uuid:photo>/", dispatch_phone.photo, name="my_request_photo"),
    path(f"{OWN}phone/", dispatch_phone.phone, name="my_request_phone"),
    path(f"{OWN}take/", dispatch_phone.take, name="my_request_take"),
    path(f"{OWN}return/", dispatch_phone.give_back, name="my_request_return"),
    path(f"{OWN}note/", dispatch_phone.note, name="my_request_note"),
    path(f"{OWN}done/", dispatch_phone.done, name="my_request_done"),
]
