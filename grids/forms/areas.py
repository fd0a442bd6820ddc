"""What staff type to change areas."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from grids.actions.areas import check_free
from grids.codes import CODE_LENGTHS, LABELS, check_code, kind_above, kind_below, parent_code
from grids.forms.days import day_field
from grids.models import Area

if TYPE_CHECKING:
    from members.models import User

Lines = list[tuple[str, str]]


def _clean_new_code(code: str, kind: str, above: str, old: str = "") -> str:
    check_code(kind, code, above)
    if code != old:
        check_free(code)
    return code


class AreaForm(forms.Form):
    """Base of the forms that change one area. The change holds from a day up to `today`."""

    def __init__(self, *args: Any, area: Area, today: date, **kwargs: Any) -> None:
        self.area, self.today = area, today
        super().__init__(*args, **kwargs)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError("日期不能晚于今天。")
        return day


class RenameForm(AreaForm):
    name = forms.CharField(label="名称", max_length=60)
    code = forms.CharField(
        label="区划代码", max_length=18, help_text="下级区域的代码会一并更换开头。"
    )
    on = day_field("生效日期", "从这一天起用新名称，以前的记录仍显示原名称。")

    def clean_code(self) -> str:
        area = self.area
        code = self.cleaned_data["code"]
        return _clean_new_code(code, area.kind, parent_code(area.code), area.code)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("name"), data.get("code")) == (self.area.name, self.area.code):
            raise ValidationError("名称和代码都没有改动。")
        return data

    def lines(self) -> Lines:
        data = self.cleaned_data
        return [
            ("名称", _change(self.area.name, data["name"])),
            ("区划代码", _change(self.area.code, data["code"])),
            ("生效日期", str(data["on"])),
        ]


class MoveForm(AreaForm):
    parent = forms.ModelChoiceField(
        label="新的上级", queryset=Area.objects.none(), to_field_name="uuid", empty_label="请选择"
    )
    code = forms.CharField(
        label="新的区划代码",
        max_length=18,
        required=False,
        help_text="不填则保留末几位，只换开头。",
    )
    on = day_field("生效日期")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = kind_above(self.area.kind)
        parents = by.writable_areas().current().filter(kind=above).order_by("code")
        self.fields["parent"].queryset = parents.exclude(pk=self.area.parent_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parent = data.get("parent")
        if parent:
            old = self.area.code
            code = data.get("code") or parent.code + old[len(parent_code(old)) :]
            try:
                data["code"] = _clean_new_code(code, self.area.kind, parent.code)
            except ValidationError as error:
                self.add_error("code", error)
        return data

    def lines(self) -> Lines:
        data = self.cleaned_data
        return [
            ("上级", _change(str(self.area.parent), str(data["parent"]))),
            ("区划代码", _change(self.area.code, data["code"])),
            ("生效日期", str(data["on"])),
        ]


class FoundForm(AreaForm):
    """A new area below `area`."""

    code = forms.CharField(label="区划代码", max_length=18)
    name = forms.CharField(label="名称", max_length=60)
    setting = forms.ChoiceField(label="城乡", choices=Area.Setting.choices)
    boundary = forms.CharField(
        label="范围",
        max_length=300,
        required=False,
        help_text="例如：幸福里小区 1–8 幢。居民按它查找。",
    )
    on = day_field("启用日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind_below(self.area.kind) or ""
        length = CODE_LENGTHS[self.kind]
        self.fields[
            "code"
        ].help_text = f"{LABELS[self.kind]}为 {length} 位，以 {self.area.code} 开头。"

    def clean_code(self) -> str:
        return _clean_new_code(self.cleaned_data["code"], self.kind, self.area.code)

    def lines(self) -> Lines:
        data = self.cleaned_data
        setting = dict(Area.Setting.choices)[data["setting"]]
        return [
            ("上级", self.area.name),
            ("层级", LABELS[self.kind]),
            ("名称", data["name"]),
            ("区划代码", data["code"]),
            ("城乡", setting),
            ("范围", data["boundary"]),
            ("启用日期", str(data["on"])),
        ]


def _change(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"
