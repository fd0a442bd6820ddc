"""What people type about suggestions."""

from django import forms

from meetings.forms.reports import LinesField


def _text(label: str, hint: str, missing: str, rows: int) -> LinesField:
    return LinesField(
        label=label,
        max_length=1000,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class SuggestionForm(forms.Form):
    text = _text("意见或建议", "一两句话就好，最多 1000 字。", "请写下您的意见或建议。", 4)


class AnswerForm(forms.Form):
    answer = _text("答复", "单位的联络员会原样看到。", "请写下答复。", 5)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
