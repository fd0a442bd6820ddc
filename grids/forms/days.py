"""A day, as staff type it: every form of this room has one."""

from django import forms


def day_field(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in-short"})
    return forms.DateField(label=label, widget=widget, help_text=help_text, required=required)
