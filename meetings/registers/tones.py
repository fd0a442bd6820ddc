"""The colour of a state in the registers of this room."""

from typing import Any

from common.templatetags.ui import TONES


def tone(obj: Any) -> str:
    return f"tag-{TONES.get(obj.status, 'plain')}"
