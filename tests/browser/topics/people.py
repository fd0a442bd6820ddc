"""The pages of people, their data, and units in full."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from grids.models import Area
from members.actions.personal_data import ask_correction
from members.actions.support import add_support
from members.models import CorrectionRequest, Liaison, MemberUnit, SupportLink, User

Page = tuple[str, str, str, str]

PUBLIC: list[Page] = []
PHONE: list[Page] = [
    ("members:phone_me", "", "liaison", ""),
    ("members:phone_me", "", "grid", ""),
    ("members:phone_year", "", "liaison2", ""),
]
STAFF: list[Page] = [
    ("members:person_list", "", "street", ""),
    ("members:person_list", "", "street", "q=0001"),
    ("members:person", "officer", "street", ""),
    ("members:person_edit", "officer", "street", ""),
    ("members:person_phone", "officer", "street", ""),
    ("members:correction_list", "", "street", ""),
    ("members:correction", "correction", "street", ""),
    ("members:staff_me", "", "auditor", ""),
    ("members:support_list", "", "street", ""),
    ("members:support_import", "", "street", ""),
    ("members:support_add", "unit", "street", ""),
    ("members:support_end", "support", "street", ""),
    ("members:unit_year", "unit", "street", ""),
    ("members:unit_year", "military unit", "street", ""),
]
NO_PAGE: set[str] = set()


def _officer() -> Any:
    return Liaison.objects.current().get(unit__name="大连湾供电所").person.uuid


def _correction() -> Any:
    user = User.objects.get(username="liaison2")
    found = CorrectionRequest.objects.open().filter(person__user=user).first()
    found = found or ask_correction(user, text="名字少了一个字。", now=timezone.now())
    return found.uuid


def _support() -> Any:
    unit = MemberUnit.objects.get(name="大连湾供电所")
    grid = Area.objects.current().get(code="210211013001001")
    found = SupportLink.objects.current().filter(unit=unit, area=grid).first()
    today = timezone.localdate()
    found = found or add_support(
        unit, area=grid, since=today, by=User.objects.get(username="street"), now=timezone.now()
    )
    return found.uuid


SUBJECTS: dict[str, Callable[[], list[Any]]] = {
    "officer": lambda: [_officer()],
    "correction": lambda: [_correction()],
    "support": lambda: [_support()],
}
