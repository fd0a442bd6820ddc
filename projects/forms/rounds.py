"""What staff type about a round 征集."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from members.models import Alliance
from projects.actions.rounds import half_year
from projects.models import Round

TO_SUBMIT, TO_CLAIM = timedelta(days=30), timedelta(days=60)
DAY = {"type": "date"}


def day_field(label: str, words: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=words,
        error_messages={"required": f"请填写{label}。", "invalid": "请选择日期。"},
    )


class DatesForm(forms.Form):
    submit_by = day_field("提交截止", "各单位在这一天之前登记；截止前 3 天提醒还没有登记的。")
    claim_by = day_field("认领截止", "要在提交截止之后。")

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        first, last = facts.get("submit_by"), facts.get("claim_by")
        if first and last and last <= first:
            self.add_error("claim_by", "认领截止要在提交截止之后。")
        return facts


class AllianceField(forms.ModelChoiceField):
    def __init__(self) -> None:
        super().__init__(
            Alliance.objects.none(),
            label="联合体",
            to_field_name="uuid",
            empty_label=None,
            error_messages={"required": "请选择联合体。", "invalid_choice": "请选择列出的联合体。"},
        )


class RoundForm(DatesForm):
    alliance = AllianceField()
    title = forms.CharField(
        label="名称", max_length=60, error_messages={"required": "请填写名称。"}
    )
    call_text = forms.CharField(
        label="征集说明（可不填）",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="各单位联络员会看到，例如：重点征集冬季助老的需求。",
    )

    field_order = ("alliance", "title", "submit_by", "claim_by", "call_text")

    def __init__(
        self, *args: Any, alliances: QuerySet[Alliance], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(AllianceField, self.fields["alliance"]).queryset = alliances
        days = {"submit_by": today + TO_SUBMIT, "claim_by": today + TO_CLAIM}
        self.initial = {"title": half_year(today), **days, **self.initial}


class AgreeForm(forms.Form):
    outcome = forms.CharField(
        label="议定情况",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="联席会议议定了哪些事、由谁办；还没有人认领的怎么办。",
        error_messages={"required": "请写明议定了什么。"},
    )


def dates_of(round_: Round) -> dict[str, date]:
    return {"submit_by": round_.submit_by, "claim_by": round_.claim_by}
