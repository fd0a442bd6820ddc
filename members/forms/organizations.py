"""What is typed of party organisations."""

from typing import Any

from django import forms

from grids.models import Area, AreaQuerySet, ServiceStation
from members.actions.organizations import FIELDS
from members.forms.fields import Day
from members.models import Alliance, MemberUnit, PartyOrganization
from members.models.organizations import OrganizationQuerySet
from members.projects import KnownProject

PLACES = [Area.Kind.STREET, Area.Kind.COMMUNITY, Area.Kind.GRID]


class OrganizationChoice(forms.ModelChoiceField):
    """A superior, by the name it goes by inside, and its place."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.label}（{obj.area}）"


class OrganizationForm(forms.ModelForm):
    """The facts of an organisation; with `owner` (a unit, alliance or project) it has its place.

    The true name of a military unit's organisation is never shown: left empty, it stays.
    """

    founded_on = Day(label="成立日期")

    class Meta:
        model = PartyOrganization
        fields = FIELDS
        help_texts = {
            "area": "党组织所在的街道、社区（村）或网格。",
            "member_count": "组织关系直接在本组织的党员；下级党组织的不计。",
            "station": "选填：平时活动的党群服务中心（站）。",
        }
        error_messages = {
            "kind": {"required": "请选择类型。"},
            "name": {"required": "请填写名称。"},
            "area": {"required": "请选择所属区域。"},
            "member_count": {"required": "请填写直属党员数，没有填 0。"},
        }

    def __init__(
        self,
        *args: Any,
        areas: AreaQuerySet,
        owner: MemberUnit | Alliance | KnownProject | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["kind"].choices = [("", "请选择"), *PartyOrganization.Kind.choices]  # type: ignore[attr-defined]
        self._set_places(areas)
        self.hides_name = bool(self.instance.pk and self.instance.is_military)
        self.held_name = self.instance.name
        if self.hides_name:
            self.fields["name"].required = False
            self.fields["name"].help_text = "已登记，不显示；不改就留空。"
            self.initial["name"] = ""
        if self.instance.is_composite:
            del self.fields["member_count"]

    def _set_places(self, areas: AreaQuerySet) -> None:
        stations = ServiceStation.objects.filter(area__in=areas.values("pk"))
        self.fields["station"].queryset = stations.order_by("name")  # type: ignore[attr-defined]
        self.fields["station"].empty_label = "不填"  # type: ignore[attr-defined]
        if self.owner:
            del self.fields["area"]
            return
        places = areas.current().filter(kind__in=PLACES)
        if self.instance.pk:
            places = places | areas.filter(pk=self.instance.area_id)
        self.fields["area"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["area"].empty_label = "请选择"  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return name or (self.held_name if self.hides_name else "")

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}


class FoundOrganizationForm(OrganizationForm):
    """As above, and the superior it hangs under."""

    field_order = ("kind", "name", "area", "parent", "member_count", "station", "founded_on")

    parent = OrganizationChoice(
        PartyOrganization.objects.none(),
        label="上级党组织",
        required=False,
        empty_label="上级不在本门户登记",
        help_text="党支部隶属于党总支、党委或党工委，党小组隶属于党支部；上级在本系统的留空。",
    )

    def __init__(self, *args: Any, leaders: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = leaders  # type: ignore[attr-defined]


class MoveOrganizationForm(forms.Form):
    """Under which superior it shall hang; `seen` is the key of the present one, 0 for none."""

    parent = OrganizationChoice(
        PartyOrganization.objects.none(),
        label="新的上级党组织",
        required=False,
        empty_label="上级不在本门户登记",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, leaders: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = leaders  # type: ignore[attr-defined]


class EndOrganizationForm(forms.Form):
    """The day it ends and, if others hang under it, what becomes of them."""

    on = Day(label="撤销日期")
    children = forms.ChoiceField(
        label="下级党组织",
        required=False,
        choices=[("", "请选择"), ("up", "改由上一级领导"), ("end", "一并撤销")],
    )

    def __init__(self, *args: Any, below: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not below:
            del self.fields["children"]
            return
        self.fields["children"].help_text = f"下面还有 {below} 个党组织。"
        self.fields["children"].required = True
        self.fields["children"].error_messages["required"] = "请选择下级党组织的去向。"
