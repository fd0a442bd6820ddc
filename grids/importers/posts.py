"""Posts of areas and their holders as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from common import audit
from common.sheets import Column, Importer, Row, Written
from grids.importers.scope import AREA_CODE, changed_fields, resolve_areas
from grids.models import GridPost

OWN = ("stand_in", "duty_phone", "availability", "consent_on", "term_ends_on")
HEAD = GridPost.Role.HEAD


class PostImport(Importer):
    """Current posts by area, role and name. Another head takes over from the one before."""

    kind = "posts"
    title = "网格岗位"
    columns = (
        AREA_CODE,
        Column("role", "岗位", "choice", choices=GridPost.Role, required=True),
        Column("name", "姓名", required=True, max_length=40, example="陈桂芳"),
        Column("stand_in", "替岗人", max_length=40),
        Column(
            "duty_phone",
            "值班电话",
            "phone",
            required=True,
            example="0411-87600000",
            hint="将向居民公开",
        ),
        Column("availability", "服务时间", max_length=60, example="每天 8:00–20:00"),
        Column(
            "consent_on",
            "同意公开日期",
            "date",
            hint="本人书面同意公开姓名的日期；不填则只公开岗位和电话",
        ),
        Column("since", "任职自", "date", required=True, example=date(2026, 1, 1)),
        Column("term_ends_on", "任期至", "date", hint="没有任期可不填"),
    )
    unique = (("code", "role", "name"),)
    note = "同一网格换了网格长，直接填新的网格长：原网格长的任职在新任职日自动结束。"

    def check(self, rows: list[Row]) -> None:
        known = resolve_areas(self, rows)
        current = GridPost.objects.current().filter(area__in={row["area"].pk for row in known})
        posts = {(post.area_id, post.role, post.name): post for post in current}
        heads = {post.area_id: post for post in posts.values() if post.role == HEAD}
        taken: dict[int, Row] = {}
        for row in known:
            row.existing = posts.get((row["area"].pk, row["role"], row["name"]))
            row["before"] = None
            if row["role"] == HEAD:
                self._check_head(row, heads.get(row["area"].pk), taken)
            self._check_days(row)

    def _check_head(self, row: Row, head: GridPost | None, taken: dict[int, Row]) -> None:
        first = taken.setdefault(row["area"].pk, row)
        if first is not row:
            self.problem(
                row, "role", f"与第 {first.number} 行是同一区域的网格长", "一个区域只有一名网格长"
            )
        elif head and head != row.existing:
            row["before"] = head
            if row["since"] < head.since:
                text = f"早于现任网格长{head.name}的任职日 {head.since}"
                self.problem(row, "since", text, "请核对任职日期")

    def _check_days(self, row: Row) -> None:
        if row["consent_on"] and row["consent_on"] > timezone.localdate(self.now):
            self.problem(row, "consent_on", "同意公开日期不能晚于今天")
        if row["term_ends_on"] and row["term_ends_on"] < row["since"]:
            self.problem(row, "term_ends_on", "任期不能早于任职日期结束", "请核对日期")
        post = row.existing
        if post is None:
            return
        if row["since"] != post.since:
            self.problem(row, "since", f"与已登记的 {post.since} 不同", "任职日期不能由导入修改")
        if "term_ends_on" not in self.present:  # a workbook of before there were terms
            row["term_ends_on"] = post.term_ends_on
        row.unchanged = not changed_fields(row, post, OWN)

    def write(self, rows: list[Row], *, by: Any, now: datetime) -> Written:
        new = [row for row in rows if row.existing is None]
        changed = [row for row in rows if row.existing is not None and not row.unchanged]
        self._hand_over([row for row in new if row["before"]], by)
        self._create(new, by)
        self._update(changed, by)
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed))

    def _hand_over(self, rows: list[Row], by: Any) -> None:
        for row in rows:
            row["before"].until = row["since"]
            self.wrote(row["before"], {"until": None}, row)
        ended = [row["before"] for row in rows]
        GridPost.objects.bulk_update(ended, ["until"], batch_size=500)
        audit.record_each(((post, {"until": [None, post.until]}) for post in ended), "end", by=by)

    def _create(self, rows: list[Row], by: Any) -> None:
        names = ("area", "role", "name", "since", *OWN)
        posts = [GridPost(**{name: row[name] for name in names}) for row in rows]
        GridPost.objects.bulk_create(posts, batch_size=500)
        for row, post in zip(rows, posts, strict=True):
            self.wrote(post, None, row)
        audit.record_many(posts, "import", by=by)

    def _update(self, rows: list[Row], by: Any) -> None:
        posts = [row.existing for row in rows]
        changes = [
            {
                name: [getattr(row.existing, name), row[name]]
                for name in changed_fields(row, row.existing, OWN)
            }
            for row in rows
        ]
        for row, changed in zip(rows, changes, strict=True):
            for name in OWN:
                setattr(row.existing, name, row[name])
            self.wrote(row.existing, {name: old for name, (old, _) in changed.items()}, row)
        GridPost.objects.bulk_update(posts, OWN, batch_size=500)
        audit.record_each(zip(posts, changes, strict=True), "update", by=by)

    @classmethod
    def values(cls, obj: Any) -> dict[str, Any]:
        row = {column.name: getattr(obj, column.name, None) for column in cls.columns}
        return row | {"code": obj.area.code}
