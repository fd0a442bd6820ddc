"""People in a sheet: found again by the phone, made where there is none, all at once."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from common.fields import blind_index, clean_mobile
from common.sheets import Importer, Row, lookup
from members.actions.people import new_person
from members.models import PartyOrganization, Person, User
from members.models.organizations import OrganizationQuerySet

MASK = "****"


def clean_phones(importer: Importer, rows: Iterable[Row]) -> None:
    """Digits and their blind index, as row["digits"] and row["index"]; "" where none is given."""
    for row in rows:
        row["digits"] = ""
        if row["phone"]:
            try:
                row["digits"] = clean_mobile(row["phone"])
            except ValidationError as error:
                importer.problem(row, "phone", error.messages[0], "填完整的 11 位手机号")
        row["index"] = blind_index(row["digits"]) if row["digits"] else ""


def find_people(importer: Importer, rows: list[Row]) -> None:
    """row["person"]: who has this phone, or None; another name under the phone is a problem."""
    known = Person.objects.filter(phone_index__in=lookup(rows, "index")).select_related("home")
    by_index = {person.phone_index: person for person in known}
    names = {index: person.name for index, person in by_index.items()}
    for row in rows:
        row["person"] = by_index.get(row["index"])
        if row["index"] and names.setdefault(row["index"], row["name"]) != row["name"]:
            importer.problem(row, "name", "与该手机号已登记的姓名不一致", "请核对姓名和手机号")


def make_people(importer: Importer, rows: Iterable[Row]) -> None:
    """Make those whom no record knows; a phone that stands in two rows is one person."""
    made: dict[str, Person] = {}
    for row in rows:
        if row["person"] is None and row["index"]:
            person = made.setdefault(row["index"], new_person(row["name"], row["digits"]))
            row["person"] = person
    Person.objects.bulk_create(made.values(), batch_size=500)
    for person in made.values():
        importer.wrote(person, None)


class OrganizationIndex:
    """The current organisations that an import may write to, by area code and name."""

    def __init__(self, by: User | None, rows: OrganizationQuerySet | None = None) -> None:
        found = PartyOrganization.objects.current() if rows is None else rows
        if by is not None:
            found = found.filter(area__in=by.writable_areas().values("pk"))
        self.by_place: dict[tuple[str, str], PartyOrganization] = {}
        for one in found.select_related("area", "unit"):
            self.by_place[one.area.code, one.label] = one

    def find(self, row: Row) -> PartyOrganization | None:
        return self.by_place.get((row["area_code"], row["organization"]))


class Homes:
    """Home organisations by the exact name under which one alone is registered."""

    def __init__(self, names: set[str]) -> None:
        self.by_name: dict[str, PartyOrganization | None] = {}
        for one in PartyOrganization.objects.public().filter(name__in=names):
            self.by_name[one.name] = None if one.name in self.by_name else one

    def fits(self, person: Person, text: str) -> bool:
        """Nothing is noted, nothing is said, or both say the same."""
        noted = (person.home_id, person.home_name)
        return not text or noted in ((None, ""), self._wanted(text))

    def note(self, person: Person, text: str) -> dict[str, Any] | None:
        """Set the home where none is noted; the old values, or None when nothing changes."""
        before = {"home_id": person.home_id, "home_name": person.home_name}
        if not text or person.home_id or person.home_name:
            return None
        person.home_id, person.home_name = self._wanted(text)
        return before

    def _wanted(self, text: str) -> tuple[int | None, str]:
        found = self.by_name.get(text)
        return (found.pk, "") if found else (None, text)
