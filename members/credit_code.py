"""The unified social credit code of an organisation (GB 32100-2015)."""

import re

from django.core.exceptions import ValidationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # I, O, S, V and Z are not used
WEIGHTS = [3**place % 31 for place in range(17)]
SHAPE = re.compile(rf"[1-9ANY][{ALPHABET}]\d{{6}}[{ALPHABET}]{{10}}")


def check_digit(first17: str) -> str:
    """The 18th character that belongs to the first 17 (modulo 31, weights 3^i)."""
    total = sum(
        ALPHABET.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def check_credit_code(code: str) -> None:
    """Raise ValidationError unless `code` has the right shape and its check digit fits."""
    if not SHAPE.fullmatch(code):
        raise ValidationError("统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。")
    if check_digit(code[:17]) != code[17]:
        raise ValidationError("统一社会信用代码的校验位不对，请核对后重填。")
