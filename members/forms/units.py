"""What is typed of member units and their liaison officers."""

from typing import Any

from django import forms

from common.fields import clean_mobile
from grids.models import Area, AreaQuerySet
from members.actions import units
from members.credit_code import check_credit_code
from members.forms.fields import CreditCode, Day
from members.models import MemberUnit


class UnitForm(forms.ModelForm):
    """A unit's facts. The true name of a military unit is never shown: left empty, it stays."""

    credit_code = CreditCode(
        label="统一社会信用代码",
        required=False,
        validators=[check_credit_code],
        help_text="18 位，没有可不填。",
    )
    joined_on = Day(label="加入日期")

    class Meta:
        model = MemberUnit
        fields = units.FIELDS
        help_texts = {
            "alias": "军警单位必填：门户内只显示代称，对外一律不显示。",
            "area": "选单位所在的社区；直属街道的选街道。",
        }
        error_messages = {
            "name": {"required": "请填写单位名称。"},
            "type": {"required": "请选择类型。"},
            "area": {"required": "请选择所属区域。"},
        }

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=[Area.Kind.STREET, Area.Kind.COMMUNITY])
        if self.instance.pk:
            places = places | areas.filter(pk=self.instance.area_id)
        self.fields["area"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", "请选择"), *MemberUnit.Type.choices]  # type: ignore[attr-defined]
        self.fields["area"].empty_label = "请选择"  # type: ignore[attr-defined]
        self.hides_name = bool(self.instance.pk and self.instance.is_military)
        if self.hides_name:
            self.fields["name"].required = False
            self.fields["name"].help_text = "已登记，不显示；不改就留空。"
            self.initial["name"] = ""
            self.held_name = self.instance.name

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return name or (self.held_name if self.hides_name else "")

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in units.FIELDS}


class LeaveForm(forms.Form):
    on = Day(label="退出日期")


class AppointForm(forms.Form):
    """Who becomes the liaison officer; `seen` is whom the page showed as the current one."""

    name = forms.CharField(
        label="联络员姓名", max_length=40, error_messages={"required": "请填写姓名。"}
    )
    phone = forms.CharField(
        label="手机",
        max_length=20,
        help_text="11 位手机号，加密保存，页面上只显示前三位和后四位。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "请填写手机号。"},
    )
    since = Day(label="任职自")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_phone(self) -> str:
        return clean_mobile(self.cleaned_data["phone"])
