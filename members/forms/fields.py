"""Fields that several forms of this room have."""

from typing import Any

from django import forms


class Day(forms.DateField):
    """A day, by the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        messages = {"invalid": "日期请写成 2026-11-22 的样子。", "required": "请填写日期。"}
        super().__init__(widget=widget, error_messages=messages, **kwargs)


class CreditCode(forms.CharField):
    """A unified social credit code, as typed or pasted: spaces go, letters become capitals."""

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split()).upper()
