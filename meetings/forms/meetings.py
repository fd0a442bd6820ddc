"""What people type about meetings and their rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone

from meetings.models import Meeting, MeetingRule


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
