"""What is typed about pairings."""

from django import forms

from members.forms.fields import Day
from projects.forms.works import long_text


class PlanForm(forms.Form):
    """Plan and term of a pairing that runs; `seen` is its stamp on the page."""

    plan = long_text(
        "帮扶计划",
        rows=5,
        help_text="帮什么、谁来做、多久一次。",
        error_messages={"required": "请写明帮扶计划。"},
    )
    until = Day(label="约定期满")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class AgreeForm(PlanForm):
    since = Day(label="结对日期")
    field_order = ("plan", "since", "until")


class VisitForm(forms.Form):
    on = Day(label="日期")
    text = forms.CharField(
        label="做了什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写下做了什么。"},
    )
    people = forms.IntegerField(
        label="参加人数",
        min_value=1,
        max_value=9999,
        required=False,
        help_text="只记人数，可不填。",
    )


class EndForm(forms.Form):
    on = Day(label="结束日期")
    outcome = long_text(
        "成效", help_text="两边得到了什么。", error_messages={"required": "请写明成效。"}
    )
