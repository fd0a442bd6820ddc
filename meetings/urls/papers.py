from django.urls import path

from meetings.views import feeds, letterhead, papers

PAPER_URLS = [
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("l/calendar/", feeds.phone_feed, name="phone_feed"),
    path("l/meetings/<uuid:uuid>/invitation.ics", feeds.phone_invitation, name="phone_invitation"),
    path("l/meetings/<uuid:uuid>/notice/", papers.phone_notice, name="phone_notice"),
    path("w/account/calendar/", feeds.staff_feed, name="staff_feed"),
    path("w/alliances/<uuid:uuid>/calendar/", feeds.alliance_feed, name="alliance_feed"),
    path("w/alliances/<uuid:uuid>/letterhead/", letterhead.letterhead, name="letterhead"),
    path("w/meetings/<uuid:uuid>/invitation.ics", feeds.invitation, name="invitation"),
    path("w/meetings/<uuid:uuid>/papers/", papers.papers, name="papers"),
    path("w/meetings/<uuid:uuid>/papers/<slug:key>/", papers.paper, name="paper"),
    path("w/meetings/<uuid:uuid>/papers/<slug:key>/number/", papers.number, name="paper_number"),
]
