"""What units support, from a spreadsheet: a row adds a link, or ends the one that stands."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written
from grids.models import Area, ServiceTeam
from members.credit_code import check_credit_code
from members.importers.places import CODE_HINT, UnitIndex, areas_by_code, writable_areas
from members.models import SupportLink, User

Key = tuple[int, int | None, int | None]


class SupportImport(Importer):
    """A row meets the link that stands by unit and target; an end day ends it."""

    kind = "support"
    title = "包联和组团"
    note = (
        "单位写统一社会信用代码，或区划代码加单位名称。包联区域写区划代码；参加组团的，在包联区划代码处写组团所在区域"
        "的代码，再写组团名称。填了“至”的，到那一天为止。"
    )
    columns = (
        Column("unit", "单位名称", max_length=120, example="大连湾供电所"),
        Column(
            "area_code", "区划代码", "code", lengths=(9, 12, 15, 18), hint=CODE_HINT,
            example="210211013001",
        ),
        Column(
            "credit_code", "统一社会信用代码", max_length=18, validators=[check_credit_code],
            hint="填了代码，单位名称和区划代码可不填",
        ),
        Column(
            "target_code", "包联区划代码", "code", required=True, lengths=(9, 12, 15, 18),
            hint="包联的社区（12 位）或网格（15 位），设为文本格式", example="210211013001001",
        ),
        Column("team", "组团名称", max_length=60, hint="只有参加组团的才填"),
        Column("since", "自", "date", hint="不填则为导入当天"),
        Column("until", "至", "date", hint="已结束的填结束日期"),
    )  # fmt: skip
    unique = (("area_code", "unit", "target_code", "team"), ("credit_code", "target_code", "team"))

    def check(self, rows: list[Row]) -> None:
        self._today = timezone.localdate(self.now)
        units, areas = UnitIndex(self.by), areas_by_code(self.by)
        teams = self._teams()
        for row in rows:
            self._find(row, units, areas, teams)
        found = [row for row in rows if row.get("key")]
        standing = self._standing(found)
        met: dict[Key, int] = {}
        for row in found:
            row.existing = standing.get(row["key"])
            first = met.setdefault(row["key"], row.number)
            if first != row.number:
                self.problem(row, "unit", f"与第 {first} 行是同一项", "请只留一行")
            else:
                self._check_days(row)

    def _teams(self) -> dict[tuple[int, str], int]:
        current = ServiceTeam.objects.current().filter(
            area__in=writable_areas(self.by).values("pk")
        )
        return {(area, name): pk for pk, area, name in current.values_list("pk", "area", "name")}

    def _find(
        self, row: Row, units: UnitIndex, areas: dict[str, int], teams: dict[tuple[int, str], int]
    ) -> None:
        unit = units.find(row["credit_code"], areas.get(row["area_code"]), row["unit"])
        place = areas.get(row["target_code"])
        team = teams.get((place, row["team"])) if place and row["team"] else None
        if unit is None:
            self.problem(row, "unit", "没有这家单位，或不在您的管辖范围内", "请核对名称和代码")
        elif place is None:
            self.problem(row, "target_code", "没有这个区域，或不在您的管辖范围内", "请核对代码")
        elif row["team"] and team is None:
            self.problem(row, "team", "该区域没有这个组团", "请核对组团名称")
        elif not row["team"] and len(row["target_code"]) not in (12, 15):
            self.problem(row, "target_code", "只能包联社区或网格", "填 12 位或 15 位代码")
        else:
            row["found"], row["key"] = unit, (unit.pk, None if team else place, team)

    def _standing(self, rows: list[Row]) -> dict[Key, SupportLink]:
        units = {row["found"].pk for row in rows}
        current = SupportLink.objects.current().filter(unit__in=units)
        return {(one.unit_id, one.area_id, one.team_id): one for one in current}

    def _check_days(self, row: Row) -> None:
        link = row.existing
        row["since"] = row["since"] or (link.since if link else self._today)
        if row["since"] > self._today:
            self.problem(row, "since", "不能晚于今天", "请核对")
        elif row["until"] and not row["since"] <= row["until"] <= self._today:
            self.problem(row, "until", "不能早于开始日期，也不能晚于今天", "请核对")
        elif link:
            row.unchanged = link.since == row["since"] and row["until"] is None

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing and not row.unchanged]
        created = self._create(new)
        updated = [self._update(row) for row in changed]
        SupportLink.objects.bulk_update(updated, ["since", "until"], batch_size=500)
        audit.record_many(created, "create", by=by, reason="导入")
        audit.record_many(updated, "change", by=by, reason="导入")
        return Written(len(created), len(updated), len(rows) - len(created) - len(updated))

    def _create(self, rows: list[Row]) -> list[SupportLink]:
        links = SupportLink.objects.bulk_create(
            [
                SupportLink(
                    unit=row["found"],
                    area_id=row["key"][1],
                    team_id=row["key"][2],
                    since=row["since"],
                    until=row["until"],
                )
                for row in rows
            ],
            batch_size=1000,
        )
        for row, link in zip(rows, links, strict=True):
            self.wrote(link, None, row)
        return links

    def _update(self, row: Row) -> SupportLink:
        link: SupportLink = row.existing
        wanted = {"since": row["since"], "until": row["until"]}
        before = {name: getattr(link, name) for name in wanted}
        self.wrote(link, {k: v for k, v in before.items() if wanted[k] != v}, row)
        link.since, link.until = row["since"], row["until"]
        return link

    @classmethod
    def values(cls, obj: SupportLink) -> dict[str, Any]:
        place: Area = obj.area or obj.team.area  # type: ignore[union-attr]
        return {
            "unit": obj.unit.label,
            "area_code": obj.unit.area.code,
            "credit_code": obj.unit.credit_code,
            "target_code": place.code,
            "team": obj.team.name if obj.team else "",
            "since": obj.since,
            "until": obj.until,
        }
