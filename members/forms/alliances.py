"""What is typed of alliances and their members."""

from typing import Any

from django import forms

from grids.models import Area, AreaQuerySet
from members.actions.memberships import FIELDS
from members.forms.fields import Day
from members.forms.organizations import OrganizationChoice
from members.models import Alliance, PartyOrganization
from members.models.organizations import OrganizationQuerySet

PLACES = [Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY]


class AllianceForm(forms.ModelForm):
    """The facts of an alliance; its kind and place are settled when it is founded."""

    core = OrganizationChoice(
        PartyOrganization.objects.none(),
        label="核心党组织",
        required=False,
        empty_label="不填",
        help_text="以街道、社区党组织为核心；功能型可填行业党委。",
    )
    founded_on = Day(label="成立日期")

    class Meta:
        model = Alliance
        fields = FIELDS
        help_texts = {
            "industry": "功能型填行业，如金融服务业；链条型填产业链或工作链。区域型不填。",
            "circle": "选填：同一商圈、园区的联合体会排在一起看。",
        }
        error_messages = {"name": {"required": "请填写名称。"}}

    def __init__(self, *args: Any, cores: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["core"].queryset = cores  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class FoundAllianceForm(AllianceForm):
    """A functional or chain alliance; regional ones are founded for whole places."""

    class Meta(AllianceForm.Meta):
        fields = ("kind", "area", *FIELDS)  # type: ignore[assignment]
        error_messages = {
            **AllianceForm.Meta.error_messages,
            "area": {"required": "请选择所属区域。"},
        }

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in Alliance.Kind if one != Alliance.Kind.REGIONAL]
        self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        self.fields["industry"].required = True
        self.fields["industry"].error_messages["required"] = "请填写行业或链条。"
        places = areas.current().filter(kind__in=PLACES).order_by("code")
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        self.fields["area"].empty_label = "请选择"  # type: ignore[attr-defined]


class EndAllianceForm(forms.Form):
    on = Day(label="终止日期")


class MembersForm(forms.Form):
    """From when, and in which group or link, the picked units belong to the alliance."""

    since = Day(label="加入日期")
    part = forms.CharField(
        label="分组或环节", max_length=40, required=False, help_text="选填，如银行、保险。"
    )


class MemberForm(forms.Form):
    """Another group for a member, or the day on which it leaves."""

    part = forms.CharField(label="分组或环节", max_length=40, required=False)
    on = Day(label="退出日期", required=False, help_text="单位退出时填写；留在联合体里的不填。")
