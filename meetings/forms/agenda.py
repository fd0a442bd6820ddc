"""What people type about topics, the agenda and its files."""

from typing import Any

from django import forms

from meetings.forms.reports import LinesField


class TopicForm(forms.Form):
    title = forms.CharField(
        label="想商量什么",
        max_length=60,
        help_text="一句话，例如：小区充电桩不够，请几家单位一起想办法。",
        error_messages={"required": "请写一句话。", "max_length": "请写在 60 字以内。"},
    )
    text = LinesField(
        label="简单说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填。",
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="未列入的原因",
        max_length=200,
        help_text="写一句话，提出的单位会原样看到。",
        error_messages={"required": "请写明原因。"},
    )


class ItemForm(forms.Form):
    title = forms.CharField(
        label="事项", max_length=100, error_messages={"required": "请填写事项。"}
    )
    minutes = forms.IntegerField(
        label="时长（分钟）",
        min_value=1,
        max_value=240,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "in-short"}),
        error_messages={"required": "请填时长。", "invalid": "请填一个整数。"},
    )
    presenter = forms.CharField(
        label="汇报人",
        max_length=60,
        required=False,
        help_text="单位或姓名，可以不填。",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "minutes", "presenter")}
