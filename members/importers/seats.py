"""Committee seats from a spreadsheet: holders are entered, terms of known ones changed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from common import audit
from common.fields import blind_index, clean_mobile
from common.sheets import Column, Importer, Row, Written, lookup
from members.actions.people import new_person
from members.actions.seats import seat_in
from members.importers.bodies import BODY_CODE, BODY_HINT, bodies_in_scope, unit_columns
from members.importers.places import UnitIndex, areas_by_code
from members.models import Alliance, AllianceMembership, CommitteeSeat, Person, User
from members.models.seats import APPROVERS

Role = CommitteeSeat.Role
MASK = "****"


class SeatImport(Importer):
    """A row meets the seat that its person holds in its committee, by name and phone."""

    kind = "seats"
    title = "委员席位"
    places = {"members.CommitteeSeat": ("alliance__area", "organization__area")}
    note = (
        "用于登记现任委员；已在任的可改任职日期和任期。兼职委员由街道批准，"
        "社区请在页面上提名。导出的手机号是遮盖的；原样导入表示不变。"
    )
    columns = (
        Column("body", "联合体或党组织", required=True, max_length=120, example="大连湾街道联合体"),
        BODY_CODE,
        Column("role", "职务", "choice", required=True, choices=Role, example=Role.PART_TIME),
        Column("name", "姓名", required=True, max_length=40, example="李建国"),
        Column("phone", "手机", required=True, max_length=20, hint="11 位手机号，设为文本格式"),
        *unit_columns("大连湾供电所"),
        Column("since", "任职自", "date", hint="不填则为导入当天"),
        Column("term_ends_on", "任期至", "date"),
    )

    def check(self, rows: list[Row]) -> None:
        self.bodies, self.areas = bodies_in_scope(self.by), areas_by_code(self.by)
        self.index = UnitIndex(self.by)
        self._read_seats()
        for row in rows:
            row["of"] = self.bodies.get((row["area_code"], row["body"]))
            if row["of"] is None:
                self.problem(row, "body", "没有这个工委，或不在您的管辖范围内", BODY_HINT)
        known = [row for row in rows if row["of"]]
        for row in known:
            self._meet(row)
        self._check_people(known)
        self._check_once(known)
        for row in known:
            self._check_row(row)

    def _read_seats(self) -> None:
        """Who sits where now: (body, name) → seats; and which units belong to which alliance."""
        rows = CommitteeSeat.objects.current().filter(
            Q(alliance__in=[one.pk for one in self.bodies.values() if isinstance(one, Alliance)])
            | Q(
                organization__in=[
                    one.pk for one in self.bodies.values() if not isinstance(one, Alliance)
                ]
            )
        )
        self.seats: dict[Any, list[CommitteeSeat]] = {}
        for seat in rows.select_related("person", "alliance", "organization"):
            self.seats.setdefault((seat.body, seat.person.name), []).append(seat)
        self.secretaries = {
            seat.body: seat
            for held in self.seats.values()
            for seat in held
            if seat.role == Role.SECRETARY
        }
        members = AllianceMembership.objects.current().filter(
            alliance__in=[one.pk for one in self.bodies.values() if isinstance(one, Alliance)]
        )
        self.members = set(members.values_list("alliance", "unit"))

    def _meet(self, row: Row) -> None:
        """The seat that the row's person holds; a masked phone stands for that person's own."""
        held = self.seats.get((row["of"], row["name"]), [])
        if MASK in row["phone"]:
            masked = [one for one in held if one.person.masked_phone == row["phone"]]
            row.existing = masked[0] if len(masked) == 1 else None
            row["phone"] = masked[0].person.phone if row.existing else ""
            if row.existing is None:
                self.problem(row, "phone", "手机号是遮盖的", "填完整的 11 位手机号")
            return
        try:
            row["phone"] = clean_mobile(row["phone"])
        except ValidationError as error:
            self.problem(row, "phone", error.messages[0], "填完整的 11 位手机号")
            row["phone"] = ""
            return
        same = [one for one in held if one.person.phone == row["phone"]]
        row.existing = same[0] if same else None

    def _check_people(self, rows: list[Row]) -> None:
        """A phone belongs to one name, in the register and in the file."""
        for row in rows:
            row["phone_index"] = blind_index(row["phone"]) if row["phone"] else ""
        known = Person.objects.filter(phone_index__in=lookup(rows, "phone_index"))
        self.people = {person.phone_index: person for person in known}
        names = {index: person.name for index, person in self.people.items()}
        for row in rows:
            if row["phone"] and names.setdefault(row["phone_index"], row["name"]) != row["name"]:
                self.problem(row, "name", "与该手机号已登记的姓名不一致", "请核对姓名和手机号")

    def _check_once(self, rows: list[Row]) -> None:
        seats: dict[Any, int] = {}
        secretaries: dict[Any, int] = {}
        for row in rows:
            if row["phone"]:
                first = seats.setdefault((row["of"], row["phone_index"]), row.number)
                if first != row.number:
                    self.problem(row, "name", f"与第 {first} 行是同一人", "一人一席")
            if row["role"] == Role.SECRETARY:
                first = secretaries.setdefault(row["of"], row.number)
                if first != row.number:
                    self.problem(row, "role", f"与第 {first} 行都是书记", "一个工委一名书记")

    def _check_row(self, row: Row) -> None:
        today, existing = timezone.localdate(self.now), row.existing
        row["since"] = row["since"] or (existing and existing.since) or today
        self._find_unit(row)
        if row["since"] > today:
            self.problem(row, "since", "任职日期不能晚于今天", "请核对")
        if row["term_ends_on"] and row["term_ends_on"] < row["since"]:
            self.problem(row, "term_ends_on", "任期届满日不能早于任职日期", "请核对")
        secretary = self.secretaries.get(row["of"])
        if row["role"] == Role.SECRETARY and secretary and secretary != existing:
            self.problem(row, "role", "该工委已有书记", "请先在页面上结束其任职")
        if existing and existing.role != row["role"]:
            self.problem(row, "role", "与现任职务不一致", "请先在页面上结束其任职")
        elif existing and existing.status != CommitteeSeat.Status.APPROVED:
            self.problem(row, "name", "此人的提名还没有批准", "请在页面上办理")
        elif existing:
            row.unchanged = not self._differing(row)
        elif row["role"] == Role.PART_TIME and not self._may_approve(row["of"]):
            self.problem(row, "role", "兼职委员由街道批准", "请在页面上提名")

    def _find_unit(self, row: Row) -> None:
        area = self.areas.get(row["unit_area_code"])
        row["found"] = self.index.find(row["credit_code"], area, row["unit"])
        named = row["unit"] or row["credit_code"]
        body = row["of"]
        if named and row["found"] is None:
            self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", "请核对名称和代码")
        elif row["role"] != Role.PART_TIME or row.existing:
            return
        elif row["found"] is None:
            self.problem(row, "unit", "兼职委员要写明来自哪个单位", "填单位名称和区划代码")
        elif isinstance(body, Alliance) and (body.pk, row["found"].pk) not in self.members:
            self.problem(row, "unit", "该单位不是这个联合体的成员单位", "请核对")

    def _may_approve(self, body: Any) -> bool:
        if self.by is None:
            return True
        held = [one.area_id for one in self.by.current_postings if one.role in APPROVERS]
        return body.street_id in held or body.district_id in held

    def _differing(self, row: Row) -> dict[str, Any]:
        names = [name for name in ("since", "term_ends_on") if name in self.present]
        held = row.existing
        return {name: getattr(held, name) for name in names if getattr(held, name) != row[name]}

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        made = [self._enter(row) for row in new]
        for row in changed:
            before = self._differing(row)
            CommitteeSeat.objects.filter(pk=row.existing.pk).update(
                **{name: row[name] for name in before}
            )
            for name in before:
                setattr(row.existing, name, row[name])
            self.wrote(row.existing, before, row)
        audit.record_many(made, "appoint", by=by, reason="导入")
        audit.record_many([row.existing for row in changed], "change", by=by, reason="导入")
        return Written(len(made), len(changed), len(rows) - len(made) - len(changed))

    def _enter(self, row: Row) -> CommitteeSeat:
        person = self.people.get(row["phone_index"])
        with audit.disable_auditlog():
            if person is None:
                person = self.people[row["phone_index"]] = new_person(row["name"], row["phone"])
                person.save()
                self.wrote(person, None, row)
            seat = seat_in(row["of"], row["role"], CommitteeSeat.Status.APPROVED)
            seat.person, seat.unit = person, row["found"]
            seat.since, seat.term_ends_on = row["since"], row["term_ends_on"]
            seat.nominated_on = row["since"] if row["role"] == Role.PART_TIME else None
            seat.save()
        self.wrote(seat, None, row)
        return seat

    @classmethod
    def values(cls, obj: CommitteeSeat) -> dict[str, Any]:
        """The phone leaves the portal masked only."""
        body, unit = obj.body, obj.unit
        return {
            "body": str(body),
            "area_code": body.area.code if body else "",
            "role": obj.role,
            "name": obj.person.name,
            "phone": obj.person.masked_phone,
            "unit": unit.label if unit else "",
            "unit_area_code": unit.area.code if unit else "",
            "credit_code": unit.credit_code if unit else "",
            "since": obj.since,
            "term_ends_on": obj.term_ends_on,
        }
