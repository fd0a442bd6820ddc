"""What is typed about opening times, numbers and bookings."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from grids.hours import DAY, clock_text
from projects.actions.bookings import DAYS_AHEAD
from projects.engagements.places_left import NUMBER
from projects.items.different_days import EXAMPLE, Different, parse_days
from projects.items.schedules import SLOT, Plan, moment_of
from projects.models import Item, Resource


class DaysForm(forms.Form):
    """Days on which it is closed or open at other hours, in the writing of a clerk."""

    days = forms.CharField(
        label="例外日期",
        max_length=200,
        help_text=f"哪几天休息，或者改成几点到几点。例如：{EXAMPLE}",
        error_messages={"required": "请写哪几天休息，或者改成几点到几点。"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_days(self) -> list[Different]:
        return parse_days(self.cleaned_data["days"], self.today)


class NumberForm(forms.Form):
    """How many pieces of a resource can be booked at once; how many places a service has."""

    number = forms.IntegerField(min_value=1, max_value=999, required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, is_resource = self.fields["number"], isinstance(item, Resource)
        field.label = "可同时预订的数量" if is_resource else "名额（数字）"
        field.help_text = (
            "一间会议室填 1，三台投影仪填 3。不填就不能在这里预订。"
            if is_resource
            else "能同时帮几个人、几户。正在对接的会占名额，办完自动空出来。不填就不显示名额。"
        )
        field.widget.attrs |= {"class": "in-short", "inputmode": "numeric"}
        self.initial["number"] = getattr(item, NUMBER[item.KIND])


def half_hour_choices(plan: Plan | None) -> list[int]:
    """The half hours to choose from: of the times at which it is ever open, or of a whole day."""
    rules = [(rule.opens, rule.closes) for rule in plan.rules] if plan else []
    spans = rules + [span for some in plan.days.values() for span in some] if plan else []
    first = min((opens for opens, _ in spans), default=0) // SLOT * SLOT
    last = max((closes for _, closes in spans), default=DAY)
    return list(range(first, last + 1, SLOT))


class BookingForm(forms.Form):
    """When, how many, and what for. `plan` narrows the times; None offers the whole day."""

    day = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"type": "date", "class": "in-mid"}, format="%Y-%m-%d"),
        help_text=f"最多提前 {DAYS_AHEAD} 天。",
    )
    start = forms.TypedChoiceField(label="从", coerce=int)
    end = forms.TypedChoiceField(label="到", coerce=int)
    pieces = forms.IntegerField(label="件数", min_value=1)
    purpose = forms.CharField(
        label="用途",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "例如：党员学习会，约 30 人"}),
    )
    # Sent twice (a second tap, the back button), it is the same booking.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, resource: Resource, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择"), *((n, clock_text(n)) for n in half_hour_choices(plan))]
        for name in ("start", "end"):
            self.fields[name].error_messages["invalid_choice"] = "请从列表里选一个时间。"
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "in-short"
        self.initial.setdefault("key", uuid.uuid4())
        self.initial.setdefault("pieces", 1)
        self.fields["pieces"].help_text = f"一共 {resource.pieces} 件。"
        self.fields["pieces"].widget.attrs["class"] = "in-short"
        if resource.pieces == 1:
            del self.fields["pieces"]

    def clean_day(self) -> date:
        """Not too far ahead: the last day that there is has no next midnight."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate() + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError(f"最多提前 {DAYS_AHEAD} 天预订。")
        return day

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if "start" in facts and "end" in facts and facts["end"] <= facts["start"]:
            self.add_error("end", "结束要晚于开始。")
        return facts

    @property
    def span(self) -> tuple[datetime, datetime]:
        facts = self.cleaned_data
        return moment_of(facts["day"], facts["start"]), moment_of(facts["day"], facts["end"])

    def facts(self) -> dict[str, Any]:
        """What the action takes besides the span."""
        facts = self.cleaned_data
        return {
            "purpose": facts["purpose"],
            "pieces": facts.get("pieces", 1),
            "key": facts["key"],
        }


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="取消原因",
        max_length=200,
        help_text="对方会看到这句话。",
        error_messages={"required": "请写明为什么取消，对方会看到。"},
    )
