"""Projects from a workbook: what a street kept in a table before it had the portal."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from members.credit_code import check_credit_code
from members.importers.places import CODE_HINT, UnitIndex, areas_by_code, writable_areas
from members.models import User
from projects.importers.items import command_line
from projects.military import military_names
from projects.models import Project

FACTS = ("name", "level", "aim", "planned_until", "started_on", "is_public")


class ProjectImport(Importer):
    """A row meets a project by lead and name, and cannot change it: its history stays."""

    kind = "projects"
    title = "党建项目"
    note = (
        "导入的项目为“筹备”，填了启动日期的为“推进中”。同一牵头单位已有同名项目时，内容相同的跳过，"
        "不同的不能导入：请在页面上修改。"
    )
    columns = (
        Column(
            "unit", "牵头单位", max_length=120, example="大连湾供电所", hint="军警单位填代称",
        ),
        Column(
            "area_code", "牵头单位区划代码", "code", lengths=(9, 12, 15, 18), hint=CODE_HINT,
            example="210211013001",
        ),
        Column(
            "credit_code", "统一社会信用代码", max_length=18, validators=[check_credit_code],
            hint="填了代码，单位名称和区划代码可不填",
        ),
        Column(
            "code", "实施区划代码", "code", lengths=(6, 9, 12),
            hint="在哪里实施：区、街道、社区（村）；不填则为牵头单位所在的社区或街道",
        ),
        Column("name", "项目名称", required=True, max_length=60, example="楼道照明微改造"),
        Column("level", "层级", "choice", choices=Project.Level, required=True),
        Column("aim", "目标和做法", required=True, max_length=1000, multiline=True),
        Column("started_on", "启动日期", "date", hint="还没启动的不填"),
        Column("planned_until", "计划完成", "date"),
        Column("is_public", "是否公开", "bool", default=False, hint="填“是”则向居民公开"),
    )  # fmt: skip
    unique = (("area_code", "unit", "name"), ("credit_code", "name"))

    def check(self, rows: list[Row]) -> None:
        units, codes = UnitIndex(self.by), areas_by_code(self.by)
        wanted = writable_areas(self.by).filter(code__in=lookup(rows, "code"))
        places = dict(wanted.values_list("code", "pk"))
        for row in rows:
            self._find(row, units, codes, places)
        self._check_words([row for row in rows if row.get("lead") and row["is_public"]])
        self._meet([row for row in rows if row.get("lead") and row.get("place")])

    def _find(
        self, row: Row, units: UnitIndex, codes: dict[str, int], places: dict[str, int]
    ) -> None:
        lead = units.find(row["credit_code"], codes.get(row["area_code"]), row["unit"])
        row["lead"], row["place"] = lead, places.get(row["code"])
        if lead is None:
            self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", "请核对名称和代码")
            return
        if not row["code"]:
            row["place"] = lead.community_id or lead.street_id or lead.area_id
        elif row["place"] is None:
            self.problem(row, "code", "没有这个区域，或不在您的管辖范围内", "请核对代码")
        if row["is_public"] and lead.is_military:
            self.problem(row, "is_public", "军警单位牵头的项目不能向居民公开", "请填“否”")
        if row["started_on"] and row["started_on"] > timezone.localdate(self.now):
            self.problem(row, "started_on", "不能晚于今天", "还没启动的不填")

    def _check_words(self, rows: list[Row]) -> None:
        """No public text names a military unit; one query a district."""
        districts = {row["lead"].district_id for row in rows}
        hidden = {district: military_names(district) for district in districts}
        for row in rows:
            said, text = f"{row['name']}\n{row['aim']}", "向居民公开的文字里不能出现军警单位"
            if any(name in said for name in hidden[row["lead"].district_id]):
                self.problem(row, "is_public", text, "请改写，或填“否”")

    def _meet(self, rows: list[Row]) -> None:
        leads = {row["lead"].pk for row in rows}
        known: dict[tuple[int, str], Project] = {
            (one.lead_id, one.name): one for one in Project.objects.filter(lead__in=leads)
        }
        met: dict[tuple[int, str], int] = {}
        for row in rows:
            key = (row["lead"].pk, row["name"])
            row.existing = known.get(key)
            first = met.setdefault(key, row.number)
            if first != row.number:
                self.problem(row, "name", f"与第 {first} 行重复", "请只留一行")
            elif row.existing:
                self._compare(row)

    def _compare(self, row: Row) -> None:
        same = all(getattr(row.existing, name) == row[name] for name in FACTS)
        row.unchanged = same and row.existing.area_id == row["place"]
        if not row.unchanged:
            text = "该单位已牵头同名项目，内容不同"
            self.problem(row, "name", text, "导入不能修改已有项目，请在页面上修改")

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        author = by or command_line()
        new = [row for row in rows if row.existing is None]
        made = [self._project(row, author, now) for row in new]
        Project.objects.bulk_create(made, batch_size=500)
        for row, project in zip(new, made, strict=True):
            self.wrote(project, None, row)
        audit.record_many(made, "create", by=by, reason="导入")
        return Written(created=len(new), unchanged=len(rows) - len(new))

    def _project(self, row: Row, by: User, now: datetime) -> Project:
        facts = {name: row[name] for name in FACTS}
        status = Project.Status.ACTIVE if row["started_on"] else Project.Status.PLANNED
        more = {"created_by": by, "created_at": now, "status": status}
        return Project(lead=row["lead"], area_id=row["place"], **facts, **more)

    @classmethod
    def values(cls, obj: Project) -> dict[str, Any]:
        return {name: getattr(obj, name) for name in FACTS} | {
            "unit": obj.lead.label,
            "area_code": obj.lead.area.code,
            "credit_code": obj.lead.credit_code,
            "code": obj.area.code,
        }
