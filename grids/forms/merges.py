"""What staff type to merge and to split areas, and what they decide on the impact page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from grids.actions.next_codes import next_code, used_codes
from grids.actions.plans import NewArea, Plan, merge_plan, split_plan
from grids.codes import CODE_LENGTHS, LABELS, kind_above
from grids.followers import Wish
from grids.forms.areas import AreaForm
from grids.forms.days import day_field
from grids.impact import Impact, Load
from grids.models import Area

if TYPE_CHECKING:
    from members.models import User

PARTS = range(2, 7)
NOWHERE = "-"  # the record ends with the area


def alike(area: Area, by: User) -> QuerySet[Area]:
    """The other current areas of this kind which `by` may merge with it: the nearest ones.

    Those under the same parent, and under its neighbours. Whoever merges must hold every parent.
    """
    parents = by.writable_areas().current().filter(kind=kind_above(area.kind))
    above = area.parent.parent_id if area.parent else None
    near = parents.filter(parent=above) if above else parents.filter(pk=area.parent_id)
    found = Area.objects.current().filter(kind=area.kind, parent__in=near.values("pk"))
    return found.exclude(pk=area.pk).select_related("parent").order_by("code")


class AreasField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.code}，{obj.parent}）"


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.code}）"


class MergeForm(AreaForm):
    """Which areas merge with `area`, and into what: one of them, or a new one."""

    others = AreasField(
        label="与哪些区域合并",
        queryset=Area.objects.none(),
        to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )
    into = AreaField(
        label="并入",
        queryset=Area.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label="设立新区域（在下面填写）",
        help_text="并入现有区域时，它的名称、代码和页面地址都不变。",
    )
    name = forms.CharField(label="新区域名称", max_length=60, required=False)
    code = forms.CharField(label="新区域代码", max_length=18, required=False)
    parent = AreaField(
        label="新区域的上级",
        queryset=Area.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label="不变",
        help_text="要合并的区域上级不同时必须选择。",
    )
    boundary = forms.CharField(label="新区域范围", max_length=300, required=False)
    on = day_field("生效日期", "从这一天起原区域停用，以前的记录仍显示原区域。")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = alike(self.area, by)
        self.fields["others"].queryset = others  # type: ignore[attr-defined]
        both = Area.objects.filter(pk__in=[self.area.pk, *others.values_list("pk", flat=True)])
        self.fields["into"].queryset = both.order_by("code")  # type: ignore[attr-defined]
        parents = by.writable_areas().current().filter(kind=kind_above(self.area.kind))
        self.fields["parent"].queryset = parents.order_by("code")  # type: ignore[attr-defined]
        self.fields["code"].help_text = _code_help(self.area)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("into") and "into" in data:
            for name in ("name", "code"):
                if not data.get(name):
                    self.add_error(name, "设立新区域时必须填写。")
        return data

    def plan(self) -> Plan:
        """Raises NoParent, NotAlike."""
        data = self.cleaned_data
        areas = [self.area, *data["others"]]
        into = data["into"]
        if into and into not in areas:
            raise ValidationError("并入的区域要在所选的区域之中。")
        new = NewArea(data["code"], data["name"], data["boundary"], self.area.setting)
        return merge_plan(areas, into=into or new, on=data["on"], parent=data["parent"])


def _code_help(area: Area) -> str:
    return f"{LABELS[area.kind]}为 {CODE_LENGTHS[area.kind]} 位，以上级代码开头。"


class SplitForm(AreaForm):
    """The parts that `area` becomes, and which of them gets each area below it."""

    on = day_field("生效日期", "从这一天起原区域停用，以前的记录仍显示原区域。")

    def __init__(self, *args: Any, parts: int, children: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.children = parts, children
        above = self.area.parent.code if self.area.parent else ""
        taken = used_codes(self.area.kind, above)
        for number in range(1, parts + 1):
            code = next_code(self.area.kind, above, taken)
            taken.add(code)
            self._add_part(number, code)
        shares = [(str(n - 1), f"第 {n} 部分") for n in range(1, parts + 1)]
        for child in children:
            label = f"{child.name}（{child.code}）归到"
            self.fields[f"home_{child.pk}"] = forms.ChoiceField(label=label, choices=shares)
        self.order_fields([*(name for name in self.fields if name != "on"), "on"])

    def _add_part(self, number: int, code: str) -> None:
        here = f"第 {number} 部分"
        name = forms.CharField(label=f"{here}名称", max_length=60)
        code_field = forms.CharField(
            label=f"{here}代码", max_length=18, initial=code, help_text=_code_help(self.area)
        )
        boundary = forms.CharField(label=f"{here}范围", max_length=300, required=False)
        self.fields |= {
            f"name_{number}": name,
            f"code_{number}": code_field,
            f"boundary_{number}": boundary,
        }

    def plan(self) -> Plan:
        """Raises NotAlike."""
        data = self.cleaned_data
        parts = [
            NewArea(data[f"code_{n}"], data[f"name_{n}"], data[f"boundary_{n}"], self.area.setting)
            for n in range(1, self.parts + 1)
        ]
        homes = {child.pk: int(data[f"home_{child.pk}"]) for child in self.children}
        return split_plan(self.area, parts, on=data["on"], homes=homes)


class ImpactForm(forms.Form):
    """On the impact page: the codes of the areas below, and which part gets each record."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, impact: Impact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.impact = impact
        self.fields["seen"].initial = impact.seen
        for child in impact.children:
            self.fields[f"code_{child.pk}"] = forms.CharField(
                label=f"{child.name}的新代码", max_length=18, initial=impact.codes[child.pk]
            )
        for load in self.chosen:
            self._add_choices(load)

    @property
    def chosen(self) -> list[Load]:
        """The kinds about which there is something to decide."""
        several = len(self.impact.heirs) > 1
        here = [load for load in self.impact.here if load.here > load.led]
        return [load for load in here if several or load.follower.ends]

    def _add_choices(self, load: Load) -> None:
        heirs = [(str(place), f"转到{name}") for place, name in enumerate(self.impact.heirs)]
        ends = [(NOWHERE, "随原区域结束")] if load.follower.ends else []
        key = load.follower.model._meta.model_name
        self.fields[f"all_{key}"] = forms.ChoiceField(
            label=f"全部{load.label}", choices=[*ends, *heirs]
        )
        for row in load.rows:
            self.fields[f"{key}_{row.pk}"] = forms.ChoiceField(
                label=load.follower.name(row),
                choices=[("", "同上"), *ends, *heirs],
                required=False,
            )

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self.impact.seen:
            raise ValidationError("区域刚被他人改动，请核对本页后再确认一次。")
        return str(self.cleaned_data["seen"])

    def codes(self) -> dict[int, str]:
        return {c.pk: self.cleaned_data[f"code_{c.pk}"] for c in self.impact.children}

    def wishes(self) -> Mapping[str, Wish]:
        return {load.follower.key: dict(self._wish(load)) for load in self.chosen}

    def _wish(self, load: Load) -> Iterator[tuple[int | None, int | None]]:
        key = load.follower.model._meta.model_name
        yield None, _place(self.cleaned_data[f"all_{key}"])
        for row in load.rows:
            if self.cleaned_data[f"{key}_{row.pk}"]:
                yield row.pk, _place(self.cleaned_data[f"{key}_{row.pk}"])

    # --- for the template ---------------------------------------------------------------------

    def child_rows(self) -> list[tuple[Area, str, forms.BoundField]]:
        """(area below, its heir's name, field of its new code)."""
        return [(c, self.impact.home(c), self[f"code_{c.pk}"]) for c in self.impact.children]

    def kinds(self) -> list[dict[str, Any]]:
        """Every kind with records: its load, and the fields to choose by where there are any."""
        chosen = self.chosen
        return [
            {
                "load": load,
                "all": self[f"all_{load.follower.model._meta.model_name}"]
                if load in chosen
                else None,
                "rows": [self._row(load, row, load in chosen) for row in load.rows],
                "more": load.here - load.led - len(load.rows),
            }
            for load in self.impact.here
        ]

    def _row(self, load: Load, row: Any, chosen: bool) -> tuple[str, str, Any]:
        url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
        field = self[f"{load.follower.model._meta.model_name}_{row.pk}"] if chosen else None
        return load.follower.name(row), url, field


def _place(value: str) -> int | None:
    return None if value == NOWHERE else int(value)
