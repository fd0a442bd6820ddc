"""Columns and look-ups that the sheets of seats and of memberships share."""

from typing import Any

from common.sheets import Column
from members.credit_code import check_credit_code
from members.importers.places import writable_areas
from members.models import Alliance, PartyOrganization, User

BODY_HINT = "填联合体（党组织）所在街道（9 位）、社区（12 位）的区划代码，设为文本格式"

BODY_CODE = Column(
    "area_code",
    "区划代码",
    "code",
    required=True,
    lengths=(6, 9, 12, 15, 18),
    hint=BODY_HINT,
    example="210211013",
)


def unit_columns(example: str) -> tuple[Column, ...]:
    """Which unit: by credit code, or by area and name."""
    return (
        Column("unit", "单位名称", max_length=120, example=example),
        Column(
            "unit_area_code",
            "单位区划代码",
            "code",
            lengths=(6, 9, 12, 15, 18),
            hint="没有信用代码的单位填写",
            example="210211013001",
        ),
        Column(
            "credit_code",
            "统一社会信用代码",
            max_length=18,
            validators=[check_credit_code],
            hint="填了代码，单位名称和单位区划代码可不填",
        ),
    )


def alliances_in_scope(by: User | None) -> dict[tuple[str, str], Alliance]:
    """(code of the area, name) → alliance that an import may write to."""
    areas = writable_areas(by).values("pk")
    rows = Alliance.objects.active().filter(area__in=areas).select_related("area")
    return {(one.area.code, one.name): one for one in rows}


def bodies_in_scope(by: User | None) -> dict[tuple[str, str], Any]:
    """As above, and the organisations of kinds that have seats."""
    rows = PartyOrganization.objects.current().filter(
        area__in=writable_areas(by).values("pk"), kind__in=PartyOrganization.WITH_SEATS
    )
    named = {(one.area.code, one.label): one for one in rows.select_related("area", "unit")}
    return named | alliances_in_scope(by)
