"""The number of a request: nine digits, read aloud in threes, none following from another.

Eight are drawn at random, the ninth is a check digit (ISO 7064 MOD 11-10), so that a digit heard
wrong or two swapped are noticed without asking the database. It is a name, not a secret: what it
opens, it opens only together with the last four digits of the phone.
"""

import re
import secrets
import unicodedata

DRAWN = 8  # random digits, the first of them not 0
NUMBER = re.compile(r"[1-9][0-9]{8}")


def draw() -> str:
    """A new number; whether it is taken, the caller asks the database."""
    digits = str(10 ** (DRAWN - 1) + secrets.randbelow(9 * 10 ** (DRAWN - 1)))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    rest = 10
    for digit in digits:
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def is_number(digits: str) -> bool:
    return bool(NUMBER.fullmatch(digits)) and check_digit(digits[:-1]) == digits[-1]


def only_digits(text: str) -> str:
    """The digits of what was typed, full width ones as well: “４８２ 915-637” is 482915637."""
    return "".join(re.findall(r"[0-9]", unicodedata.normalize("NFKC", text)))


def grouped(digits: str) -> str:
    """482 915 637, as it is shown and read aloud."""
    return " ".join(digits[i : i + 3] for i in range(0, len(digits), 3))
