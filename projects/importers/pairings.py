"""Pairings from a workbook: a row adds one, or prolongs or ends the one that stands."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written, lookup
from members.importers.places import writable_areas
from members.models import PartyOrganization, User
from projects.models import Pairing

HINT = "党组织的全称，和它所在区域的区划代码"
FACTS = ("plan", "until", "ended_on", "outcome")
Key = tuple[str, str]


class PairingImport(Importer):
    """A row meets the pairing that stands by its two organisations."""

    kind = "pairings"
    title = "结对帮扶"
    note = "两个党组织都要已登记，至少一个在您的管辖范围内。填了结束日期的要写成效。"
    columns = (
        Column("helper", "帮扶方党组织", required=True, max_length=120, hint=HINT),
        Column(
            "helper_code", "帮扶方区划代码", "code", required=True, lengths=(6, 9, 12, 15, 18),
            example="210211013001",
        ),
        Column("helped", "受助方党组织", required=True, max_length=120, hint=HINT),
        Column(
            "helped_code", "受助方区划代码", "code", required=True, lengths=(6, 9, 12, 15, 18),
            example="210211013002",
        ),
        Column("plan", "帮扶计划", required=True, max_length=1000, multiline=True),
        Column("since", "结对日期", "date", required=True),
        Column("until", "约定期满", "date", required=True),
        Column("ended_on", "结束日期", "date"),
        Column("outcome", "成效", max_length=1000, multiline=True),
    )  # fmt: skip
    unique = (("helper", "helper_code", "helped", "helped_code", "since"),)
    places = {"projects.Pairing": ("helper__area", "helped__area")}

    def check(self, rows: list[Row]) -> None:
        known, own = self._organizations(rows), self._own(rows)
        for row in rows:
            sides = [known.get((row[f"{side}_code"], row[side])) for side in ("helper", "helped")]
            row["sides"] = sides
            for side, found in zip(("helper", "helped"), sides, strict=True):
                if found is None:
                    self.problem(row, side, "没有这个党组织", HINT)
            if all(sides):
                self._check_row(row, own)
        self._meet([row for row in rows if all(row["sides"])])

    def _organizations(self, rows: list[Row]) -> dict[Key, PartyOrganization]:
        """Current organisations of the importer's districts by code of their area and name.

        Military ones, by alias and kind, in the own areas alone.
        """
        codes = {code for side in ("helper_code", "helped_code") for code in lookup(rows, side)}
        scope = writable_areas(self.by)
        found = PartyOrganization.objects.current().filter(
            area__code__in=codes, district__in=scope.values("district")
        )
        military = Q(unit__type="military")
        seen = found.exclude(military) | found.filter(military, area__in=scope.values("pk"))
        return {(one.area.code, one.label): one for one in seen.select_related("area", "unit")}

    def _own(self, rows: list[Row]) -> set[int]:
        codes = {code for side in ("helper_code", "helped_code") for code in lookup(rows, side)}
        areas = writable_areas(self.by).filter(code__in=codes)
        return set(areas.values_list("pk", flat=True))

    def _check_row(self, row: Row, own: set[int]) -> None:
        helper, helped = row["sides"]
        today = timezone.localdate(self.now)
        if helper == helped:
            self.problem(row, "helped", "结对的两个党组织不能是同一个", "请核对")
        if not own & {helper.area_id, helped.area_id}:
            self.problem(row, "helper", "两方都不在您的管辖范围内", "至少一方应在您的管辖范围内")
        if row["since"] > today or row["until"] <= row["since"]:
            self.problem(row, "until", "结对日期不能晚于今天，约定期满要晚于结对日期", "请核对")
        ended: date | None = row["ended_on"]
        if ended and not row["since"] <= ended <= today:
            self.problem(row, "ended_on", "不能早于结对日期，也不能晚于今天", "请核对")
        if bool(ended) != bool(row["outcome"]):
            self.problem(row, "outcome", "结束日期和成效要一起填", "没有结束的都不填")

    def _meet(self, rows: list[Row]) -> None:
        helpers = {row["sides"][0].pk for row in rows}
        pairings = list(Pairing.objects.filter(helper__in=helpers).order_by("since"))
        known = {(one.helper_id, one.helped_id, one.since): one for one in pairings}
        for row in rows:
            helper, helped = row["sides"]
            row.existing = known.get((helper.pk, helped.pk, row["since"]))
            if row.existing:
                row.unchanged = all(getattr(row.existing, name) == row[name] for name in FACTS)
                if row.existing.ended_on and not row.unchanged:
                    self.problem(row, "helper", "这次结对已结束，不能修改", "请核对")
        self._check_standing(rows, [one for one in pairings if not one.ended_on])

    def _check_standing(self, rows: list[Row], standing: list[Pairing]) -> None:
        """Once the file is written, no two organisations are paired twice at a time."""
        ends = {row.existing.pk for row in rows if row.existing and row["ended_on"]}
        stands = {(one.helper_id, one.helped_id): one for one in standing if one.pk not in ends}
        begun: dict[tuple[int, int], int] = {}
        for row in rows:
            if row.existing or row["ended_on"]:
                continue
            pair = (row["sides"][0].pk, row["sides"][1].pk)
            first = begun.setdefault(pair, row.number)
            if other := stands.get(pair):
                self.problem(row, "since", "这两个党组织已经结对", f"结对日期 {other.since}")
            elif first != row.number:
                text = f"与第 {first} 行是同样的两个党组织，只能有一次没有结束"
                self.problem(row, "since", text, "请核对")

    def write(self, rows: list[Row], *, by: User | None, now: datetime) -> Written:
        changed = [row for row in rows if row.existing and not row.unchanged]
        updated = [self._update(row) for row in changed]  # first: what ends makes room
        Pairing.objects.bulk_update(updated, FACTS, batch_size=500)
        new = [row for row in rows if row.existing is None]
        made = Pairing.objects.bulk_create([self._made(row) for row in new], batch_size=500)
        for row, pairing in zip(new, made, strict=True):
            self.wrote(pairing, None, row)
        audit.record_many(made, "create", by=by, reason="导入")
        audit.record_many(updated, "change", by=by, reason="导入")
        return Written(len(made), len(updated), len(rows) - len(made) - len(updated))

    def _made(self, row: Row) -> Pairing:
        helper, helped = row["sides"]
        facts = {name: row[name] for name in FACTS}
        return Pairing(helper=helper, helped=helped, since=row["since"], **facts)

    def _update(self, row: Row) -> Pairing:
        pairing: Pairing = row.existing
        before = {name: getattr(pairing, name) for name in FACTS}
        self.wrote(pairing, {k: v for k, v in before.items() if row[k] != v}, row)
        for name in FACTS:
            setattr(pairing, name, row[name])
        return pairing

    @classmethod
    def values(cls, obj: Pairing) -> dict[str, Any]:
        return {
            "helper": obj.helper.label,
            "helper_code": obj.helper.area.code,
            "helped": obj.helped.label,
            "helped_code": obj.helped.area.code,
            "since": obj.since,
            **{name: getattr(obj, name) for name in FACTS},
        }
