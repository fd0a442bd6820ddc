"""Personal data at rest: encrypted text, its blind index, and how a phone number is shown."""

import hashlib
import hmac
import re
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

MOBILE = re.compile(r"1[3-9]\d{9}")
WRITTEN = re.compile(r"(?:(?<!\d)|(?<=(?<!\d)86))1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")  # in a text
FOUR_DIGITS = re.compile(r"[0-9]{4}")  # of a number's end, as a caller reads them out
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?|\d{5}|400-?\d{3}-?\d{4}")


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(data: bytes) -> bytes:
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt(data: bytes) -> bytes:
    """Raises cryptography.fernet.InvalidToken when no key fits."""
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(data)


class EncryptedTextField(models.TextField):
    """Text encrypted at rest by the newest of FIELD_KEYS; any of them reads it. Not searchable."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value.encode()).decode() if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("an encrypted field cannot be searched; use its blind index")
        return super().get_lookup(lookup_name)


def blind_index(text: str) -> str:
    """A keyed fingerprint (64 hex digits) by which an encrypted text can be found again."""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def clean_mobile(text: str) -> str:
    """A mainland mobile number as 11 digits; spaces, dashes and +86 are dropped."""
    digits = re.sub(r"[\s\-]", "", text).removeprefix("+86")
    if not MOBILE.fullmatch(digits):
        raise ValidationError("手机号应为 11 位数字，以 1 开头。")
    return digits


def clean_duty_phone(text: str) -> str:
    """A number to publish: mobile, landline with area code, 5-digit hotline or 400 number."""
    text = re.sub(r"\s", "", text)
    if not (MOBILE.fullmatch(text) or LANDLINE.fullmatch(text)):
        raise ValidationError("电话应为手机号，或带区号的座机号，例如 0411-87600000。")
    return text


def mask_phone(text: str) -> str:
    """138****1234; a short number keeps its last two digits only."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "****" + text[-2:]


def mask_mobiles(text: str) -> str:
    """The text with every mobile number in it masked, also 138 1234 5678 and +86138…."""
    return WRITTEN.sub(lambda found: mask_phone(re.sub(r"\D", "", found[0])), text)
