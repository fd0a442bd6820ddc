"""The addresses of residents' requests: asking, and following what was asked."""

from django.urls import URLPattern, path

from projects.views import asking, handing_in, tracking

REQUEST_URLS: list[URLPattern] = [
    path("ask/", asking.ask, name="ask"),
    path("ask/<slug:token>/what/", asking.what, name="ask_what"),
    path("ask/<slug:token>/where/", asking.where, name="ask_where"),
    path("ask/<slug:token>/similar/", handing_in.similar, name="ask_similar"),
    path("ask/<slug:token>/contact/", asking.contact, name="ask_contact"),
    path("ask/<slug:token>/photos/", asking.photos, name="ask_photos"),
    path("ask/<slug:token>/check/", handing_in.check, name="ask_check"),
    path("ask/<slug:token>/done/", handing_in.done, name="ask_done"),
    path("track/", tracking.track, name="track"),
    path("track/mine/", tracking.mine, name="track_mine"),
    path("track/mine/confirm/", tracking.confirm, name="track_confirm"),
    path("track/mine/reopen/", tracking.reopen, name="track_reopen"),
    path("track/mine/withdraw/", tracking.withdraw, name="track_withdraw"),
    path("track/leave/", tracking.leave, name="track_leave"),
]
