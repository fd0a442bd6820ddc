"""Finding areas and units by what stands in a sheet, within the scope of who imports."""

from typing import Any

from grids.models import Area, AreaQuerySet
from members.models import MemberUnit, User
from members.models.units import MemberUnitQuerySet

CODE_HINT = "填所属街道（9 位）、社区（12 位）或网格（15 位）的区划代码，设为文本格式"


def writable_areas(by: User | None) -> AreaQuerySet:
    """The current areas an import may write to; all of them at the command line."""
    return (Area.objects.all() if by is None else by.writable_areas()).current()


def areas_by_code(by: User | None) -> dict[str, int]:
    """Code → key of every area that can hold a unit."""
    return dict(writable_areas(by).exclude(kind=Area.Kind.DISTRICT).values_list("code", "pk"))


def active_units(by: User | None) -> MemberUnitQuerySet:
    """The active units an import may write to."""
    return MemberUnit.objects.active().filter(area__in=writable_areas(by).values("pk"))


class UnitIndex:
    """The active units in scope, by credit code, and by area and name (or a military alias)."""

    def __init__(self, by: User | None) -> None:
        self.by_code: dict[str, MemberUnit] = {}
        self.by_name: dict[tuple[int, str], MemberUnit] = {}
        for unit in active_units(by):
            if unit.credit_code:
                self.by_code[unit.credit_code] = unit
            self.by_name[unit.area_id, unit.label] = unit
            self.by_name[unit.area_id, unit.name] = unit

    def find(self, credit_code: str, area: Any, name: str) -> MemberUnit | None:
        """By credit code if there is one and it is known, else by area (its key) and name."""
        return self.by_code.get(credit_code) or self.by_name.get((area, name))
