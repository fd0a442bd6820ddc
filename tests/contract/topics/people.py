"""The addresses of people, their data, and units in full."""

from types import SimpleNamespace

from members.actions.people import new_person
from members.models import CorrectionRequest, Liaison, SupportLink, User
from tests.conftest import START, at
from tests.contract.row import Row, imports, uuid


def of_officer(side: SimpleNamespace) -> dict:
    return {"uuid": side.person.uuid}


def of_correction(side: SimpleNamespace) -> dict:
    return {"uuid": side.correction.uuid}


def of_support(side: SimpleNamespace) -> dict:
    return {"uuid": side.support.uuid}


ROWS: list[Row] = [
    Row("members:person_list", get="STAFF"),
    Row("members:person", get="READ", record=of_officer),
    Row("members:person_edit", get="WRITE", post="WRITE", record=of_officer),
    Row("members:person_phone", get="WRITE", post="WRITE", record=of_officer),
    Row("members:correction_list", get="STAFF"),
    Row("members:correction", get="READ", post="WRITE", record=of_correction),
    Row("members:phone_me", get="PHONE", post="PHONE"),
    Row("members:staff_me", get="STAFF", post="STAFF"),
    Row("members:support_list", get="STAFF"),
    *imports("members:support"),
    Row("members:support_add", get="WRITE", post="WRITE", record=uuid("unit")),
    Row("members:support_end", get="WRITE", post="WRITE", record=of_support),
    Row("members:unit_year", get="READ", record=uuid("unit")),
    Row("members:phone_year", get="OFFICER"),
]
UPLOADS: list[str] = ["members:support"]


def furnish(side: SimpleNamespace, by: User) -> None:
    """One record of everything, on this side: a former officer, so that no phone is needed."""
    side.person = new_person(f"{side.community}前任", "")
    side.person.save()
    Liaison.objects.create(unit=side.unit, person=side.person, since=START, until=START)
    side.correction = CorrectionRequest.objects.create(
        person=side.person, text="名字写错了", asked_at=at("2026-11-01")
    )
    side.support = SupportLink.objects.create(unit=side.unit, area=side.grid, since=START)
