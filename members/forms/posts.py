"""What is typed about the posts, pledges, commandos and the compact of an organisation."""

from abc import abstractmethod
from typing import Any, cast

from django import forms

from grids.models import Area
from members.actions.posts import Thing
from members.forms.fields import Day
from members.forms.rosters import Mobile
from members.models import Commando, Compact, PartyOrganization, PioneerPost, Pledge

BY_NAME = "已在本支部名册上的，只填姓名即可。"


class ThingForm(forms.Form):
    """One thing more of `organization`; `made()` gives it, not yet saved and without its person.

    Forms of things that have one ask for `name` and `phone`.
    """

    def __init__(self, *args: Any, organization: PartyOrganization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    @abstractmethod
    def made(self) -> Thing:
        """The thing as typed."""

    @property
    def who(self) -> tuple[str, str]:
        """Name and phone of the thing's person; empty where it has none."""
        names = ("name", "phone") if "phone" in self.fields else ()
        name, phone = [self.cleaned_data[one] for one in names] or ("", "")
        return name, phone


class PostForm(ThingForm):
    kind = forms.ChoiceField(label="类型", choices=PioneerPost.Kind.choices)
    name = forms.CharField(
        label="岗位", max_length=60, error_messages={"required": "请填写岗位名称。"}
    )
    duty = forms.CharField(
        label="职责",
        max_length=200,
        required=False,
        help_text="服务岗的名称、职责和余额在报到页面上公开。",
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="在哪里",
        to_field_name="code",
        empty_label=None,
        error_messages={"invalid_choice": "请选择在哪里。"},
    )
    places = forms.IntegerField(
        label="人数",
        min_value=1,
        max_value=999,
        initial=1,
        error_messages={"required": "请填写人数。"},
    )
    since = Day(label="设立日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.organization.area
        cast(forms.ModelChoiceField, self.fields["area"]).queryset = (
            Area.objects.current().under(place).exclude(kind=Area.Kind.MICRO).order_by("code")
        )
        self.initial.setdefault("area", place.code)

    def made(self) -> Thing:
        return PioneerPost(organization=self.organization, **self.cleaned_data)


class PledgeForm(ThingForm):
    name = forms.CharField(
        label="党员姓名", max_length=40, error_messages={"required": "请填写姓名。"}
    )
    phone = Mobile(label="手机", required=False, help_text=BY_NAME)
    text = forms.CharField(
        label="承诺事项",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="简洁、务实，一两句话。原来的承诺从新承诺之日起结束。",
        error_messages={"required": "请填写承诺事项。"},
    )
    since = Day(label="承诺日期")

    def made(self) -> Thing:
        facts = {field: self.cleaned_data[field] for field in ("text", "since")}
        return Pledge(organization=self.organization, **facts)


class CommandoForm(ThingForm):
    kind = forms.ChoiceField(label="类型", choices=Commando.Kind.choices)
    title = forms.CharField(
        label="队名", max_length=60, error_messages={"required": "请填写队名。"}
    )
    task = forms.CharField(label="任务", max_length=200, required=False)
    people = forms.IntegerField(
        label="人数", min_value=1, max_value=9999, error_messages={"required": "请填写人数。"}
    )
    name = forms.CharField(
        label="队长姓名", max_length=40, required=False, help_text="可以以后再定。"
    )
    phone = Mobile(label="队长手机", required=False, help_text=BY_NAME)
    since = Day(label="组建日期")

    def made(self) -> Thing:
        facts = {one: self.cleaned_data[one] for one in ("kind", "task", "people", "since")}
        title = self.cleaned_data["title"]
        return Commando(organization=self.organization, name=title, **facts)


class CompactForm(ThingForm):
    text = forms.CharField(
        label="公约",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="一行一条，简短易记。原来的公约从新公约通过之日起失效，历次版本都保留。",
        error_messages={"required": "请填写公约。"},
    )
    adopted_on = Day(label="通过日期")

    def made(self) -> Thing:
        return Compact(organization=self.organization, **self.cleaned_data)
