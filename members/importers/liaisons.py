"""Liaison officers from a spreadsheet: a row appoints, or finds the officer appointed already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from common.fields import blind_index, clean_mobile
from common.sheets import Column, Importer, Row, Written, kept, lookup
from members.actions.appointments import Appointment, appoint_all
from members.actions.liaisons import restore_access
from members.credit_code import check_credit_code
from members.importers.places import CODE_HINT, UnitIndex, active_units, areas_by_code
from members.models import Liaison, Person, User

MASK = "****"


class LiaisonImport(Importer):
    """A unit is named by its credit code, or by area and name; one officer a unit."""

    kind = "liaisons"
    title = "联络员"
    note = (
        "单位写统一社会信用代码，或区划代码加单位名称。与现任不是同一人的，按交接办理：原联络员当日失去登录权限。"
        "导出的手机号是遮盖的；原样导入表示不变。"
    )
    columns = (
        Column("unit", "单位名称", max_length=120, example="大连湾供电所"),
        Column(
            "area_code",
            "区划代码",
            "code",
            lengths=(9, 12, 15, 18),
            hint=CODE_HINT,
            example="210211013001",
        ),
        Column(
            "credit_code",
            "统一社会信用代码",
            max_length=18,
            validators=[check_credit_code],
            hint="填了代码，单位名称和区划代码可不填",
        ),
        Column("name", "联络员姓名", required=True, max_length=40, example="李建国"),
        Column("phone", "手机", required=True, max_length=20, hint="11 位手机号，设为文本格式"),
        Column("since", "任职自", "date", hint="不填则为导入当天"),
    )
    unique = ("credit_code", ("area_code", "unit"))
    passing = frozenset({"session_round", "last_login"})  # signing in is no change of an account

    def check(self, rows: list[Row]) -> None:
        self._find_units(rows)
        self._clean_phones(rows)
        names = self._names_by_phone(rows)
        for row in rows:
            if row["found"] and row["phone"]:
                self._check_row(row, names)

    def _find_units(self, rows: list[Row]) -> None:
        areas, index = areas_by_code(self.by), UnitIndex(self.by)
        current = Liaison.objects.current().filter(unit__in=active_units(self.by).values("pk"))
        officers = {one.unit_id: one for one in current.select_related("person")}
        met: dict[int, int] = {}
        for row in rows:
            unit = row["found"] = index.find(
                row["credit_code"], areas.get(row["area_code"]), row["unit"]
            )
            if unit is None:
                self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", self.note[:25])
                continue
            first = met.setdefault(unit.pk, row.number)
            if first != row.number:
                self.problem(row, "unit", f"与第 {first} 行是同一家单位", "一家单位一名联络员")
            row.existing = officers.get(unit.pk)

    def _clean_phones(self, rows: list[Row]) -> None:
        """Digits; a masked number stands for the officer's own, if it fits."""
        for row in rows:
            text, officer = row["phone"], row.existing
            if MASK in text and officer and officer.person.masked_phone == text:
                row["phone"] = officer.person.phone
                continue
            try:
                row["phone"] = clean_mobile(text)
            except ValidationError as error:
                row["phone"] = ""
                self.problem(row, "phone", error.messages[0], "填完整的 11 位手机号")

    def _names_by_phone(self, rows: list[Row]) -> dict[str, str]:
        """Blind index of a phone → the name under which it is registered."""
        for row in rows:
            row["phone_index"] = blind_index(row["phone"]) if row["phone"] else ""
        known = Person.objects.filter(phone_index__in=lookup(rows, "phone_index"))
        return dict(known.values_list("phone_index", "name"))

    def _check_row(self, row: Row, names: dict[str, str]) -> None:
        officer, today = row.existing, timezone.localdate(self.now)
        row.unchanged = bool(officer) and officer.person.phone_index == row["phone_index"]
        row["since"] = row["since"] or today
        if names.setdefault(row["phone_index"], row["name"]) != row["name"]:
            self.problem(row, "name", "与该手机号已登记的姓名不一致", "请核对姓名和手机号")
        elif row["since"] > today:
            self.problem(row, "since", "不能晚于今天", "交接当日生效")
        elif officer and not row.unchanged and row["since"] < officer.since:
            self.problem(row, "since", f"不能早于现任联络员的任职日期（{officer.since}）", "请核对")

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        changed = [row for row in rows if not row.unchanged]
        before = self._people(changed)
        appointed = appoint_all(
            [
                Appointment(row["found"], row["name"], row["phone"], row["since"], row.existing)
                for row in changed
            ],
            by=by,
            now=now,
        )
        self._note(changed, before, appointed)
        handed_over = sum(row.existing is not None for row in changed)
        return Written(len(changed) - handed_over, handed_over, len(rows) - len(changed))

    def _people(self, rows: list[Row]) -> dict[int, Person]:
        numbers = lookup(rows, "phone_index")
        return kept(Person.objects.filter(phone_index__in=numbers).select_related("user"))

    def _note(self, rows: list[Row], before: dict[int, Person], appointed: list[Liaison]) -> None:
        """Accounts, the people whose they are, who was relieved, and who speaks now."""
        people, by_phone = self._people(rows), {row["phone_index"]: row for row in rows}
        row_of = {pk: by_phone[person.phone_index] for pk, person in people.items()}
        had = {person.user_id for person in before.values()}
        for pk, person in people.items():
            if person.user and person.user_id not in had:
                self.wrote(person.user, None, row_of[pk])
        self.wrote_between(before, people, row_of)
        for row, liaison in zip(rows, appointed, strict=True):
            if row.existing:
                row.existing.until = row["since"]
                self.wrote(row.existing, {"until": None}, row)
            self.wrote(liaison, None, row)

    @classmethod
    def after_undo(cls, records: Sequence[Model], *, written_at: datetime, now: datetime) -> None:
        """Whoever speaks for no unit any more loses the access; whoever does again has theirs."""
        people = {record.person_id for record in records if isinstance(record, Liaison)}
        restore_access(people, closed_at=written_at, now=now)

    @classmethod
    def values(cls, obj: Liaison) -> dict[str, Any]:
        """The phone leaves the portal masked only."""
        return {
            "unit": obj.unit.label,
            "area_code": obj.unit.area.code,
            "credit_code": obj.unit.credit_code,
            "name": obj.person.name,
            "phone": obj.person.masked_phone,
            "since": obj.since,
        }
