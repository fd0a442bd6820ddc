"""Opening hours in a form: typed and shown as text, rows inside."""

from typing import Any

from django import forms

from grids.hours import EXAMPLE, Hours, hours_text, parse_hours


class HoursField(forms.CharField):
    """Cleans to rows of grids/hours.py; without text to none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "开放时间")
        kwargs.setdefault("help_text", f"例如：{EXAMPLE}。也可写“每天”“工作日”“全天”。")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Hours:
        return parse_hours(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return hours_text(value) if isinstance(value, list) else value
