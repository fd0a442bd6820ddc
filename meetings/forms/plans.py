"""What is typed about annual plans, their goals and the review of these."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms

from meetings.forms.reports import LinesField
from meetings.models import StageGoal
from members.models import Alliance, MemberUnit
from members.models.alliances import AllianceQuerySet
from members.models.units import MemberUnitQuerySet
from projects.forms.engagements import UnitField

ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}  # of the quarters
QUARTERS = [("1", "第一季度末"), ("2", "第二季度末"), ("3", "第三季度末"), ("4", "第四季度末")]


class PlanTextForm(forms.Form):
    text = LinesField(
        label="总体安排",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="这一年为谁、做什么，几段话；阶段目标和重点工作在下一步逐项加。",
        error_messages={"required": "请写下总体安排。"},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class PlanForm(PlanTextForm):
    alliance = forms.ModelChoiceField(Alliance.objects.none(), label="联合体", empty_label="请选择")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    field_order = ("alliance", "year", "text")

    def __init__(self, *args: Any, alliances: AllianceQuerySet, today: date, **kw: Any) -> None:
        super().__init__(*args, **kw)
        field = cast(forms.ModelChoiceField, self.fields["alliance"])
        field.queryset = alliances
        years = [today.year + 1, today.year] if today.month > 9 else [today.year, today.year + 1]
        cast(forms.ChoiceField, self.fields["year"]).choices = [(y, f"{y} 年") for y in years]


class GoalForm(forms.Form):
    title = forms.CharField(
        label="阶段目标", max_length=60, error_messages={"required": "请写明阶段目标。"}
    )
    task = LinesField(
        label="重点工作（可不填）",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lead = UnitField(
        MemberUnit.objects.none(), label="牵头单位（可不选）", required=False, empty_label="不指定"
    )
    quarter = forms.TypedChoiceField(label="完成时间", choices=QUARTERS, coerce=int)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any, *, units: MemberUnitQuerySet, goal: StageGoal) -> None:
        due_on = goal.due_on
        known = {"title": goal.title, "task": goal.task, "lead": goal.lead_id, "seen": goal.seen}
        known["quarter"] = (due_on.month + 2) // 3 if due_on else 4
        super().__init__(data, initial=known)
        self.goal = goal
        cast(UnitField, self.fields["lead"]).queryset = units

    def filled(self, year: int) -> StageGoal:
        """The goal as typed, of a plan of that year."""
        facts = self.cleaned_data
        self.goal.title, self.goal.task = facts["title"], facts["task"]
        self.goal.lead, self.goal.due_on = facts["lead"], date(year, *ENDS[facts["quarter"]])
        return self.goal


class ReviewForm(forms.Form):
    """What the meeting found of one goal; filled with what the last one found."""

    state = forms.ChoiceField(
        label="进度", choices=StageGoal.State.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明（可不填）", max_length=200, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data: Any, *, goal: StageGoal) -> None:
        known = {"state": goal.state, "note": goal.note, "seen": goal.seen}
        super().__init__(data, prefix=f"goal{goal.pk}", initial=known)
        self.goal = goal

    def found(self) -> tuple[str, str]:
        return self.cleaned_data["state"], self.cleaned_data["note"]
