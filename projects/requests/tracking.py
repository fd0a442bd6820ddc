"""Opening a request by its number and the last four digits of the phone."""

from django.utils.crypto import constant_time_compare

from projects.actions.requests import tail_of
from projects.models import Request


def opened_by(number: str, tail: str) -> Request | None:
    """The request these two open together; a wrong number and wrong digits look the same.

    One whose data is cleared has no digits any more: its number alone finds it, and shows nothing.
    """
    found = Request.objects.filter(number=number).first()
    known = found.tail_index if found and found.tail_index else "none"
    fits = constant_time_compare(known, tail_of(tail))
    return found if found and (fits or found.anonymised_at) else None
