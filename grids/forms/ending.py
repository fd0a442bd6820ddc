"""The day on which something ends."""

from django import forms

from grids.forms.days import day_field


class EndForm(forms.Form):
    """The first day without it; the action says which days will do."""

    on = day_field("停用日期", "从这一天起不再显示给居民。不能晚于今天。")
