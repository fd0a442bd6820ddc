"""What people type about monthly reports."""

from typing import Any

from django import forms

from meetings.models import LiaisonReport, ReportRule

HINTS = {
    "practice": "本月做得好、值得推广的做法",
    "problems": "遇到的困难，需要谁来帮",
    "plans": "下个月准备做的一两件事",
    "advice": "对联合体工作的建议",
}


class LinesField(forms.CharField):
    """Text of several lines. A line break counts once, as the browser counts it while one types."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class ReportForm(forms.ModelForm):
    """The four texts, all of them optional. `seen` is the stamp of the page they were typed on."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = LiaisonReport
        fields = LiaisonReport.TEXTS
        help_texts = HINTS
        field_classes = dict.fromkeys(LiaisonReport.TEXTS, LinesField)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LiaisonReport.TEXTS}

    @property
    def texts(self) -> dict[str, str]:
        """Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in LiaisonReport.TEXTS}


class RuleForm(forms.ModelForm):
    """By when reports are due and when officers are reminded."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = ReportRule
        fields = ("due_day", "first_days", "last_days", "chases")
        help_texts = {
            "due_day": "5 到 28 之间；遇休息日顺延到下一个工作日。本月还没交的，截止日期随之调整。",
            "first_days": "按自然日算，最多 20 天；填 0 不提醒。",
            "last_days": "按自然日算，最多 10 天；填 0 不提醒。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most in (("due_day", 5, 28), ("first_days", 0, 20), ("last_days", 0, 10)):
            words = f"请填 {least} 到 {most} 之间的整数。"
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=least,
                max_value=most,
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"), words
                ),
            )


class ReturnForm(forms.Form):
    note = forms.CharField(
        label="需要修改的内容",
        max_length=200,
        help_text="写一句话，联络员会原样看到。",
    )
