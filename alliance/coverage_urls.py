from django.urls import path

from alliance.views import coverage

app_name = "coverage"

urlpatterns = [
    path("w/coverage/", coverage.board, name="board"),
    path("w/gaps/", coverage.gap_list, name="gaps"),
]
