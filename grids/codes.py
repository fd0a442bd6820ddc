"""Which kind of area stands under which, and what its code may be. No database."""

from django.core.exceptions import ValidationError

from grids.models.areas import CODE_LENGTHS, Area

KINDS = list(CODE_LENGTHS)  # from the top down
LABELS = dict(Area.Kind.choices)
KIND_OF_LENGTH = {length: kind for kind, length in CODE_LENGTHS.items()}


class WrongPlace(ValidationError):
    """An area of this kind may not hang there."""


class WrongCode(ValidationError):
    """The code does not fit the area's kind or its parent's code."""


def kind_above(kind: str) -> str | None:
    """The kind of the parent: none above a district."""
    place = KINDS.index(kind)
    return KINDS[place - 1] if place else None


def kind_below(kind: str) -> str | None:
    """The kind of the children: none below a micro-grid."""
    place = KINDS.index(kind) + 1
    return KINDS[place] if place < len(KINDS) else None


def parent_code(code: str) -> str:
    """The code of the area above, "" for a district; a code extends it (GB/T 2260, GB/T 10114)."""
    above = kind_above(KIND_OF_LENGTH[len(code)])
    return code[: CODE_LENGTHS[above]] if above else ""


def check_kind_under(kind: str, parent_kind: str | None) -> None:
    """Raises WrongPlace unless `kind` may hang under `parent_kind` (None: stand at the top)."""
    wanted = kind_above(kind)
    if wanted == parent_kind:
        return
    if wanted is None:
        raise WrongPlace(f"{LABELS[kind]}是最高一级，不能有上级。")
    found = f"，不能放在{LABELS[parent_kind]}之下" if parent_kind else ""
    raise WrongPlace(f"{LABELS[kind]}的上级必须是{LABELS[wanted]}{found}。")


def check_code(kind: str, code: str, above: str) -> None:
    """Raises WrongCode unless `code` has the length of `kind` and begins with the parent's code."""
    if not (code.isascii() and code.isdigit()):
        raise WrongCode("区划代码只能由数字组成。")
    if len(code) != CODE_LENGTHS[kind]:
        raise WrongCode(
            f"{LABELS[kind]}的区划代码应为 {CODE_LENGTHS[kind]} 位，现有 {len(code)} 位。"
        )
    if not code.startswith(above):
        raise WrongCode(f"区划代码应以上级代码 {above} 开头。")
