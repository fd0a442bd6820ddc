"""What is typed while a meeting runs: words and outcome of each item, and its resolutions."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from meetings.forms.reports import LinesField
from meetings.models import Outcome
from members.forms.fields import Day
from members.models import MemberUnit
from members.models.units import MemberUnitQuerySet
from projects.forms.engagements import UnitField, UnitsField

AREA = {"rows": 3}
DROPPED = Outcome.Ruling.DROPPED


class OutcomeForm(forms.Form):
    """One item. `carried`: of an open resolution; `plan`: of an annual plan to be agreed."""

    said = LinesField(
        label="会上说了什么",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    kind = forms.ChoiceField(
        label="形成",
        choices=Outcome.Kind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    text = LinesField(
        label="结果（通报了什么、议定了什么）",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ruling = forms.ChoiceField(
        label="这项决议",
        choices=Outcome.Ruling.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text="印发纪要时生效。继续办理的，带入下次会议。",
    )
    ruling_reason = forms.CharField(
        label="不再办理的原因", max_length=200, required=False, help_text="承办单位会看到。"
    )
    agreed = forms.BooleanField(
        label="会议通过这份计划", required=False, help_text="印发纪要时生效，通过后不再修改。"
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self, data: Any, *, prefix: str, outcome: Outcome, carried: bool, plan: bool
    ) -> None:
        known = {name: getattr(outcome, name) for name in Outcome.TYPED}
        super().__init__(data, prefix=prefix, initial=known | {"seen": outcome.seen})
        if not carried:
            del self.fields["ruling"], self.fields["ruling_reason"]
        if not plan:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if "ruling" not in self.fields:
            return facts
        if facts.get("ruling") != DROPPED:
            facts["ruling_reason"] = ""
        elif not facts.get("ruling_reason", "").strip():
            self.add_error("ruling_reason", "请写明为什么不再办理。")
        return facts

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Outcome.TYPED if name in self.fields}


class NewItemForm(forms.Form):
    new_title = forms.CharField(
        label="会上新提的事项", max_length=100, required=False,
        help_text="议程上没有的，写个名称，保存后加在最后。",
    )  # fmt: skip


class ResolutionForm(forms.Form):
    """What was resolved: by whom, by when. The lead is one of the alliance's units."""

    title = forms.CharField(
        label="决议", max_length=100, error_messages={"required": "请写明决定做什么。"}
    )
    lead = UnitField(
        MemberUnit.objects.none(),
        label="牵头单位",
        empty_label="请选择",
        error_messages={"required": "请选择牵头单位。"},
    )
    due_on = Day(label="完成期限")
    text = LinesField(
        label="要求（可不填）", max_length=500, required=False, widget=forms.Textarea(attrs=AREA)
    )
    helpers = UnitsField(
        MemberUnit.objects.none(),
        label="配合单位（可不选）",
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, units: MemberUnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lead", "helpers"):
            cast(UnitField, self.fields[name]).queryset = units

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label="为什么更正",
        max_length=200,
        help_text="写一句话，各单位会看到，例如：牵头单位写错。",
        error_messages={"required": "请写明为什么更正。"},
    )
