"""What staff type about areas side by side on one ground."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from grids.forms.areas import AreaForm
from grids.forms.days import day_field
from grids.forms.merges import AreaField, alike
from grids.models import Area

if TYPE_CHECKING:
    from members.models import User


class OverlapForm(AreaForm):
    other = AreaField(
        label="与哪个区域并存",
        queryset=Area.objects.none(),
        to_field_name="uuid",
        empty_label="请选择",
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="例如：村负责原住村民，社区负责迁入居民。居民也会看到。",
    )
    on = day_field("并存自")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = alike(self.area, by)  # type: ignore[attr-defined]


class EndOverlapForm(forms.Form):
    on = day_field("结束日期", "从这一天起不再并存。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("日期不能晚于今天。")
        return day
