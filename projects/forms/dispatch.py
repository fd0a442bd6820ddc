"""What staff and holders type about a request. Whatever residents read says so in its label."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms

from grids.models import Area
from members.models import MemberUnit
from projects.actions.dispatch import seen_as
from projects.forms.items import CategoryField
from projects.models import Request, Service
from projects.requests import terms
from projects.requests.holders import (
    Holder,
    of_post,
    of_unit,
    of_volunteers,
    suggested,
    units_near,
    workers_near,
)

DECLINED = ("不属于社区能办的事", "同一件事已有人反映", "说不清楚，又联系不上", "其他")
RETURNED = (
    "不归我们管",
    "没有这方面的人手或条件",
    "要几家一起办",
    "联系不上居民",
    "其他（写在内部备注里）",
)
NOT_OURS = "这件事不归社区办理，请拨打 12345，或者联系："
ELSEWHERE = "承办方不便办理，社区正在另行安排。"
LATER, OTHER, TEAM = "later", "other", "team"


def words_field(label: str = "给居民看的话", **more: Any) -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 2})
    facts: dict[str, Any] = {"max_length": 300, "required": False, "widget": rows}
    return forms.CharField(label=label, **facts | more)


def note_field() -> forms.CharField:
    return forms.CharField(
        label="内部备注",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="居民看不到，接手办理的单位看得到。",
    )


def why_field(label: str, choices: Iterable[str], missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(one, one) for one in choices],
        widget=forms.RadioSelect,
        error_messages={"required": missing},
    )


def day_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "in-mid"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """海青社区, or 海青社区 第1网格."""
        return obj.name if obj.kind == Area.Kind.COMMUNITY else f"{obj.community} {obj.name}"


class ServiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}（{obj.unit.label}）"


class SeenForm(forms.Form):
    """Carries what its reader saw of the request."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, about: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.initial.setdefault("seen", seen_as(about))

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class DispatchForm(SeenForm):
    """To whom, and by when."""

    to = forms.ChoiceField(
        label="交给谁", widget=forms.RadioSelect, error_messages={"required": "请选择交给谁。"}
    )
    unit = forms.ModelChoiceField(
        MemberUnit.objects.none(),
        label="其他单位",
        required=False,
        empty_label="上面选了“其他单位”再选",
    )
    team = forms.CharField(
        label="志愿队名称", max_length=60, required=False, help_text="上面选了“志愿队”再填。"
    )
    take_by = day_field("接单期限")
    done_by = day_field("办结期限")
    words = words_field(help_text="可以不填：交给谁、什么时候办完，居民会自动看到。")
    note = note_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.about.area
        units = suggested(self.about.category, area)
        posts = workers_near(area, today)
        known = [(f"unit:{unit.uuid}", of_unit(unit), why) for unit, why in units]
        known += [(f"worker:{p.user.uuid}", of_post(p), str(p.user)) for p in posts]
        self.known = {key: one for key, one, _ in reversed(known)}
        said = {key: f"{one.label}（{why}）" for key, one, why in reversed(known)}
        cast(forms.ChoiceField, self.fields["to"]).choices = [
            *reversed(said.items()), (OTHER, "其他单位"), (TEAM, "志愿队"),
        ]  # fmt: skip
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = units_near(area)
        take_by, done_by = terms.proposed(self.about, today)
        self.initial.update(take_by=take_by, done_by=done_by)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("to") == OTHER and not given.get("unit"):
            self.add_error("unit", "请选择单位。")
        if given.get("to") == TEAM and not given.get("team", "").strip():
            self.add_error("team", "请填写志愿队的名称。")
        return given

    @property
    def holder(self) -> Holder:
        to = self.cleaned_data["to"]
        if to == TEAM:
            return of_volunteers(self.cleaned_data["team"].strip())
        return of_unit(self.cleaned_data["unit"]) if to == OTHER else self.known[to]

    def facts(self) -> dict[str, Any]:
        left = {"to", "unit", "team", "title", "category", "area"}
        return {name: value for name, value in super().facts().items() if name not in left}


class AcceptForm(DispatchForm):
    """Accept it and, in the same step, dispatch it; or dispatch it later."""

    title = forms.CharField(
        label="对外标题",
        max_length=40,
        help_text="别的居民也会看到。不写人名、门牌和电话。",
        error_messages={"required": "请填写对外标题。"},
    )
    category = CategoryField(label="类别")
    area = PlaceField(Area.objects.none(), label="在哪个社区、网格", empty_label=None)
    field_order = ["title", "category", "area", "to"]

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = cast(forms.ChoiceField, self.fields["to"])
        to.choices = [(LATER, "先受理，稍后再派"), *cast(Any, to.choices)]
        to.initial = LATER
        cast(PlaceField, self.fields["area"]).queryset = areas
        for name in ("take_by", "done_by"):
            self.fields[name].help_text = "派单时才用得上。"
        self.initial.update(
            title=f"{self.about.community or self.about.area} {self.about.category}"[:40],
            category=self.about.category_id,
            area=self.about.area_id,
        )

    @property
    def dispatches(self) -> bool:
        return bool(self.cleaned_data["to"] != LATER)

    def accepted(self) -> dict[str, Any]:
        """What the acceptance takes; the words go with the dispatch, if there is one."""
        names = ["title", "category", "area", "seen"]
        names += [] if self.dispatches else ["words", "note"]
        return {name: self.cleaned_data[name] for name in names}

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"seen": ""}  # the acceptance just before has moved it


class DeclineForm(SeenForm):
    reason = why_field("为什么不予受理", DECLINED, "请选择为什么不予受理。")
    words = words_field(
        "告诉居民：为什么，可以找谁",
        required=True,
        initial=NOT_OURS,
        error_messages={"required": "请告诉居民为什么，可以找谁。"},
    )
    note = note_field()


class ReturnForm(SeenForm):
    reason = why_field("为什么退回", RETURNED, "请选择为什么退回。")
    words = words_field(initial=ELSEWHERE)
    note = note_field()

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason") == RETURNED[-1] and not self.cleaned_data.get("note"):
            self.add_error("note", "请写明为什么退回。")
        return self.cleaned_data


class NoteForm(SeenForm):
    words = words_field("进展（居民看得到）")
    note = note_field()

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("words", "note")}


class DoneForm(SeenForm):
    outcome = forms.CharField(
        label="办理结果（居民看得到）",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="做了什么、还要居民注意什么，一两句就够。居民会回话说解决没有。",
        error_messages={"required": "请写明办理结果，居民会看到。"},
    )
    note = note_field()


class ServiceForm(forms.Form):
    """A published service that helps, and how the resident gets it."""

    service = ServiceField(
        Service.objects.none(), label="服务", error_messages={"required": "请选择服务。"}
    )
    words = words_field(
        "告诉居民怎么用", required=False, help_text="不填就写上服务时间、地点和电话。"
    )

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ServiceField, self.fields["service"]).queryset = services

    @property
    def said(self) -> str:
        one = self.cleaned_data["service"]
        own = str(self.cleaned_data["words"]).strip()
        return own or f"可以用“{one.title}”：{one.hours}，{one.place}，电话 {one.phone}。"[:300]
