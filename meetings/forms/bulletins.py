"""What people type about bulletins."""

from datetime import date
from typing import Any, cast

from django import forms

from meetings.bulletins.scope import Issuer
from meetings.forms.reports import LinesField
from meetings.models import Bulletin
from members.forms.fields import Day

HINTS = {
    "development": "由记录生成，一句一行，可以改写、删去。",
    "works": "由记录生成，一句一行，可以改写、删去。",
    "key_work": "区里近期的重点工作，自己写或粘贴。没有就空着。",
}
PUBLIC = "公开版不能有军警单位、个人姓名和电话，发出前会检查。"


class PeriodForm(forms.Form):
    """A new bulletin: whose, and of which days."""

    issuer = forms.ChoiceField(label="谁发")
    since = Day(label="从哪天")
    until = Day(label="到哪天")
    is_public = forms.BooleanField(label="同时向居民公开", required=False, help_text=PUBLIC)

    def __init__(self, *args: Any, issuers: list[Issuer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = {_key(one): one for one in issuers}
        field = cast(forms.ChoiceField, self.fields["issuer"])
        field.choices = [(key, str(one)) for key, one in self.issuers.items()]

    @property
    def chosen(self) -> Issuer:
        """Only after is_valid()."""
        return self.issuers[self.cleaned_data["issuer"]]


def _key(issuer: Issuer) -> str:
    return str(issuer.alliance.uuid if issuer.alliance else issuer.area.uuid)


def first_of_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


class SeenForm(forms.Form):
    """A confirm page: nothing is typed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class BulletinForm(forms.ModelForm):
    """The three sections, and whether residents may read it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = Bulletin
        fields = (*Bulletin.SECTIONS, "is_public")
        help_texts = {**HINTS, "is_public": PUBLIC}
        field_classes = dict.fromkeys(Bulletin.SECTIONS, LinesField)
        widgets = {name: forms.Textarea(attrs={"rows": 9}) for name in Bulletin.SECTIONS}

    @property
    def texts(self) -> dict[str, str]:
        """Only after is_valid()."""
        return {name: self.cleaned_data[name] for name in Bulletin.SECTIONS}
