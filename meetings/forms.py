"""What people type about meetings and reports."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone

from meetings.models import LiaisonReport, Meeting, MeetingRule

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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="取消原因", max_length=200, help_text="写一句话，参会单位的联络员会看到。"
    )


class RuleForm(forms.ModelForm):
    # A rule always has its day: the model's own field would offer a row of dashes.
    weekday = forms.TypedChoiceField(label="星期", choices=MeetingRule.Weekday.choices, coerce=int)

    class Meta:
        model = MeetingRule
        fields = ("week", "weekday", "starts", "place", "is_on")
        widgets = {
            "week": forms.Select(choices=[(n, f"第 {n} 个") for n in range(1, 5)]),
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "week": "联席会议在季度最后一个月，联络员会议在每个月。遇节假日顺延到下一个工作日。",
            "place": "还没有通知、没有人工改过的会议，随规则改时间和地点。",
            "is_on": "停用后不再排新的会议，已排的会议不变。",
        }


class RescheduleForm(forms.Form):
    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(
        label="时间", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label="地点", max_length=100, required=False)

    @classmethod
    def of(cls, meeting: Meeting) -> "RescheduleForm":
        moment = timezone.localtime(meeting.starts_at)
        return cls(initial={"day": moment.date(), "starts": moment.time(), "place": meeting.place})

    @property
    def starts_at(self) -> datetime:
        """The moment typed, in the portal's time zone; only after is_valid()."""
        data = self.cleaned_data
        return datetime.combine(data["day"], data["starts"], ZoneInfo(settings.TIME_ZONE))
