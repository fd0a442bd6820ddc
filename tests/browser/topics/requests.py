"""The pages of asking for help and of following what was asked.

What stands behind a draft, or behind a request that was opened, is judged on the way through it:
test_stories_requests.py.
"""

from collections.abc import Callable
from typing import Any

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = [
    ("projects:ask", "", "", ""),
    ("projects:ask", "", "", "gone=1"),
    ("projects:track", "", "", ""),
]
PHONE: list[Page] = []
STAFF: list[Page] = []
NO_PAGE: set[str] = {
    "projects:ask_what",
    "projects:ask_where",
    "projects:ask_similar",
    "projects:ask_contact",
    "projects:ask_photos",
    "projects:ask_check",
    "projects:ask_done",
    "projects:track_mine",
    "projects:track_confirm",
    "projects:track_reopen",
    "projects:track_withdraw",
    "projects:track_leave",
}
SUBJECTS: dict[str, Callable[[], list[Any]]] = {}
