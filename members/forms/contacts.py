"""What is typed about a household contact 联户."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from grids.models import Area, AreaQuerySet
from members.forms.fields import Day
from members.forms.rosters import Mobile

GROUP, MEMBER = "group", "member"


class GridField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.community} {obj}" if obj.community else str(obj)


class Doors(forms.Form):
    """Where, which doors, how many: counts and ranges only, no residents."""

    area = GridField(
        Area.objects.none(),
        label="网格",
        to_field_name="code",
        empty_label="请选择",
        error_messages={"required": "请选择网格。", "invalid_choice": "请选择网格。"},
    )
    doors = forms.CharField(
        label="门牌范围",
        max_length=100,
        help_text="例如：幸福里 3 幢 1–20 号。只写门牌，不写住户姓名。",
        error_messages={"required": "请填写门牌范围。"},
    )
    households = forms.IntegerField(
        label="户数", required=False, min_value=1, max_value=9999, help_text="党小组一般 18–20 户。"
    )
    residents = forms.IntegerField(
        label="人数", required=False, min_value=1, max_value=9999, help_text="党员一般 5–8 人。"
    )

    def __init__(self, *args: Any, grids: AreaQuerySet, is_member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["area"])
        field.queryset = grids.select_related("community").order_by("code")
        self.is_member = is_member

    def clean(self) -> dict[str, Any]:
        needed, words = ("residents", "人数") if self.is_member else ("households", "户数")
        if needed not in self.errors and self.cleaned_data.get(needed) is None:
            self.add_error(needed, ValidationError(f"请填写{words}。"))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        names = ("area", "doors", "households", "residents")
        return {name: self.cleaned_data[name] for name in names}


class ContactForm(Doors):
    """A new contact: the party group's own, or one of its members'."""

    who = forms.ChoiceField(
        label="谁来联系",
        choices=[(GROUP, "党小组（支部）联户"), (MEMBER, "党员联系群众")],
        widget=forms.RadioSelect,
        initial=GROUP,
        error_messages={"required": "请选择谁来联系。"},
    )
    name = forms.CharField(
        label="党员姓名", max_length=40, required=False, help_text="党员联系的填写。"
    )
    phone = Mobile(label="党员手机", required=False, help_text="已在本支部名册上的，只填姓名即可。")
    since = Day(label="联系开始日期")

    field_order = (
        "who", "name", "phone", "area", "doors", "households", "residents", "since",
    )  # fmt: skip

    def __init__(self, *args: Any, grids: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, grids=grids, is_member=False, **kwargs)
        self.is_member = self.data.get("who") == MEMBER

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_member and not self.cleaned_data.get("name"):
            self.add_error("name", ValidationError("请填写党员姓名。"))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        person = {"name": data["name"], "phone": data["phone"]} if self.is_member else {}
        return super().facts() | person | {"since": data["since"]}
