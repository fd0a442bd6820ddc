"""What a reader says is wrong with an item, and what its owner answers."""

from typing import Any

from django import forms

from projects.actions.flags import MENDED, OUTCOMES
from projects.forms.items import ASKED
from projects.models import ItemFlag

TRAP = "website"  # a field that no person sees: what fills it in is a robot


class FlagForm(forms.Form):
    """No name, no number: nobody is asked who says it."""

    kind = forms.ChoiceField(
        label="哪里不对",
        choices=ItemFlag.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪里不对。"},
    )
    text = forms.CharField(
        label="说一说（可不填）",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：电话打不通、时间改了。请不要写自己的姓名和电话。",
    )
    website = forms.CharField(
        label="请不要填写这一项",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def shown(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != TRAP]

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get(TRAP))


class SettleForm(forms.Form):
    """The owner's answer."""

    outcome = forms.ChoiceField(
        label="处理结果",
        choices=[
            (one, f"{one}，内容现在是对的" if one == MENDED else f"{one}，不用改")
            for one in OUTCOMES
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理结果。"},
    )
    words = forms.CharField(
        label="说明（可不填）",
        max_length=150,
        required=False,
        help_text="例如：改成了值班电话。",
    )


class StaffSettleForm(SettleForm):
    """Staff say how they know as well."""

    how = forms.ChoiceField(
        label="怎样核实的",
        choices=[(how.value, how.label) for how in ASKED],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样核实的。"},
    )

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data
