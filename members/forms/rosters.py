"""What is typed about members where they live."""

from typing import Any

from django import forms

from common.fields import clean_mobile
from members.actions.rosters import Home
from members.forms.fields import Day
from members.models import PartyOrganization
from members.models.rosters import Availability, Category

AS_TYPED = "typed"
SHOWN = 8  # registered organisations offered to choose from


class Mobile(forms.CharField):
    """A mobile number of a person, as 11 digits."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        messages = {"required": "请填写手机号。"}
        super().__init__(max_length=20, widget=widget, error_messages=messages, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return clean_mobile(text) if text else ""


class HomeForm(forms.Form):
    """A member's home organisation: a registered one, found by its name, or another by its name.

    Where what is typed is part of the names of registered ones, the form comes back with these to
    choose from; it works without a script, and nothing that was typed is lost.
    """

    home = forms.CharField(
        label="组织关系所在党组织",
        max_length=100,
        required=False,
        help_text="已登记的写全名或其中几个字，系统会列出来选；外地、离岛等未登记的照写名称。",
    )

    def clean(self) -> dict[str, Any]:
        text = (self.cleaned_data.get("home") or "").strip()
        known = PartyOrganization.objects.public()
        exact = list(known.filter(name=text)[:2]) if text else []
        self.cleaned_data["home"] = exact[0] if len(exact) == 1 else text
        near = list(known.filter(name__icontains=text).order_by("name", "pk")[:SHOWN])
        if len(exact) != 1 and len(text) > 1 and near:
            self._pick(near, text)
        return self.cleaned_data

    def _pick(self, near: list[PartyOrganization], text: str) -> None:
        by_key = {str(one.uuid): one for one in near}
        choices = [(key, f"{one.name}（{one.area}）") for key, one in by_key.items()]
        self.fields["home_pick"] = forms.ChoiceField(
            label="是哪一个党组织",
            choices=[*choices, (AS_TYPED, f"都不是，照写“{text}”")],
            widget=forms.RadioSelect,
        )
        picked = self.data.get("home_pick", "")
        if picked in by_key:
            self.cleaned_data["home"] = by_key[picked]
        elif picked != AS_TYPED:
            self.add_error("home_pick", "登记的党组织里有相近的名称，请选一个。")

    @property
    def chosen_home(self) -> Home:
        home: Home = self.cleaned_data["home"]
        return home


class RosterFacts(HomeForm):
    category = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *Category.choices],
        error_messages={"required": "请选择类别。"},
    )
    availability = forms.ChoiceField(
        label="可参加时间",
        required=False,
        choices=[("", "还没有问"), *Availability.choices],
        help_text="活动安排在本职工作时间以外，请先问清楚。",
    )
    skills = forms.CharField(
        label="特长",
        max_length=120,
        required=False,
        help_text="例如：电工、法律、摄影；多项用顿号隔开。",
    )

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        names = ("home", "category", "availability", "skills")
        return {name: self.cleaned_data[name] for name in names}


class EnrolForm(RosterFacts):
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    phone = Mobile(label="手机", help_text="11 位手机号，加密保存，页面上只显示前三位和后四位。")
    since = Day(label="列入名册日期")

    field_order = ("name", "phone", "home", "category", "availability", "skills", "since")

    def facts(self) -> dict[str, Any]:
        names = ("name", "phone", "since")
        return super().facts() | {name: self.cleaned_data[name] for name in names}


class EndForm(forms.Form):
    on = Day(label="结束日期", help_text="从这一天起不再有效，历史记录保留。")
