"""The pages of the inside of residents' requests: staff at the desk, holders on the phone."""

from collections.abc import Callable
from typing import Any

from projects.models import Request

Page = tuple[str, str, str, str]
HAIQING = "210211013001"


def request(status: str, **facts: Any) -> Request:
    """The first of the demonstration in that state, in the community of the accounts."""
    rows = Request.objects.filter(status=status, community__code=HAIQING, **facts)
    return rows.earliest("pk")


def held_by(username: str, status: str) -> Request:
    rows = Request.objects.filter(status=status)
    found = rows.filter(worker__username=username) | rows.filter(
        unit__liaisons__person__user__username=username, unit__liaisons__until=None
    )
    return found.earliest("pk")


def held_by_team() -> Request:
    """One that volunteers have taken: staff report for them."""
    found = Request.objects.filter(status="taken").exclude(volunteers="").first()
    if found is None:
        found = request("taken", worker__username="grid")
        found.pk, found._state.adding = None, True
        found.uuid, found.number = Request._meta.get_field("uuid").get_default(), "TEAM0001"
        found.worker, found.volunteers = None, "银发志愿队"
        found.save()
    return found


PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("projects:my_requests", "", "grid", ""),
    ("projects:my_requests", "", "liaison", ""),
    ("projects:my_requests", "", "tutor", ""),
    ("projects:my_request", "dispatched to the grid", "grid", ""),
    ("projects:my_request", "taken by the grid", "grid", ""),
    ("projects:my_request", "new request", "grid", ""),
    ("projects:my_request", "taken by the unit", "liaison", ""),
    ("projects:my_request_return", "taken by the grid", "grid", ""),
    ("projects:my_request_note", "taken by the grid", "grid", ""),
    ("projects:my_request_done", "taken by the grid", "grid", ""),
]
STAFF: list[Page] = [
    ("projects:request_list", "", "street", ""),
    ("projects:request_list", "", "auditor", "wait=overdue"),
    ("projects:request_list", "", "community", "status=reopened"),
    ("projects:request_enter", "", "community", ""),
    ("projects:request_enter", "", "street", ""),
    ("projects:request_figures", "", "street", ""),
    ("projects:request_figures", "", "district", "from=2020-01-01&to=2020-12-31"),
    ("projects:request", "new request", "community", ""),
    ("projects:request", "returned request", "community", ""),
    ("projects:request", "taken by the unit", "auditor", ""),
    ("projects:request", "taken by volunteers", "community", ""),
    ("projects:request", "confirmed request", "street", ""),
    ("projects:request", "reopened request", "community", ""),
    ("projects:request", "declined request", "community", ""),
    ("projects:request_phone", "new request", "community", ""),
    ("projects:request_accept", "new request", "community", ""),
    ("projects:request_decline", "new request", "community", ""),
    ("projects:request_dispatch", "returned request", "community", ""),
    ("projects:request_dispatch", "taken by the unit", "street", ""),
    ("projects:request_return", "taken by volunteers", "community", ""),
    ("projects:request_done", "taken by volunteers", "community", ""),
    ("projects:request_note", "returned request", "community", ""),
    ("projects:request_demand", "returned request", "community", ""),
    ("projects:request_service", "returned request", "community", ""),
]
NO_PAGE = {
    "projects:request_photo",
    "projects:request_take",
    "projects:my_request_photo",
    "projects:my_request_phone",
    "projects:my_request_take",
}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "new request": lambda: [request("received", area__kind="grid").uuid],
    "returned request": lambda: [request("accepted").uuid],
    "confirmed request": lambda: [request("confirmed").uuid],
    "reopened request": lambda: [request("reopened").uuid],
    "declined request": lambda: [request("declined").uuid],
    "dispatched to the grid": lambda: [held_by("grid", "dispatched").uuid],
    "taken by the grid": lambda: [held_by("grid", "taken").uuid],
    "taken by the unit": lambda: [held_by("liaison", "taken").uuid],
    "taken by volunteers": lambda: [held_by_team().uuid],
}
