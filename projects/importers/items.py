"""What the workbooks of the three lists share: whom a row names, what it meets, how it is written.

What staff import is reviewed by them, and published at once.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Importer, Row, Written, lookup
from grids.models import Area
from members.importers.places import active_units
from members.models import MemberUnit, User
from projects.actions.items import checked
from projects.actions.schedules import fill_many
from projects.models import Item, Round
from projects.models.items import MILITARY_STAYS_INSIDE, Checked
from projects.taxonomy import taxonomy

COMMAND_LINE = "command-line"  # the account that stands for imports at the server's command line
NOT_FACTS = frozenset({"unit", "credit_code", "code", "category"})
# Left empty, as in a workbook of before, they say nothing of what was set on the page.
LATER = frozenset({"pieces", "places", "amount", "address"})


class ItemImport(Importer):
    """A row meets an item by unit and name, and cannot change it: what is published stays."""

    model: type[Item]
    passing = frozenset({"search_text"})
    note = (
        "导入的条目由导入人审核，写入后即为已发布。同一单位已有同名条目时，内容相同的跳过，"
        "不同的不能导入：请先在页面上撤下原条目。"
    )

    def check(self, rows: list[Row]) -> None:
        units, areas = self._units(), self._areas(rows)
        for row in rows:
            row["unit_found"] = self._unit_of(row, units)
            row["area"] = self._area_of(row, areas)
            row["category_found"] = self._category_of(row)
        known = [row for row in rows if row["unit_found"] and row["area"] and row["category_found"]]
        self._meet(known)
        for row in known:
            if row.get("is_public") and row["unit_found"].is_military:
                self.problem(row, "is_public", MILITARY_STAYS_INSIDE, "请填“否”")

    # --- what the row names -------------------------------------------------------------------

    def _units(self) -> dict[str, list[MemberUnit]]:
        """The units that `by` may write to, by name and (military ones) by alias."""
        found: dict[str, list[MemberUnit]] = defaultdict(list)
        for unit in active_units(self.by).select_related("area"):
            for key in {unit.name, unit.label}:
                found[key].append(unit)
        return found

    def _unit_of(self, row: Row, units: dict[str, list[MemberUnit]]) -> MemberUnit | None:
        named = units.get(row["unit"], [])
        if row["credit_code"]:
            named = [unit for unit in named if unit.credit_code == row["credit_code"]]
        if len(named) == 1:
            return named[0]
        if named:
            self.problem(row, "credit_code", "有多家同名单位", "请填写统一社会信用代码")
        else:
            hint = "请核对名称和代码；只能导入本人负责范围内的单位"
            self.problem(row, "unit", f"没有“{row['unit']}”这家单位", hint)
        return None

    def _areas(self, rows: list[Row]) -> dict[str, Area]:
        return {a.code: a for a in Area.objects.current().filter(code__in=lookup(rows, "code"))}

    def _area_of(self, row: Row, areas: dict[str, Area]) -> Area | None:
        """The area of the code, which lies around the unit or within its street (or district)."""
        unit = row["unit_found"]
        if unit is None:
            return None
        if not row["code"]:
            return unit.area
        area = areas.get(row["code"])
        if area is None:
            self.problem(row, "code", "未知区划代码", "请核对代码")
        elif unit.area_id != area.pk and not near(unit, area):
            self.problem(row, "code", f"{area.name}不在该单位所在的街道", "请核对代码")
            return None
        return area

    def _category_of(self, row: Row) -> Any:
        named = taxonomy().named(row["category"])
        if len(named) == 1:
            return named[0]
        if named:
            paths = "、".join("/".join(taxonomy().path(one)) for one in named)
            self.problem(row, "category", "有多个同名类别", f"请填其中之一：{paths}")
        else:
            tops = "、".join(one.name for one in taxonomy().tops)
            self.problem(row, "category", f"没有“{row['category']}”这个类别", f"大类有：{tops}")
        return None

    # --- what is there already ----------------------------------------------------------------

    def _meet(self, rows: list[Row]) -> None:
        keys = {(row["unit_found"].pk, row["title"]) for row in rows}
        there: dict[tuple[int, str], list[Item]] = defaultdict(list)
        same = self.model.objects.filter(unit__in={key[0] for key in keys})
        for item in same.order_by("pk"):
            there[item.unit_id, item.title].append(item)
        first: dict[tuple[int, str], int] = {}
        for row in rows:
            key = (row["unit_found"].pk, row["title"])
            self._meet_one(row, there.get(key, []))
            if row.existing is None and first.setdefault(key, row.number) != row.number:
                self.problem(row, "title", f"与第 {first[key]} 行重复", "请只留一行")

    def _meet_one(self, row: Row, items: list[Item]) -> None:
        facts = self.facts(row)
        wanted = {k: v for k, v in facts.items() if v not in (None, "") or k not in LATER}
        equal = [i for i in items if all(getattr(i, name) == v for name, v in wanted.items())]
        alive = [item for item in items if item.status != Item.Status.WITHDRAWN]
        row.existing, row.unchanged = next(iter(equal), None), bool(equal)
        if alive and not equal:
            text = f"该单位已有同名{self.model._meta.verbose_name}，内容不同"
            self.problem(row, "title", text, "导入不能修改已有条目；请先在页面上撤下或修改它")

    def facts(self, row: Row) -> dict[str, Any]:
        """The fields of the item that the row describes."""
        plain = {c.name: row[c.name] for c in self.columns if c.name not in NOT_FACTS}
        return plain | {"category_id": row["category_found"].pk, "area_id": row["area"].pk}

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        reviewer = by or command_line()
        new = [row for row in rows if row.existing is None]
        calls = Round.objects.first_calls({row["unit_found"] for row in new})
        items = [self._item(row, reviewer, now, calls) for row in new]
        self.model.objects.bulk_create(items, batch_size=500)
        fill_many(items)
        for row, item in zip(new, items, strict=True):
            self.wrote(item, None, row)
        audit.record_many(items, "create", by=reviewer, reason="导入")
        return Written(created=len(new), unchanged=len(rows) - len(new))

    def _item(self, row: Row, by: User, now: datetime, calls: dict[int, int]) -> Item:
        """As `actions.items.enter`: it belongs to the round that calls its unit."""
        item = self.model(
            unit=row["unit_found"],
            status=Item.Status.PUBLISHED,
            created_by=by,
            reviewed_by=by,
            created_at=now,
            submitted_at=now,
            published_at=now,
            round_id=calls.get(row["unit_found"].pk),
            **self.facts(row),
        )
        day = timezone.localdate(now)
        for name, value in checked(item, day, by=by, how=Checked.IMPORT).items():
            setattr(item, name, value)
        item.search_text = item.text_to_search()
        return item

    @classmethod
    def values(cls, obj: Item) -> dict[str, Any]:
        row = {column.name: getattr(obj, column.name, None) for column in cls.columns}
        names = {"unit": obj.unit.label, "credit_code": obj.unit.credit_code, "code": obj.area.code}
        path = taxonomy().path(taxonomy().by_id[obj.category_id])
        return row | names | {"category": "/".join(path)}


def near(unit: MemberUnit, area: Area) -> bool:
    """An area around the unit, or anywhere in its street (in its district, if it has no street)."""
    around = {unit.district_id, unit.street_id, unit.community_id}
    home = ("street_id", unit.street_id) if unit.street_id else ("district_id", unit.district_id)
    return area.pk in around or getattr(area, home[0]) == home[1]


def command_line() -> User:
    """The account that answers for imports at the command line; nobody can sign in with it."""
    made, is_new = User.objects.get_or_create(
        username=COMMAND_LINE, defaults={"name": "系统导入", "is_active": False}
    )
    if is_new:
        made.set_unusable_password()
        made.save(update_fields=["password"])
    return made
