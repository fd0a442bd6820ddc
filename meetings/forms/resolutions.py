"""What is typed about a resolution on its way to its end."""

from __future__ import annotations

from typing import Any

from django import forms

from meetings.forms.reports import LinesField
from meetings.models import Resolution
from members.forms.fields import Day

ROWS = {"rows": 3}


class SeenForm(forms.Form):
    """Carries what its reader had on the screen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resolution = resolution
        self.fields["seen"].initial = resolution.seen


class AcceptForm(SeenForm):
    """Nothing to type."""


class NoteForm(forms.Form):
    text = LinesField(
        label="进展",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一句话就够，召集方和其他承办单位都能看到。",
        error_messages={"required": "请写一句进展。"},
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ReportForm(SeenForm):
    outcome = LinesField(
        label="办成了什么",
        max_length=500,
        widget=forms.Textarea(attrs=ROWS),
        help_text="一两句话，召集方看后验收。",
        error_messages={"required": "请写明办成了什么。"},
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, resolution=resolution, **kwargs)
        self.fields["outcome"].initial = resolution.outcome  # given back: mended, not typed again


class GiveBackForm(SeenForm):
    missing = forms.CharField(
        label="还差什么",
        max_length=200,
        help_text="牵头单位会看到，照着接着办。",
        error_messages={"required": "请写明还差什么。"},
    )


class DropForm(SeenForm):
    reason = forms.CharField(
        label="不再办理的原因",
        max_length=200,
        help_text="承办单位会看到。",
        error_messages={"required": "请写明为什么不再办理。"},
    )


class MoveDueForm(SeenForm):
    due_on = Day(label="新的完成期限")
    reason = forms.CharField(
        label="为什么调整",
        max_length=200,
        help_text="承办单位会看到。",
        error_messages={"required": "请写明为什么调整期限。"},
    )

    def __init__(self, *args: Any, resolution: Resolution, **kwargs: Any) -> None:
        super().__init__(*args, resolution=resolution, **kwargs)
        self.fields["due_on"].initial = resolution.due_on
