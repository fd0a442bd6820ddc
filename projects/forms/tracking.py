"""What the asker of a request types afterwards: the key to it, and how it was."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from common.fields import FOUR_DIGITS
from projects.models import Rating
from projects.requests.numbers import is_number, only_digits


class TrackForm(forms.Form):
    """What opens the timeline of a request."""

    number = forms.CharField(
        label="编号（9 位数字）",
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写编号。"},
    )
    tail = forms.CharField(
        label="电话的后四位",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="提需求时留的那个电话。",
        error_messages={"required": "请填写电话的后四位。"},
    )

    def clean_number(self) -> str:
        digits = only_digits(self.cleaned_data["number"])
        if not is_number(digits):
            raise ValidationError("编号是 9 位数字，好像多写、少写或写错了一位，请对一对。")
        return digits

    def clean_tail(self) -> str:
        digits = only_digits(self.cleaned_data["tail"])
        if not FOUR_DIGITS.fullmatch(digits):
            raise ValidationError("请只填电话的最后 4 位数字。")
        return digits


class Seen(forms.Form):
    """`seen`: the moment of the outcome that was on the screen."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            raise ValidationError("页面已过时，请刷新后再填。") from None


class ConfirmForm(Seen):
    solved = forms.TypedChoiceField(
        label="解决了吗",
        choices=[("yes", "解决了"), ("no", "没解决，但不用再办了")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请点解决了没有。"},
    )
    rating = forms.ChoiceField(
        label="您满意吗",
        choices=Rating.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请点满意还是不满意。"},
    )
    words = forms.CharField(
        label="想说的话（可不填）",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "太长了，请写在 300 字以内。"},
    )


class ReopenForm(Seen):
    missing = forms.CharField(
        label="还差什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例如：只修了二楼的灯，三楼还不亮。",
        error_messages={
            "required": "请写还差什么，承办的人才知道怎么接着办。",
            "max_length": "太长了，请写在 300 字以内。",
        },
    )
