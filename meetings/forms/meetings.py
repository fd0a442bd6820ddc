"""What people type about meetings, their rules and their stages."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone

from meetings.models import Meeting, MeetingRule
from meetings.models.rules import MONTHS
from members.forms.fields import Day


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="取消原因", max_length=200, help_text="写一句话，参会单位的联络员会看到。"
    )


def _number(label: str, least: int, most: int, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=forms.NumberInput(attrs={"class": "in-short"}),
        error_messages={"required": "请填一个数。", "invalid": "请填一个整数。"},
    )


class RuleForm(forms.ModelForm):
    # A rule always has its day: the model's own field would offer a row of dashes.
    weekday = forms.TypedChoiceField(label="星期", choices=MeetingRule.Weekday.choices, coerce=int)
    collect_days = _number("会前几天截止征集议题", 0, 60, "按自然日；填 0 就不征集议题。")
    notice_days = _number("会前几天发出通知", 1, 30, "按自然日；到了这天还没发，工作台会提醒。")
    quorum = _number("到会要求（%）", 0, 99, "到会单位要超过应到单位的百分之几；通知发出后不再变。")

    class Meta:
        model = MeetingRule
        fields: Any = (
            *("week", "weekday", "starts", "place"),
            *("collect_days", "notice_days", "quorum", "is_on"),
        )
        widgets = {
            "week": forms.Select(choices=[(n, f"第 {n} 个") for n in range(1, 5)]),
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "week": "在每期的最后一个月：联席会议为季度末月，联络员会议为每个月。"
            "遇节假日顺延到下一个工作日。",
            "place": "还没有通知、没有人工改过的会议，随规则改时间和地点。",
            "is_on": "停用后不再排新的会议，已排的会议不变。",
        }


class OwnRuleForm(RuleForm):
    """A new meeting of an alliance's own; its period is fixed once it is planned by."""

    months = forms.TypedChoiceField(
        label="多久一次",
        coerce=int,
        choices=[(n, MeetingRule(kind="own", months=n).every_text) for n in MONTHS],
        help_text="定了以后不能改；要换周期，停用这一条，另外增加一条。",
    )

    class Meta(RuleForm.Meta):
        fields: Any = ("alliance", "name", "months", *RuleForm.Meta.fields[:-1])
        error_messages = {
            "alliance": {"required": "请选择联合体。"},
            "name": {"required": "请填写会议名称。"},
        }

    def __init__(self, data: Any, *, alliances: Any, initial: Any) -> None:
        # with the defaults of a rule
        super().__init__(data, instance=MeetingRule(name=""), initial=initial)
        field = cast(forms.ModelChoiceField, self.fields["alliance"])
        field.queryset, field.empty_label, field.label = alliances, "请选择", "联合体"
        self.fields["week"].help_text = "在每期的最后一个月。遇节假日顺延到下一个工作日。"
        self.fields["name"].required = True
        self.fields["name"].help_text = "例如：党建联盟理事会、安全生产例会。"
        self.instance.kind = MeetingRule.Kind.OWN


def in_our_zone(data: dict[str, Any]) -> datetime:
    """The moment of the fields `day` and `starts`, in the portal's time zone."""
    return datetime.combine(data["day"], data["starts"], ZoneInfo(settings.TIME_ZONE))


class MomentForm(forms.Form):
    day = Day(label="日期")
    starts = forms.TimeField(
        label="时间",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "请填写时间。", "invalid": "时间请写成 14:30 的样子。"},
    )

    @property
    def starts_at(self) -> datetime:
        """The moment typed, in the portal's time zone; only after is_valid()."""
        return in_our_zone(self.cleaned_data)


class RescheduleForm(MomentForm):
    place = forms.CharField(label="地点", max_length=100, required=False)

    @classmethod
    def of(cls, meeting: Meeting) -> "RescheduleForm":
        moment = timezone.localtime(meeting.starts_at)
        return cls(initial={"day": moment.date(), "starts": moment.time(), "place": meeting.place})


class CollectForm(forms.Form):
    until = Day(label="征集到哪一天", help_text="到这一天的夜里 24 点为止，要在会议之前。")


class SeenForm(forms.Form):
    """A word of consent to what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class HoldForm(MomentForm):
    """When it really began; as planned, unless somebody says otherwise."""
