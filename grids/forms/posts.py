"""What staff type to fill and to end a post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.fields import clean_duty_phone
from grids.actions.posts import FIELDS
from grids.forms.days import day_field
from grids.models import GridPost

TERM = "没有任期可不填；到期前 30 天提醒街道、社区工作人员。"
CONSENT = "本人书面同意公开姓名的日期；不填则只公开岗位和电话。"


class PostFactsForm(forms.ModelForm):
    """What may change while somebody holds a post."""

    consent_on = day_field("同意公开日期", CONSENT, required=False)
    term_ends_on = day_field("任期至", TERM, required=False)

    class Meta:
        model = GridPost
        fields: tuple[str, ...] = FIELDS
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

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class PostForm(PostFactsForm):
    """A new post: whose it is, and its facts."""

    role = forms.ChoiceField(
        label="岗位", choices=[("", "请选择"), *GridPost.Role.choices], initial=""
    )
    since = day_field("任职自")

    class Meta(PostFactsForm.Meta):
        fields = ("role", "name", *FIELDS[:3], "since", *FIELDS[3:])


class EndPostForm(forms.Form):
    on = day_field("结束日期", "从这一天起不再担任。最晚为今天；有任期的，最晚为任期结束的次日。")
