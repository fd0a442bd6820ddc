from typing import Any

from django.urls import URLPattern, path

from common.doors import phone_door, staff_door
from notices import views

app_name = "notices"


def _behind(door: str) -> list[URLPattern]:
    doors: dict[str, tuple[str, Any]] = {"phone": ("l", phone_door), "staff": ("w", staff_door)}
    prefix, enter = doors[door]
    pages = [
        ("", views.inbox, "inbox"),
        ("read/", views.read_all, "read_all"),
        ("<int:pk>/read/", views.read, "read"),
    ]
    return [
        path(f"{prefix}/notices/{tail}", enter()(view), {"door": door}, name=f"{door}_{name}")
        for tail, view, name in pages
    ]


urlpatterns = [*_behind("phone"), *_behind("staff")]
