"""What is typed about projects, their partners, milestones, progress and brand."""

from typing import Any, cast

from django import forms

from grids.models import Area, AreaQuerySet
from members.forms.fields import Day
from members.models import MemberUnit
from projects.forms.items import AreaField
from projects.models import Project

PLACES = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)
PUBLIC = "公开的是名称、目标、进展、成果和参与单位的名字；军警单位和人员姓名从不公开。"
INSIDE = "军警单位牵头的项目只在内部，不向居民公开。"


def long_text(label: str, *, rows: int = 3, most: int = 1000, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class ProjectForm(forms.ModelForm):
    """The facts of a project of `instance.lead`."""

    area = AreaField(Area.objects.none(), label="在哪里实施", empty_label=None)
    planned_until = Day(label="计划完成", required=False)

    class Meta:
        model = Project
        fields = ("name", "level", "area", "alliance", "aim", "planned_until", "is_public")
        widgets = {"aim": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "name": {"required": "请填写项目名称。"},
            "aim": {"required": "请写明目标和做法。"},
        }

    def __init__(
        self, *args: Any, areas: AreaQuerySet, alliances: Any, lead: MemberUnit, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=PLACES)
        if self.instance.pk:
            places = places | areas.filter(pk=self.instance.area_id)
        cast(AreaField, self.fields["area"]).queryset = places.order_by("code")
        field = cast(forms.ModelChoiceField, self.fields["alliance"])
        field.queryset, field.empty_label = alliances, "不属于联合体"
        levels = cast(forms.ChoiceField, self.fields["level"])
        levels.choices = [("", "请选择"), *Project.Level.choices]
        if lead.is_military:
            self.fields["is_public"].disabled = True
        self.fields["is_public"].help_text = INSIDE if lead.is_military else PUBLIC
        self.fields["aim"].help_text = "为谁、做什么、怎么做，三五句话。"

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SeenForm(forms.Form):
    """`seen` is the state on the page: a tab left open moves nothing it did not show."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class StartForm(SeenForm):
    on = Day(label="启动日期")


class WhyForm(SeenForm):
    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写明原因。"}
    )


class CompleteForm(SeenForm):
    on = Day(label="完成日期")
    outcome = long_text(
        "成果",
        help_text="做成了什么，多少人受益；参与单位的实际投入另在各单位名下登记。",
        error_messages={"required": "请写明成果。"},
    )


class EvaluateForm(SeenForm):
    evaluation = long_text(
        "评估意见",
        rows=4,
        help_text="受益的居民和参与的单位怎么说，哪些做法要留下来。只写文字，不打分。",
        error_messages={"required": "请写下评估意见。"},
    )
    residents_heard = forms.IntegerField(
        label="听取了多少位居民的意见",
        min_value=0,
        max_value=9999,
        help_text="只记人数，没有填 0。",
    )
    units_heard = forms.IntegerField(label="听取了多少家单位的意见", min_value=0, max_value=999)


class BrandForm(SeenForm):
    brand = forms.CharField(
        label="品牌名称",
        max_length=30,
        help_text="居民听得懂、记得住的名字，例如：楼院议事吧。",
        error_messages={"required": "请填写品牌名称。"},
    )
    story = long_text(
        "品牌故事",
        rows=8,
        most=2000,
        help_text="怎么开始的，怎么做的，给居民带来了什么。空一行另起一段；不写个人姓名。",
        error_messages={"required": "请写下品牌故事。"},
    )
    on = Day(label="命名日期")
    is_public = forms.BooleanField(label="向居民公开", required=False, help_text=PUBLIC)


class PartnerForm(forms.Form):
    promised = forms.CharField(
        label="承诺投入",
        max_length=200,
        required=False,
        help_text="出什么：人、场地、设备、资金或服务，例如：每月两名电工上门检修。可以以后再填。",
    )


class DeliverForm(forms.Form):
    delivered = forms.CharField(
        label="实际投入", max_length=200, error_messages={"required": "请写明投入了什么。"}
    )
    on = Day(label="落实日期")


class MilestoneForm(forms.Form):
    title = forms.CharField(
        label="节点", max_length=60, error_messages={"required": "请填写节点名称。"}
    )
    due_on = Day(label="计划日期")


class PostponeForm(forms.Form):
    due_on = Day(label="新的计划日期")


class ReachForm(forms.Form):
    on = Day(label="完成日期")


class PhoneNoteForm(forms.Form):
    """An officer's note: the staff of the area decide what becomes public."""

    text = long_text(
        "进展", most=500, help_text="一两句话。", error_messages={"required": "请写下进展。"}
    )
    on = Day(label="日期")


class NoteForm(PhoneNoteForm):
    is_public = forms.BooleanField(
        label="向居民公开",
        required=False,
        help_text="项目向居民公开时，这条进展也出现在公开页面上。",
    )


class EmptyForm(forms.Form):
    """Nothing but a word of consent."""
