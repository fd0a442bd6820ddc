"""Household contacts from a spreadsheet: counts and door ranges, no residents."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from members.importers.people import (
    OrganizationIndex,
    clean_phones,
    find_people,
    make_people,
)
from members.importers.places import writable_areas
from members.models import HouseholdContact, Person, RosterEntry, User

COUNTS = ("households", "residents")
ORGANIZATION_HINT = "党组织的全称，和它所在区域的区划代码"


class ContactImport(Importer):
    """A row meets a contact by organisation, member, grid and doors; its counts are updated."""

    kind = "contacts"
    title = "党员联户"
    note = "党小组（支部）联户的不填姓名，填户数；党员联系的填姓名和人数，已在名册上的不用填手机。"
    columns = (
        Column("organization", "党组织名称", required=True, max_length=120,
               hint=ORGANIZATION_HINT, example="幸福里小区兼合式党支部"),
        Column("area_code", "区划代码", "code", required=True, lengths=(6, 9, 12, 15, 18),
               hint="党组织所在区域的代码，设为文本格式", example="210211013001"),
        Column("grid_code", "网格代码", "code", required=True, lengths=(15, 18),
               hint="设为文本格式", example="210211013001001"),
        Column("name", "党员姓名", max_length=40),
        Column("phone", "党员手机", max_length=20, hint="在本支部名册上的可不填"),
        Column("doors", "门牌范围", required=True, max_length=100, example="幸福里 3 幢 1–20 号",
               hint="只写门牌，不写住户姓名"),
        Column("households", "户数", "int", least=1, most=9999, example=20),
        Column("residents", "人数", "int", least=1, most=9999),
        Column("since", "开始日期", "date", hint="不填则为导入当天"),
    )  # fmt: skip
    unique = (("area_code", "organization", "grid_code", "name", "doors"),)

    def check(self, rows: list[Row]) -> None:
        self._find_places(rows)
        self._find_members(rows)
        clean_phones(self, [row for row in rows if not row["member"]])
        find_people(self, [row for row in rows if not row["member"]])
        known = self._current(rows)
        met: dict[Any, int] = {}
        for row in rows:
            self._check_row(row)
            person = row["member"] or row["person"]
            key = (row["branch"], person.pk if person else None, row["grid"], row["doors"])
            first = row.number if row["name"] else met.setdefault(key, row.number)
            if first != row.number:
                self.problem(row, "doors", f"与第 {first} 行是同一处联户", "请只留一行")
            if person or not row["name"]:
                row.existing = known.get(key)
            if row.existing:
                row.unchanged = not self._differing(row)

    def _find_places(self, rows: list[Row]) -> None:
        index = OrganizationIndex(self.by)
        codes = writable_areas(self.by).filter(code__in=lookup(rows, "grid_code"))
        grids = dict(codes.values_list("code", "pk"))
        for row in rows:
            found = index.find(row)
            row["branch"], row["grid"] = found.pk if found else 0, grids.get(row["grid_code"])
            if found is None:
                text = "没有这个党组织，或不在您的管辖范围内"
                self.problem(row, "organization", text, ORGANIZATION_HINT)
            if row["grid"] is None:
                self.problem(row, "grid_code", "没有这个网格，或不在您的管辖范围内", "请核对代码")

    def _find_members(self, rows: list[Row]) -> None:
        """row["member"]: of the roster, by the name (and masked phone) alone where it is one."""
        entries = RosterEntry.objects.current().filter(
            organization__in={row["branch"] for row in rows}
        )
        by_name: dict[tuple[int, str], list[Person]] = defaultdict(list)
        for entry in entries.select_related("person"):
            by_name[entry.organization_id, entry.person.name].append(entry.person)
        for row in rows:
            people = by_name[row["branch"], row["name"]]
            said = [one for one in people if row["phone"] in ("", one.masked_phone)]
            row["member"] = said[0] if len(said) == 1 else None
            row["digits"] = row["index"] = ""
            row["person"] = None

    def _current(self, rows: list[Row]) -> dict[Any, HouseholdContact]:
        contacts = HouseholdContact.objects.current().filter(
            organization__in={row["branch"] for row in rows}
        )
        return {(o.organization_id, o.person_id, o.area_id, o.doors): o for o in contacts}

    def _check_row(self, row: Row) -> None:
        today = timezone.localdate(self.now)
        row["since"] = row["since"] or today
        needed = "residents" if row["name"] else "households"
        if row["since"] > today:
            self.problem(row, "since", "不能晚于今天", "请核对")
        if row[needed] is None:
            self.problem(row, needed, "不能为空", "党小组填户数，党员填人数")
        if row["name"] and not row["member"] and not row["phone"]:
            self.problem(row, "phone", "名册上没有唯一的同名党员", "请填写手机号")
        if row["phone"] and not row["name"]:
            self.problem(row, "name", "填了手机，还要填姓名", "请填写党员姓名")

    def _differing(self, row: Row) -> dict[str, Any]:
        given = [name for name in COUNTS if name in self.present]
        old = {name: getattr(row.existing, name) for name in given}
        return {name: value for name, value in old.items() if value != row[name]}

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        make_people(self, rows)
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        contacts = HouseholdContact.objects.bulk_create([self._contact(row) for row in new])
        for row, contact in zip(new, contacts, strict=True):
            self.wrote(contact, None, row)
        for row in changed:
            before = self._differing(row)
            for name in before:
                setattr(row.existing, name, row[name])
            self.wrote(row.existing, before, row)
        HouseholdContact.objects.bulk_update([row.existing for row in changed], COUNTS, 500)
        audit.record_many(contacts, "create", by=by, reason="导入")
        audit.record_many([row.existing for row in changed], "change", by=by, reason="导入")
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _contact(self, row: Row) -> HouseholdContact:
        return HouseholdContact(
            organization_id=row["branch"],
            person=row["member"] or row["person"],
            area_id=row["grid"],
            **{name: row[name] for name in ("doors", "since", *COUNTS)},
        )

    @classmethod
    def values(cls, obj: HouseholdContact) -> dict[str, Any]:
        person = obj.person
        return {
            "organization": obj.organization.label,
            "area_code": obj.organization.area.code,
            "grid_code": obj.area.code,
            "name": person.name if person else "",
            "phone": person.masked_phone if person else "",
            **{name: getattr(obj, name) for name in ("doors", "since", *COUNTS)},
        }
