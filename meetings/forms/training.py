"""What people type about programmes, sessions, places and papers."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone

from grids.models import AreaQuerySet
from meetings.models import Programme, Session
from members.forms.fields import Day
from members.models import Alliance

APART = re.compile(r"[、，,；;\s]+")
MOST_TYPED = 2000


class SeenForm(forms.Form):
    """`seen` is the state on the page: a tab left open changes nothing it did not show."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class ProgrammeForm(SeenForm):
    name = forms.CharField(
        label="名称",
        max_length=60,
        help_text="例如：党员培训计划、自贸通才。",
        error_messages={"required": "请填写名称。"},
    )
    kind = forms.ChoiceField(label="形式", choices=Programme.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="说明",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为谁办、讲什么，两三句话。可不填。",
    )


class BeginForm(ProgrammeForm):
    """A new programme, and who holds it: an alliance or an area of the reader's."""

    holder = forms.ChoiceField(
        label="举办单位", help_text="选联合体，它的成员单位可以报名；选区域，区域里的单位都可以。"
    )
    field_order = ("name", "kind", "holder", "text")

    def __init__(self, *args: Any, alliances: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alliances = {f"alliance-{one.uuid}": one for one in alliances}
        self.areas = {f"area-{one.uuid}": one for one in areas}
        field = cast(forms.ChoiceField, self.fields["holder"])
        field.choices = [
            ("联合体", [(key, one.name) for key, one in self.alliances.items()]),
            ("区域", [(key, f"{one}全部单位") for key, one in self.areas.items()]),
        ]

    @property
    def programme(self) -> Programme:
        """Not yet saved; only after is_valid()."""
        data = self.cleaned_data
        alliance: Alliance | None = self.alliances.get(data["holder"])
        area = alliance.area if alliance else self.areas[data["holder"]]
        facts = {name: data[name] for name in ("name", "kind", "text")}
        return Programme(alliance=alliance, area=area, **facts)


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "class": "in-short"}, format="%H:%M")


class SessionForm(SeenForm):
    topic = forms.CharField(
        label="主题", max_length=60, error_messages={"required": "请填写主题。"}
    )
    day = Day(label="日期")
    starts = forms.TimeField(
        label="开始",
        widget=clock(),
        error_messages={"required": "请填写开始时间。", "invalid": "时间请写成 14:30 的样子。"},
    )
    ends = forms.TimeField(
        label="结束",
        widget=clock(),
        error_messages={"required": "请填写结束时间。", "invalid": "时间请写成 16:30 的样子。"},
    )
    place = forms.CharField(
        label="地点", max_length=100, error_messages={"required": "请填写地点。"}
    )
    lecturer = forms.CharField(
        label="授课人",
        max_length=100,
        required=False,
        help_text="姓名和职务，例如：市委党校 王建华教授。交流讨论会可不填。",
    )
    places = forms.IntegerField(
        label="名额",
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "in-short", "inputmode": "numeric"}),
        help_text="报满以后自动排队候补。",
    )
    sign_up_until = Day(label="报名截止", help_text="当天还能报。")

    @staticmethod
    def known(session: Session) -> dict[str, Any]:
        """What the form shows of a session."""
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        names = ("topic", "place", "lecturer", "places", "sign_up_until", "seen")
        given = {name: getattr(session, name) for name in names}
        return {**given, "day": start.date(), "starts": start.time(), "ends": end.time()}

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of a session; only after is_valid()."""
        data = self.cleaned_data
        names = ("topic", "place", "lecturer", "places", "sign_up_until")
        moments = {f"{name}_at": self._moment(name) for name in ("starts", "ends")}
        return {**{name: data[name] for name in names}, **moments}

    def _moment(self, name: str) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["day"], data[name], ZoneInfo(settings.TIME_ZONE))


class CallOffForm(forms.Form):
    reason = forms.CharField(
        label="取消原因",
        max_length=200,
        help_text="报名的单位会看到这句话。",
        error_messages={"required": "请写明为什么取消，报名的单位会看到。"},
    )


class NamesForm(forms.Form):
    """Whom a unit sends: people it sent before are ticked, others are typed."""

    known = forms.MultipleChoiceField(
        label="以前参加过的人", required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.CharField(
        label="姓名",
        max_length=MOST_TYPED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "例如：王敏、刘洋"}),
        help_text="几个人一起报，用顿号隔开。只要姓名，不用手机号。",
    )

    def __init__(self, *args: Any, known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["known"])
        field.choices = [(name, name) for name in known]
        if known:
            self.fields["names"].label = "其他人的姓名"
        else:
            del self.fields["known"]

    @property
    def people(self) -> list[str]:
        """Everybody named; only after is_valid()."""
        data = self.cleaned_data
        return [*data.get("known", []), *filter(None, APART.split(data["names"]))]
