"""Check-ins 双报到 from a spreadsheet: what the community took in by itself stands at once."""

from datetime import datetime
from typing import Any

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from grids.models import Area
from members.importers.people import (
    MASK,
    Homes,
    clean_phones,
    find_people,
    make_people,
)
from members.importers.places import writable_areas
from members.models import CheckIn, PartyOrganization, Person, User
from members.models.rosters import Availability, Category

FACTS = ("category", "availability", "skills", "offer", "service_hours")
Status = CheckIn.Status


class CheckInImport(Importer):
    """A row is a member (name, phone) or an organisation; it meets a check-in that is not revoked.

    A check-in that waits is not confirmed by a file: that is done on its page.
    """

    kind = "check_ins"
    title = "双报到"
    note = (
        "党员报到填姓名和手机；单位党组织报到填党组织名称，不填姓名。新的直接记为已报到；"
        "已有的更新特长、时间等，状态不变。导出的手机号是遮盖的；原样导入表示不变。"
    )
    columns = (
        Column("area_code", "社区代码", "code", required=True, lengths=(12,),
               hint="报到社区的 12 位代码，设为文本格式", example="210211013001"),
        Column("organization", "党组织名称", max_length=120, hint="单位党组织报到的填写全称"),
        Column("name", "姓名", max_length=40, example="张明远", hint="党员报到的填写"),
        Column("phone", "手机", max_length=20, hint="党员报到的填写，设为文本格式"),
        Column("home_name", "组织关系所在党组织", max_length=100, example="大连湾供电所党支部"),
        Column("category", "类别", "choice", choices=Category, default="", example="employed"),
        Column("availability", "可参加时间", "choice", choices=Availability, default=""),
        Column("skills", "特长", max_length=120),
        Column("offer", "可提供的服务", max_length=200),
        Column("service_hours", "服务时长", "decimal", least=0, most=9999, places=1,
               hint="小时，可不填"),
        Column("status", "状态", max_length=10, hint="只供查看，导入时不看"),
    )  # fmt: skip
    unique = (("area_code", "organization"), ("area_code", "phone"))

    def check(self, rows: list[Row]) -> None:
        self._find_communities(rows)
        self._find_organizations(rows)
        standing = CheckIn.objects.exclude(status=Status.REVOKED).select_related("person")
        there = list(standing.filter(area__in={row["area"] for row in rows}))
        for row in rows:
            self._unmask(row, there)
        clean_phones(self, rows)
        find_people(self, rows)
        self.homes = Homes(lookup(rows, "home_name"))
        by_who = {(o.area_id, o.organization_id or o.phone_index): o for o in there}
        for row in rows:
            row.existing = by_who.get((row["area"], row["unit_organization"] or row["index"]))
            row.unchanged = row.existing is not None and not self._differing(row)

    def _find_communities(self, rows: list[Row]) -> None:
        areas = writable_areas(self.by).filter(kind=Area.Kind.COMMUNITY)
        codes = dict(areas.values_list("code", "pk"))
        for row in rows:
            row["area"] = codes.get(row["area_code"], 0)
            if not row["area"]:
                text = "没有这个社区，或不在您的管辖范围内"
                self.problem(row, "area_code", text, "请核对 12 位代码")
            if bool(row["organization"]) == bool(row["name"] and row["phone"]):
                text = "党员报到填姓名和手机，单位党组织报到填党组织名称"
                self.problem(row, "name", text, "请选一种填写")

    def _find_organizations(self, rows: list[Row]) -> None:
        found = PartyOrganization.objects.current().select_related("unit")
        if self.by is not None:
            found = found.filter(area__in=self.by.writable_areas().values("pk"))
        keys: dict[str, int] = {}
        for one in found if lookup(rows, "organization") else ():
            keys[one.label] = 0 if one.label in keys else one.pk
        for row in rows:
            row["unit_organization"] = keys.get(row["organization"], 0)
            if row["organization"] and not row["unit_organization"]:
                text = "管辖范围内没有唯一的同名党组织"
                self.problem(row, "organization", text, "请核对全称，或在双报到页面登记")

    def _unmask(self, row: Row, there: list[CheckIn]) -> None:
        if MASK not in row["phone"]:
            return
        fits = [
            one.person.phone if one.person else one.phone
            for one in there
            if one.area_id == row["area"]
            and (one.name, one.masked_phone) == (row["name"], row["phone"])
        ]
        row["phone"] = fits[0] if len(fits) == 1 else row["phone"]

    def _differing(self, row: Row) -> dict[str, Any]:
        given = [name for name in FACTS if name in self.present]
        old = {name: getattr(row.existing, name) for name in given}
        return {name: value for name, value in old.items() if value != row[name]}

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        make_people(self, new)
        self._note_homes(new)
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        made = CheckIn.objects.bulk_create([self._check_in(row, now) for row in new])
        for row, check_in in zip(new, made, strict=True):
            self.wrote(check_in, None, row)
        for row in changed:
            before = self._differing(row)
            for name in before:
                setattr(row.existing, name, row[name])
            self.wrote(row.existing, before, row)
        CheckIn.objects.bulk_update([row.existing for row in changed], FACTS, batch_size=500)
        audit.record_many(made, "create", by=by, reason="导入")
        audit.record_many([row.existing for row in changed], "change", by=by, reason="导入")
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _note_homes(self, rows: list[Row]) -> None:
        """Where another home is noted already, that one stays, as when one is confirmed."""
        noted = []
        for row in rows:
            before = self.homes.note(row["person"], row["home_name"]) if row["person"] else None
            if before is not None:
                noted.append(row["person"])
                self.wrote(row["person"], before, row)
        Person.objects.bulk_update(noted, ["home", "home_name"], batch_size=500)

    def _check_in(self, row: Row, now: datetime) -> CheckIn:
        return CheckIn(
            area_id=row["area"],
            organization_id=row["unit_organization"] or None,
            person=row["person"],
            name="" if row["unit_organization"] else row["name"],
            phone_index=row["index"],
            home_name=row["home_name"],
            status=Status.CONFIRMED,
            reported_at=now,
            confirmed_at=now,
            **{name: row[name] for name in FACTS},
        )

    @classmethod
    def values(cls, obj: CheckIn) -> dict[str, Any]:
        """The phone leaves the portal masked only."""
        return {
            "area_code": obj.area.code,
            "organization": obj.organization.label if obj.organization else "",
            "name": obj.name,
            "phone": obj.masked_phone,
            "home_name": obj.home_name,
            "status": obj.get_status_display(),
            **{name: getattr(obj, name) for name in FACTS},
        }
