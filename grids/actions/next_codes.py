"""Free codes: of areas to come, and of those that change their superior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grids.actions.areas import CodeTaken
from grids.codes import CODE_LENGTHS, LABELS
from grids.models import Area


def proposed_codes(
    children: Sequence[Area], homes: Mapping[int, int], heirs: Sequence[str]
) -> dict[int, str]:
    """A free code for each area below: its own if that fits, else its last digits, else the next.

    `heirs` are the codes of the successors. One query for each.
    """
    codes: dict[int, str] = {}
    for place, above in enumerate(heirs):
        mine = [child for child in children if homes.get(child.pk, 0) == place]
        codes |= _proposed(mine, above)
    return codes


def _proposed(children: list[Area], above: str) -> dict[int, str]:
    codes = {child.pk: child.code for child in children if child.code.startswith(above)}
    if len(codes) == len(children):
        return codes
    kind = children[0].kind
    taken = used_codes(kind, above) | set(codes.values())
    for child in children:
        if child.pk not in codes:
            own = above + child.code[len(above) :]
            codes[child.pk] = own if own not in taken else next_code(kind, above, taken)
            taken.add(codes[child.pk])
    return codes


def used_codes(kind: str, above: str) -> set[str]:
    """The codes of the current areas of that kind that begin with `above`."""
    current = Area.objects.current().filter(kind=kind, code__startswith=above)
    return set(current.values_list("code", flat=True))


def next_code(kind: str, above: str, taken: set[str]) -> str:
    """The code after the highest in use, or the lowest free one when that is the last."""
    width = CODE_LENGTHS[kind] - len(above)
    numbers = {int(code[len(above) :]) for code in taken}
    after = max(numbers, default=0) + 1
    if after >= 10**width:
        after = next((n for n in range(1, 10**width) if n not in numbers), 0)
    if not after:
        raise CodeTaken(f"{above} 之下的{LABELS[kind]}代码已经用完。")
    return f"{above}{after:0{width}d}"
