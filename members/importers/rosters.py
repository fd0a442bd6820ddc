"""Rosters of composite branches from a spreadsheet: a row puts on the roster, or changes."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from members.actions.rosters import FIELDS, home_text
from members.importers.people import (
    MASK,
    Homes,
    OrganizationIndex,
    clean_phones,
    find_people,
    make_people,
)
from members.models import PartyOrganization, Person, RosterEntry, User
from members.models.rosters import Availability, Category

BRANCH_HINT = "兼合式党组织的全称，和它所在区域的区划代码"


class RosterImport(Importer):
    """A row meets an entry by branch and phone; nobody is taken off a roster by a file."""

    kind = "rosters"
    title = "党员名册"
    note = (
        "党组织写名称和所在区域的区划代码，只收兼合式党组织。已在名册上的按手机号更新类别、可参加时间和特长。"
        "导出的手机号是遮盖的；原样导入表示不变。组织关系每人只有一处。"
    )
    columns = (
        Column("organization", "党组织名称", required=True, max_length=120, hint=BRANCH_HINT,
               example="幸福里小区兼合式党支部"),
        Column("area_code", "区划代码", "code", required=True, lengths=(6, 9, 12, 15, 18),
               hint="党组织所在区域的代码，设为文本格式", example="210211013001"),
        Column("name", "姓名", required=True, max_length=40, example="王建军"),
        Column("phone", "手机", required=True, max_length=20, hint="11 位手机号，设为文本格式"),
        Column("category", "类别", "choice", required=True, choices=Category, example="island"),
        Column("home", "组织关系所在党组织", max_length=100, example="东极镇庙子湖村党支部"),
        Column("availability", "可参加时间", "choice", choices=Availability, default=""),
        Column("skills", "特长", max_length=120, example="电工"),
        Column("since", "列入日期", "date", hint="不填则为导入当天"),
    )  # fmt: skip
    unique = (("area_code", "organization", "phone"),)

    def check(self, rows: list[Row]) -> None:
        self._find_branches(rows)
        entries = self._current(rows)
        for row in rows:
            self._unmask(row, entries)
        clean_phones(self, rows)
        find_people(self, rows)
        self.homes = Homes(lookup(rows, "home"))
        by_phone = {(one.organization_id, one.person.phone_index): one for one in entries}
        for row in rows:
            row.existing = by_phone.get((row["branch"].pk if row["branch"] else 0, row["index"]))
            self._check_row(row)

    def _find_branches(self, rows: list[Row]) -> None:
        composite = PartyOrganization.objects.current().filter(is_composite=True)
        index = OrganizationIndex(self.by, composite)
        for row in rows:
            row["branch"] = index.find(row)
            if row["branch"] is None:
                text = "没有这个兼合式党组织，或不在您的管辖范围内"
                self.problem(row, "organization", text, BRANCH_HINT)

    def _current(self, rows: list[Row]) -> list[RosterEntry]:
        branches = {row["branch"].pk for row in rows if row["branch"]}
        entries = RosterEntry.objects.current().filter(organization__in=branches)
        return list(entries.select_related("person__home"))

    def _unmask(self, row: Row, entries: list[RosterEntry]) -> None:
        """A masked phone stands for the one of that name on the roster, if it fits one alone."""
        if MASK not in row["phone"] or row["branch"] is None:
            return
        fits = [
            one.person.phone
            for one in entries
            if one.organization_id == row["branch"].pk
            and (one.person.name, one.person.masked_phone) == (row["name"], row["phone"])
        ]
        row["phone"] = fits[0] if len(fits) == 1 else row["phone"]

    def _check_row(self, row: Row) -> None:
        today, person = timezone.localdate(self.now), row["person"]
        row["since"] = row["since"] or today
        if row["since"] > today:
            self.problem(row, "since", "不能晚于今天", "请核对")
        if person and not self.homes.fits(person, row["home"]):
            self.problem(row, "home", "此人已登记另一处组织关系", "每人只有一处，请向本人核对")
        if row.existing:
            same = all(getattr(row.existing, name) == row[name] for name in self._given())
            noted = bool(person and (person.home_id or person.home_name))
            row.unchanged = same and (noted or not row["home"])

    def _given(self) -> list[str]:
        return [name for name in FIELDS if name in self.present]

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        make_people(self, rows)
        self._note_homes(rows)
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        entries = RosterEntry.objects.bulk_create([self._entry(row) for row in new], batch_size=500)
        for row, entry in zip(new, entries, strict=True):
            self.wrote(entry, None, row)
        for row in changed:
            self._change(row)
        RosterEntry.objects.bulk_update([row.existing for row in changed], FIELDS, batch_size=500)
        audit.record_many(entries, "create", by=by, reason="导入")
        audit.record_many([row.existing for row in changed], "change", by=by, reason="导入")
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _note_homes(self, rows: list[Row]) -> None:
        noted = []
        for row in rows:
            before = self.homes.note(row["person"], row["home"])
            if before is not None:
                noted.append(row["person"])
                self.wrote(row["person"], before, row)
        Person.objects.bulk_update(noted, ["home", "home_name"], batch_size=500)

    def _entry(self, row: Row) -> RosterEntry:
        facts = {name: row[name] for name in FIELDS}
        return RosterEntry(
            organization=row["branch"], person=row["person"], since=row["since"], **facts
        )

    def _change(self, row: Row) -> None:
        before = {name: getattr(row.existing, name) for name in self._given()}
        changed = {name: old for name, old in before.items() if old != row[name]}
        for name in changed:
            setattr(row.existing, name, row[name])
        if changed:
            self.wrote(row.existing, changed, row)

    @classmethod
    def values(cls, obj: RosterEntry) -> dict[str, Any]:
        """The phone leaves the portal masked only."""
        return {
            "organization": obj.organization.label,
            "area_code": obj.organization.area.code,
            "name": obj.person.name,
            "phone": obj.person.masked_phone,
            "home": home_text(obj.person),
            "since": obj.since,
            **{name: getattr(obj, name) for name in FIELDS},
        }
