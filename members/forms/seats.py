"""What is typed of committee seats."""

from typing import Any

from django import forms

from common.fields import clean_mobile
from members.actions.seats import OFFICERS
from members.forms.fields import Day
from members.models import MemberUnit
from members.models.units import MemberUnitQuerySet


class PersonForm(forms.Form):
    """Who: by name and mobile, which finds the person again."""

    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    phone = forms.CharField(
        label="手机",
        max_length=20,
        help_text="11 位手机号，加密保存，页面上只显示前三位和后四位。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "请填写手机号。"},
    )

    def clean_phone(self) -> str:
        return clean_mobile(self.cleaned_data["phone"])


class OfficerForm(PersonForm):
    field_order = ("role", "name", "phone", "since", "term_ends_on")

    role = forms.ChoiceField(label="职务", choices=[(one.value, one.label) for one in OFFICERS])
    since = Day(label="任职自")
    term_ends_on = Day(label="任期至", required=False, help_text="选填；届满前 30 天、7 天提醒。")


class NominateForm(PersonForm):
    """The head of a unit, nominated from among `units`."""

    field_order = ("unit", "name", "phone", "on")

    unit = forms.ModelChoiceField(
        MemberUnit.objects.none(),
        label="来自单位",
        empty_label="请选择",
        error_messages={"required": "请选择单位。"},
    )
    on = Day(label="提名日期")

    def __init__(self, *args: Any, units: MemberUnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    since = Day(label="任职自")
    term_ends_on = Day(label="任期至", required=False, help_text="选填；届满前 30 天、7 天提醒。")


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="未通过原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因。"},
    )


class EndSeatForm(forms.Form):
    on = Day(label="卸任日期")


class RenewForm(forms.Form):
    term_ends_on = Day(label="新的任期至")
