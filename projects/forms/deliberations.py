"""What is typed about deliberations: the issue, its steps, what each came to."""

from typing import Any, cast

from django import forms

from grids.models import Area, AreaQuerySet
from members.forms.fields import Day
from projects.forms.works import long_text
from projects.models import FOUR_STEPS, SIX_STEPS, Deliberation

WAYS = {"six": SIX_STEPS, "four": FOUR_STEPS}
CHOICES = [
    ("six", f"六步法：{' → '.join(SIX_STEPS)}"),
    ("four", f"四步：{' → '.join(FOUR_STEPS)}"),
    ("own", "自己定步骤"),
]
ON_PAPER = "张贴后居民在公开栏看得到；只写事情和结果，不写个人姓名、门牌和电话。不公示就留空。"


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PlaceField(forms.ModelChoiceField):
    """A community, grid or micro-grid, by its name within the community."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.kind == Area.Kind.COMMUNITY:
            return f"整个{obj.name}"
        return f"\u3000{obj.name}" if obj.kind == Area.Kind.GRID else f"\u3000\u3000{obj.name}"


class StepsField(forms.CharField):
    """Names of steps, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="步骤", max_length=400, widget=forms.Textarea(attrs={"rows": 6}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        names = lines(super().clean(value))
        if too_long := [name for name in names if len(name) > 20]:
            raise forms.ValidationError(f"步骤名称最多 20 个字：{too_long[0]}")
        return names


class DeliberationForm(forms.ModelForm):
    """A new deliberation in `community` or one of its grids."""

    area = PlaceField(Area.objects.none(), label="在哪里议", empty_label=None)
    begun_on = Day(label="发起日期")
    way = forms.ChoiceField(
        label="按什么步骤", choices=CHOICES, widget=forms.RadioSelect, initial="six"
    )
    steps = StepsField(
        required=False, help_text="选“自己定步骤”时填，一行一步；还没办的步骤以后都能改。"
    )

    class Meta:
        model = Deliberation
        fields = ("title", "text", "area", "begun_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": "要商量的事，例如：3 幢电梯加装。会随公示一起公开。",
            "text": "只在内部看。",
        }
        error_messages = {"title": {"required": "请填写议题。"}}

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PlaceField, self.fields["area"]).queryset = areas

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == "own" and not data.get("steps") and "steps" not in self.errors:
            self.add_error("steps", "请一行一步写下步骤，或选现成的步骤。")
        return data

    @property
    def chosen_steps(self) -> list[str]:
        way: str = self.cleaned_data["way"]
        return list(WAYS.get(way, ())) or self.cleaned_data["steps"]


class PlanStepsForm(forms.Form):
    """The steps that are not held yet, one a line."""

    steps = StepsField(
        required=False, help_text="一行一步：可以增加、改名、删去、调换顺序。已经办过的不在这里。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class HoldForm(forms.Form):
    on = Day(label="日期")
    people = forms.IntegerField(
        label="到场人数",
        min_value=0,
        max_value=9999,
        help_text="只记人数，不记姓名。",
        error_messages={"required": "请填写到场人数。"},
    )
    outcome = long_text(
        "结果", most=500, help_text="只在内部看。", error_messages={"required": "请写明结果。"}
    )
    notice = long_text("公示内容", most=500, required=False, help_text=ON_PAPER)

    def __init__(self, *args: Any, puts_up: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].required = puts_up
        self.fields["notice"].error_messages["required"] = "这一步是公示，请写公示内容。"


class CorrectForm(HoldForm):
    """What was written down of a step that was held, to be put right."""

    why = forms.CharField(
        label="更正说明",
        max_length=200,
        help_text="例如：到场人数写错了。这一步有公示的，会随公示公开，不写个人姓名。",
        error_messages={"required": "请写明为什么更正。"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class NoticeForm(forms.Form):
    notice = long_text("公示内容", most=500, required=False, help_text=ON_PAPER, rows=5)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class EndForm(forms.Form):
    on = Day(label="结束日期")
    outcome = long_text("议事结果", most=500, error_messages={"required": "请写明议事结果。"})


class CommunityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.street or ''} {obj}".strip()


class CommunityForm(forms.Form):
    """Which community first: the places to choose from depend on it."""

    at = CommunityField(
        Area.objects.none(), label="哪个社区（村）", to_field_name="code", empty_label=None
    )

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["at"])
        field.queryset = areas
