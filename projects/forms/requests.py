"""The four questions of a request, one form a page."""

import unicodedata
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from common.fields import LANDLINE, MOBILE
from common.words import searched_for
from grids import finder
from grids.models import Area
from projects.places import Place, places
from projects.requests.emergencies import lines_for
from projects.requests.numbers import only_digits
from projects.requests.photos import ACCEPT, MOST_PHOTOS
from projects.seeds import OTHER
from projects.taxonomy import taxonomy

TRAP = "website"  # a field that no person sees: what fills it in is a robot
SHORTEST_PHONE = 7  # digits; with the area code, which begins with 0, at least …
SHORTEST_WITH_CODE = 10
IN_REACH = (Area.Kind.COMMUNITY, Area.Kind.GRID, Area.Kind.MICRO)


def _plain(text: str) -> str:
    """Half width, without the signs that people write into a number."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c not in " \t()+.·—－")


def clean_contact(text: str) -> str:
    """A phone at which somebody can be called back: mobile, or landline of 7 digits and more.

    No landline begins with 1: that is a mobile number broken off.
    """
    plain = _plain(text)
    digits = only_digits(plain)
    mobile = digits.removeprefix("86")
    if MOBILE.fullmatch(mobile):
        return mobile
    least = SHORTEST_WITH_CODE if digits.startswith("0") else SHORTEST_PHONE
    if LANDLINE.fullmatch(plain) and len(digits) >= least and not digits.startswith("1"):
        return plain
    raise ValidationError("电话号码好像不对：手机是 11 位数字，座机请带区号，例如 0411-87600000。")


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    cast(forms.RadioSelect, field.widget).choices = choices


class Question(forms.Form):
    """One page of the form; `raw` is what was typed, for going back without losing it."""

    def raw(self) -> dict[str, str]:
        return {
            name: str(self.data.get(name, ""))[: getattr(field, "max_length", None) or 100]
            for name, field in self.fields.items()
            if not isinstance(field, forms.FileField)
        }


class WhatForm(Question):
    """What is it about; the category follows from the words unless one is chosen."""

    text = forms.CharField(
        label="什么事",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="像说话一样写就行，例如：3 幢楼道灯坏了三天，老人晚上不敢下楼。",
        error_messages={
            "required": "请写是什么事，一句话也行。",
            "max_length": "太长了，请写在 500 字以内，只写最要紧的。",
        },
    )
    category = forms.CharField(
        label="属于哪一类",
        max_length=30,
        required=False,
        widget=forms.RadioSelect,
    )
    website = forms.CharField(
        label="请不要填写这一项",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = str((self.data if self.is_bound else self.initial).get("text", ""))
        self.suggestion = taxonomy().suggested(text)
        tops = [(top.code, top.name) for top in taxonomy().tops]
        known = self.suggestion
        if known and known.parent_id:
            tops = [(known.code, f"{known.name}（按您写的）"), *tops]
        _offer(self.fields["category"], tops)

    @property
    def opens_categories(self) -> bool:
        """The choice is shown unasked where it is needed, or was made."""
        return bool(self["category"].errors or self["category"].value())

    def clean_website(self) -> str:
        if self.cleaned_data[TRAP]:
            raise ValidationError("没有收下：表单里看不见的一项被填上了。请刷新重填，或打电话说。")
        return ""

    def clean(self) -> dict[str, Any]:
        """`category` becomes a Category."""
        facts = super().clean() or {}
        if "text" not in facts:
            return facts
        chosen = taxonomy().by_code.get(facts.get("category") or "")
        facts["category"] = chosen or self.suggestion
        if facts["category"] is None and lines_for(facts["text"]):  # first the number to call
            facts["category"] = taxonomy().by_code.get(OTHER)
        if facts["category"] is None:
            self.add_error("category", "没看出是哪一类，请在下面点一个，拿不准就点最后一个。")
        return facts

    def answers(self) -> dict[str, str]:
        """What to keep: a category only if it was chosen, for the words may change."""
        chosen = str(self.data.get("category", ""))
        known = chosen if chosen in taxonomy().by_code else ""
        return {"text": self.cleaned_data["text"], "category": known}


class WhereForm(Question):
    """Where: the grid on the home page, a place found by its name, or a community chosen."""

    at = forms.CharField(label="是哪一处", max_length=36, required=False, widget=forms.RadioSelect)
    q = forms.CharField(
        label="写小区、道路或楼号来找",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "例如：幸福里 3 幢", "autocomplete": "off"}),
    )
    community = forms.CharField(label="或者选社区", max_length=36, required=False)
    place = forms.CharField(
        label="具体在哪里（可不填）",
        max_length=100,
        required=False,
        help_text="例如：3 幢 2 单元三楼。",
        error_messages={"max_length": "太长了，请写在 100 字以内。"},
    )

    def __init__(self, *args: Any, mine: Area | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data if self.is_bound else self.initial
        self.searched = searched_for(str(said.get("q", "")))
        self.is_new = (
            self.is_bound
            and bool(self.searched)
            and self.searched != self.data.get("found_for", "")
        )
        long_enough = len(self.searched) >= finder.SHORTEST
        found = finder.search(self.searched, today) if self.is_bound and long_enough else None
        self.found = [one.area for one in found.places] if found else []
        chosen = _area(str(said.get("at", "")))
        near = [mine, chosen] if self.is_new or not self.found else [chosen]
        self.areas = {str(a.uuid): a for a in [*self.found, *near] if a and a.kind in IN_REACH}
        _offer(self.fields["at"], [(key, _label(area)) for key, area in self.areas.items()])
        if mine and not self.is_bound:
            self.initial = {"at": str(mine.uuid)} | {k: v for k, v in self.initial.items() if v}

    @property
    def chosen_place(self) -> Place | None:
        """What the picker shows: a street opens its communities."""
        return None if self.found else places().by_uuid.get(str(self["community"].value() or ""))

    @property
    def options(self) -> str:
        return places().options(self.chosen_place)

    def clean(self) -> dict[str, Any]:
        """`area` is where; a new search is answered with what was found."""
        facts = super().clean() or {}
        if self.is_new:
            self._answer_search()
            return facts
        place = places().by_uuid.get(facts.get("community") or "")
        area = _area(place.uuid) if place else self.areas.get(facts.get("at") or "")
        if area is None:
            self.add_error(None, "请选在哪里：点一处，写名字来找，或者选社区。")
        elif area.kind not in IN_REACH:
            self.add_error("community", f"已到{area.name}，请在同一个框里再选社区。")
        facts["area"] = area
        return facts

    def _answer_search(self) -> None:
        if self.found:
            self.add_error("at", f"找到 {len(self.found)} 处，请点您说的那一处。")
        else:
            self.add_error("q", "没有找到。可以只写小区或道路的名字，或者在下面选社区。")

    def answers(self) -> dict[str, str]:
        return {"at": str(self.cleaned_data["area"].uuid), "place": self.cleaned_data["place"]}


def _area(key: str) -> Area | None:
    try:
        return Area.objects.current().for_list().filter(uuid=key).first() if key else None
    except ValidationError:  # no UUID at all
        return None


def _label(area: Area) -> str:
    above = "" if area.kind == Area.Kind.COMMUNITY else f"{area.community or ''} "
    return f"{above}{area.name}{f'（{area.boundary}）' if area.boundary else ''}"


class ContactForm(Question):
    phone = forms.CharField(
        label="您的电话",
        max_length=25,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": "请留一个电话，办的人才找得到您。"},
        help_text="手机或座机都行。",
    )
    name = forms.CharField(
        label="怎么称呼您（可不填）",
        max_length=20,
        required=False,
        help_text="例如：王阿姨。",
        error_messages={"max_length": "请写在 20 字以内。"},
    )

    def clean_phone(self) -> str:
        return clean_contact(self.cleaned_data["phone"])

    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("phone", "name")}


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Several files, none of them looked at here."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data or []


class PhotosForm(Question):
    photos = FilesField(
        label=f"照片（可不加，最多 {MOST_PHOTOS} 张）",
        required=False,
        widget=Files(attrs={"accept": ACCEPT, "multiple": True}),
        help_text="拍有问题的地方就行，不要拍人脸、证件。每张 10 MB 以内。",
    )
