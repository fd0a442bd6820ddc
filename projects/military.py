"""No military or police unit (军警) is named where residents read: not by name, not by alias."""

from collections.abc import Iterable

from members.models import MemberUnit

A_UNIT = "联合体成员单位"  # what such a unit is called before residents


def military_names(district: int | None) -> list[str]:
    """Names and aliases of those of the district, the longest first; one query."""
    near = MemberUnit.objects.filter(type=MemberUnit.Type.MILITARY, district=district)
    pairs = near.values_list("name", "alias")
    return sorted({name for pair in pairs for name in pair if name}, key=len, reverse=True)


def names_military(district: int | None, *texts: str) -> bool:
    """One of the texts names a military or police unit of the district."""
    said = "\n".join(texts)
    return any(name in said for name in military_names(district))


def without_military(text: str, names: Iterable[str]) -> str:
    """The text with `names` (of `military_names`) taken out of it."""
    for name in names:
        text = text.replace(name, A_UNIT)
    return text
