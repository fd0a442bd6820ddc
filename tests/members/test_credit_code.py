"""The unified social credit code (GB 32100-2015)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from members.credit_code import ALPHABET, check_credit_code, check_digit

# The example of the standard, and codes that enterprises and authorities publish themselves.
PUBLISHED = [
    "91350100M000100Y43",
    "91440300708461136T",
    "914403001922038216",
    "91330100799655058B",
    "91110000802100433B",
    "11100000000013338W",
    "91310000132260250X",
]


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_right(code):
    check_credit_code(code)


@pytest.mark.parametrize("lead", "ANY")
def test_letters_may_lead(lead):
    first = f"{lead}13501003152546120"[:17]
    check_credit_code(first + check_digit(first))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "9135010",
        "91350100M000100Y430",
        "91350100m000100y43",
        "01350100M000100Y43",
        "B1350100M000100Y43",
        "9135010OM000100Y43",
        "91350100I000100Y43",
        "９1350100M000100Y43",
        "91350100M000100Y4 ",
    ],
)
def test_wrong_shapes_are_refused(code):
    with pytest.raises(ValidationError, match="18 位"):
        check_credit_code(code)


@given(
    place=st.integers(0, 17),
    other=st.sampled_from(ALPHABET),
    code=st.sampled_from(PUBLISHED),
)
def test_any_single_slip_is_noticed(place, other, code):
    slipped = code[:place] + other + code[place + 1 :]
    if slipped == code:
        check_credit_code(slipped)
        return
    with pytest.raises(ValidationError):
        check_credit_code(slipped)
