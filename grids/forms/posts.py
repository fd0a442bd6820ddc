"""What staff type to fill and to end a post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.fields import clean_duty_phone
from grids.forms.days import day_field
from grids.models import GridPost


class PostForm(forms.ModelForm):
    role = forms.ChoiceField(
        label="岗位", choices=[("", "请选择"), *GridPost.Role.choices], initial=""
    )
    since = day_field("任职自")
    consent_on = day_field(
        "同意公开日期", "本人书面同意公开姓名的日期；不填则只公开岗位和电话。", required=False
    )

    class Meta:
        model = GridPost
        fields = ("role", "name", "stand_in", "duty_phone", "availability", "since", "consent_on")
        help_texts = {
            "duty_phone": "向居民公开，例如 0411-87600000。",
            "availability": "例如：每天 8:00–20:00。",
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_duty_phone(self) -> str:
        return clean_duty_phone(self.cleaned_data["duty_phone"])

    def clean_consent_on(self) -> date | None:
        day: date | None = self.cleaned_data["consent_on"]
        if day and day > self.today:
            raise ValidationError("同意公开日期不能晚于今天。")
        return day


class EndPostForm(forms.Form):
    on = day_field("结束日期", "从这一天起不再担任。")
