"""Party organisations from a spreadsheet: new ones are founded, known ones changed or moved."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written
from common.tree import hold
from grids.models import Area
from members.credit_code import check_credit_code
from members.importers.places import UnitIndex, writable_areas
from members.models import Alliance, PartyOrganization, User

Kind = PartyOrganization.Kind
PLAIN = ("kind", "name", "member_count", "founded_on")
PLACE_HINT = "填所在街道（9 位）、社区（12 位）或网格（15 位）的区划代码，设为文本格式"
KEY_HINT = "导出时自动填好，请勿改动；新登记的留空"


class OrganizationImport(Importer):
    """A row meets an organisation by its key, else by area and name; superiors may stand in it too.

    A military unit's organisation is exported by alias and kind, so only its key finds it again.
    """

    kind = "organizations"
    title = "党组织"
    note = (
        "有编号的按编号更新，否则按区划代码和名称更新；找不到的作为新党组织登记。"
        "上级可以写在同一张表里，顺序不限。兼合式党组织请在页面上发起成立。"
    )
    columns = (
        Column("name", "名称", required=True, max_length=120, example="海青社区第一党支部"),
        Column("kind", "类型", "choice", required=True, choices=Kind, example=Kind.BRANCH),
        Column(
            "area_code",
            "区划代码",
            "code",
            required=True,
            lengths=(6, 9, 12, 15, 18),
            hint=PLACE_HINT,
            example="210211013001",
        ),
        Column("unit", "所属单位", max_length=120, hint="单位的党组织填写；区域的留空"),
        Column(
            "credit_code",
            "单位信用代码",
            max_length=18,
            validators=[check_credit_code],
            hint="所属单位有代码的可填，单位不在同一区域时必填",
        ),
        Column("alliance", "所属联合体", max_length=100, hint="联合体的党组织填写"),
        Column("parent", "上级党组织", max_length=120, hint="上级不在本门户登记的留空"),
        Column(
            "member_count", "直属党员数", "int", required=True, least=0, most=100_000, example=23
        ),
        Column("founded_on", "成立日期", "date", hint="不填则为导入当天"),
        Column("key", "编号", max_length=36, hint=KEY_HINT),
        Column("parent_key", "上级编号", max_length=36, hint=KEY_HINT),
    )
    unique = ("key",)

    def check(self, rows: list[Row]) -> None:
        self._read()
        met: dict[Any, int] = {}
        for row in rows:
            row["area"] = self.areas.get(row["area_code"])
            if row["area"] is None:
                self.problem(row, "area_code", "没有这个区域，或不在您的管辖范围内", PLACE_HINT)
                continue
            row.existing = self._existing(row)
            if row.existing is None and row["key"]:
                self.problem(row, "key", "没有这个编号的党组织，或不在您的管辖范围内", KEY_HINT)
                continue
            mark = row.existing.pk if row.existing else (row["area"], row["name"])
            if met.setdefault(mark, row.number) != row.number:
                self.problem(row, "name", f"与第 {met[mark]} 行是同一个党组织", "请只留一行")
            self.by_name.setdefault(row["name"], []).append(row)
            self.in_area.setdefault((row["area"], row["name"]), row)
        for row in rows:
            if row["area"]:
                self._check_row(row)
        self._check_circles(rows)

    def _read(self) -> None:
        """What rows are looked up in: areas, units, alliances and organisations in scope."""
        areas = writable_areas(self.by)
        self.areas: dict[str, int] = dict(areas.values_list("code", "pk"))
        self.codes = {pk: code for code, pk in self.areas.items()}
        self.units = UnitIndex(self.by)
        alliances = Alliance.objects.active().filter(area__in=areas.values("pk"))
        self.alliances = {(one.area_id, one.name): one for one in alliances}
        known = PartyOrganization.objects.current().filter(area__in=areas.values("pk"))
        self.known = {one.pk: one for one in known.select_related("unit", "alliance")}
        self.by_key = {str(one.uuid): one for one in self.known.values()}
        self.in_area: dict[tuple[int, str], Any] = {}
        self.by_name: dict[str, list[Any]] = {}
        for one in self.known.values():
            self.in_area[one.area_id, one.name] = one
            self.by_name.setdefault(one.name, []).append(one)

    def _existing(self, row: Row) -> PartyOrganization | None:
        if row["key"]:
            return self.by_key.get(row["key"].lower())
        found = self.in_area.get((row["area"], row["name"]))
        return found if isinstance(found, PartyOrganization) else None

    def _check_row(self, row: Row) -> None:
        today = timezone.localdate(self.now)
        existing = row.existing
        row["owner"] = self._owner(row)
        row["above"] = self._above(row)
        row["founded_on"] = row["founded_on"] or (existing.founded_on if existing else today)
        if existing and row["name"] == existing.label:
            row["name"] = existing.name
        if row["founded_on"] > today:
            self.problem(row, "founded_on", "成立日期不能晚于今天", "请核对")
        if existing and existing.is_composite and row["member_count"]:
            self.problem(row, "member_count", "兼合式党组织的党员计入原组织", "请填 0")
        self._check_owner(row)
        self._check_name(row)
        self._check_kinds(row)
        row.unchanged = existing is not None and not self._differing(row)

    def _owner(self, row: Row) -> dict[str, Any]:
        """The unit or alliance that the row names; a name that is none is a problem."""
        owner: dict[str, Any] = {}
        if row["unit"] or row["credit_code"]:
            owner["unit"] = self.units.find(row["credit_code"], row["area"], row["unit"])
            if owner["unit"] is None:
                hint = "请核对单位名称、区划代码，或填信用代码"
                self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", hint)
        if row["alliance"]:
            owner["alliance"] = self.alliances.get((row["area"], row["alliance"]))
            if owner["alliance"] is None:
                self.problem(row, "alliance", "该区域没有这个联合体", "请核对名称和区划代码")
        return owner

    def _check_owner(self, row: Row) -> None:
        owner, existing = row["owner"], row.existing
        if len(owner) > 1:
            self.problem(row, "alliance", "只能属于单位或联合体中的一个", "请只填一个")
        elif existing and {"unit", "credit_code", "alliance"} & self.present:
            named = {name: one.pk for name, one in owner.items() if one}
            held = {"unit": existing.unit_id, "alliance": existing.alliance_id}
            if named != {name: pk for name, pk in held.items() if pk}:
                self.problem(row, "unit", "与已登记的所属不一致", "所属不能改，请另行登记")
        held_by = (existing.unit or existing.alliance) if existing else None
        for one in [*owner.values()] or [held_by]:
            if one and one.area_id != row["area"]:
                self.problem(row, "area_code", "与所属单位（联合体）所在区域不一致", "请核对")

    def _check_name(self, row: Row) -> None:
        """The name is free in the area, also when the row moves an organisation there."""
        holder = self.in_area.get((row["area"], row["name"]))
        if isinstance(holder, PartyOrganization) and row.existing not in (None, holder):
            self.problem(row, "name", "该区域已登记同名党组织", "请核对")

    def _above(self, row: Row) -> Any:
        """The superior: a registered organisation, a row of this file, or None."""
        if not {"parent", "parent_key"} & self.present and row.existing:
            return self.known.get(row.existing.parent_id)
        if row["parent_key"]:
            found = self.by_key.get(row["parent_key"].lower())
            if found is None:
                self.problem(row, "parent_key", "没有这个编号的党组织", KEY_HINT)
            return found
        if not row["parent"]:
            return None
        found = self._named_above(row)
        if found is None:
            hint = "写上级的全称；有同名的，请填上级编号"
            self.problem(row, "parent", "没有这个上级党组织，或有多个同名", hint)
        return found

    def _named_above(self, row: Row) -> Any:
        """By name: in the same area, then in the areas above it, then if it is the only one."""
        code = self.codes[row["area"]]
        for length in sorted({len(code), 15, 12, 9, 6}, reverse=True):
            area = self.areas.get(code[:length]) if length <= len(code) else None
            if found := self.in_area.get((area or 0, row["parent"])):
                return self._known_of(found)
        named = {id(one): one for one in map(self._known_of, self.by_name.get(row["parent"], []))}
        return next(iter(named.values())) if len(named) == 1 else None

    @staticmethod
    def _known_of(found: Any) -> Any:
        """A row that changes a registered organisation stands for it."""
        return (found.existing or found) if isinstance(found, Row) else found

    def _check_kinds(self, row: Row) -> None:
        above = row["above"]
        kind = above["kind"] if isinstance(above, Row) else above and above.kind
        if above is not None and kind not in PartyOrganization.PARENTS[row["kind"]]:
            labels = (PartyOrganization.Kind(one).label for one in (row["kind"], kind))
            self.problem(row, "parent", "{}不能隶属于{}".format(*labels), "请另填上级")

    def _check_circles(self, rows: list[Row]) -> None:
        """Nobody is above itself, with the file's superiors in place of the registered ones."""
        asked = {row.existing.pk: row for row in rows if row.existing and "above" in row}

        def up(one: Any) -> Any:
            row = one if isinstance(one, Row) else asked.get(one.pk)
            if row is not None:
                return row.get("above")
            return self.known.get(one.parent_id)

        for row in rows:
            start, one = row.existing or row, up(row)
            passed = set()
            while one is not None and id(one) not in passed:
                passed.add(id(one))
                if one is start:
                    self.problem(row, "parent", "上级的上级又是它自己", "请核对上级")
                    break
                one = up(one)

    def _wanted(self, row: Row) -> dict[str, Any]:
        wanted = {name: row[name] for name in PLAIN if name in self.present}
        return wanted | {"area": row["area"]}

    def _differing(self, row: Row) -> dict[str, Any]:
        """Field → old value of what the row would change; `parent` for a move."""
        one = row.existing
        before = {name: getattr(one, name) for name in PLAIN} | {"area": one.area_id}
        differing = {
            name: before[name] for name, value in self._wanted(row).items() if before[name] != value
        }
        above = row["above"]
        if isinstance(above, Row) or (above.pk if above else None) != one.parent_id:
            differing["parent"] = one.parent_id
        return differing

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        hold(Area.objects.filter(pk__in={row["area"] for row in rows}))
        created = self._create(new)
        updated = [self._update(row) for row in changed]
        audit.record_many(created, "create", by=by, reason="导入")
        audit.record_many(updated, "change", by=by, reason="导入")
        return Written(len(created), len(updated), len(rows) - len(created) - len(updated))

    def _create(self, rows: list[Row]) -> list[PartyOrganization]:
        for row in rows:
            row["made"] = PartyOrganization(
                area_id=row["area"], **{name: row[name] for name in PLAIN}, **row["owner"]
            )
        for row in rows:
            row["made"].parent = _object(row["above"])
        made = PartyOrganization.objects.bulk_create([row["made"] for row in rows])
        for row in rows:
            self.wrote(row["made"], None, row)
        return list(made)

    def _update(self, row: Row) -> PartyOrganization:
        one, differing = row.existing, self._differing(row)
        fields = {
            "area_id" if name == "area" else name: value
            for name, value in self._wanted(row).items()
            if name in differing
        }
        if fields:
            PartyOrganization.objects.filter(pk=one.pk).update(**fields)
        if "parent" in differing:
            one.move_to(_object(row["above"]), expected=self.known.get(differing["parent"]))
        one.refresh_from_db()
        names = {"area": "area_id", "parent": "parent_id"}
        self.wrote(one, {names.get(name, name): old for name, old in differing.items()}, row)
        return one

    @classmethod
    def values(cls, obj: PartyOrganization) -> dict[str, Any]:
        parent = obj.parent
        return {
            "name": obj.label,
            "kind": obj.kind,
            "area_code": obj.area.code,
            "unit": obj.unit.label if obj.unit else "",
            "credit_code": obj.unit.credit_code if obj.unit else "",
            "alliance": obj.alliance.name if obj.alliance else "",
            "parent": parent.label if parent else "",
            "member_count": obj.member_count,
            "founded_on": obj.founded_on,
            "key": str(obj.uuid),
            "parent_key": str(parent.uuid) if parent else "",
        }


def _object(above: Any) -> PartyOrganization | None:
    """The organisation that a superior in the file is, made or registered."""
    found = (above.existing or above["made"]) if isinstance(above, Row) else above
    return found if isinstance(found, PartyOrganization) else None
