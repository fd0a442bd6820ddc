"""What people type about monthly reports."""

from typing import Any

from django import forms

from meetings.models import LiaisonReport

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
    """The four texts, all of them optional."""

    class Meta:
        model = LiaisonReport
        fields = LiaisonReport.TEXTS
        help_texts = HINTS
        field_classes = dict.fromkeys(LiaisonReport.TEXTS, LinesField)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LiaisonReport.TEXTS}


class ReturnForm(forms.Form):
    note = forms.CharField(
        label="需要修改的内容",
        max_length=200,
        help_text="写一句话，联络员会原样看到。",
    )
