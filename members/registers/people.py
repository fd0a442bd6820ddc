"""The registers of people, and of what they asked to have corrected."""

from typing import Any

from common.fields import FOUR_DIGITS, MOBILE
from common.listing import Filter, ListColumn, Listing
from members.models import CorrectionRequest, Person
from members.models.functions import FUNCTIONS

NONE = "none"


def by_name_or_phone(rows: Any, text: str) -> Any:
    """A name, a whole mobile number or its last four digits."""
    if MOBILE.fullmatch(text):
        return rows.with_phone(text)
    return (
        rows.with_tail(text) if FOUR_DIGITS.fullmatch(text) else rows.filter(name__icontains=text)
    )


def by_function(rows: Any, number: str) -> Any:
    if number == NONE:
        return rows.filter(**{f"holds_{one}": False for one in range(len(FUNCTIONS))})
    return rows.filter(**{f"holds_{number}": True})


def held(listing: Listing) -> list[tuple[str, str]]:
    """The functions to filter by, those that rooms above added among them."""
    return [*((str(n), one.title) for n, one in enumerate(FUNCTIONS)), (NONE, "没有")]


def functions(person: Person) -> str:
    return "、".join(person.functions)


def home(person: Person) -> str:
    return person.home.label if person.home else person.home_name


class PersonListing(Listing):
    title = "人员"
    unit = "人"
    definition = (
        "在本人管辖范围内担任或担任过职务的人：联络员、委员、党员名册、双报到等；已匿名的不列"
    )
    sort = "name"
    columns = (
        ListColumn("name", "姓名", "name", link=True, sort=("name",)),
        ListColumn("phone", "手机", "masked_phone"),
        ListColumn("functions", "现任", functions),
        ListColumn("home", "组织关系", home, shown=False),
    )
    filters = (
        Filter("q", "姓名或手机", narrow=by_name_or_phone, placeholder="手机后四位也可以"),
        Filter(
            "function",
            "现任",
            choices=held,
            narrow=by_function,
        ),
    )


def asker(request: CorrectionRequest) -> str:
    return request.person.get_absolute_url()


class CorrectionListing(Listing):
    title = "更正申请"
    unit = "份"
    definition = "本人管辖范围内的人对自己资料提出的更正申请；一人同时只有一份待处理"
    sort = "status"
    columns = (
        ListColumn("asked_at", "提出时间", "asked_at", link=True, sort=("asked_at",)),
        ListColumn("person", "姓名", "person.name", link=asker, sort=("person__name",)),
        ListColumn("status", "状态", "get_status_display", sort=("-status", "-asked_at")),
        ListColumn("answered_at", "答复时间", "answered_at", sort=("answered_at",)),
    )
    filters = (
        Filter("q", "姓名", fields=("person__name",)),
        Filter("status", "状态", choices=CorrectionRequest.Status.choices),
    )
