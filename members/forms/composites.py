"""What is typed to found a composite branch: its facts, and who founds it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField

from common.fields import clean_mobile
from grids.models import Area, AreaQuerySet
from members.actions.composites import FEWEST, Founder
from members.forms.fields import Day
from members.forms.organizations import OrganizationChoice
from members.models import PartyOrganization
from members.models.organizations import OrganizationQuerySet
from members.models.rosters import Category

LINES = 5  # founders on the form; more join the roster afterwards
PHONES = [f"phone{number}" for number in range(1, LINES + 1)]
WORDS = {"name": "姓名", "phone": "手机", "home": "组织关系所在党组织", "category": "类别"}


class FoundCompositeForm(forms.Form):
    name = forms.CharField(
        label="名称", max_length=120, error_messages={"required": "请填写名称。"}
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="所在社区、网格",
        empty_label="请选择",
        error_messages={"required": "请选择所在社区、网格。"},
    )
    parent = OrganizationChoice(
        PartyOrganization.objects.none(),
        label="上级党组织",
        required=False,
        empty_label="上级不在本门户登记",
    )
    founded_on = Day(label="成立日期")

    def __init__(
        self, *args: Any, areas: AreaQuerySet, leaders: OrganizationQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [Area.Kind.COMMUNITY, Area.Kind.GRID]
        places = areas.current().filter(kind__in=kinds).select_related("community")
        self.fields["area"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _place  # type: ignore[attr-defined]
        self.fields["parent"].queryset = leaders  # type: ignore[attr-defined]
        for number in range(1, LINES + 1):
            self._add_line(number)

    def _add_line(self, number: int) -> None:
        """The first three founders must be named, the others may be."""
        must = number <= FEWEST
        who = f"发起人 {number} "
        for key, size in (("name", 40), ("phone", 20), ("home", 100)):
            field = forms.CharField(label=who + WORDS[key], max_length=size, required=must)
            field.error_messages["required"] = f"请填写{who}的{WORDS[key]}。"
            self.fields[f"{key}{number}"] = field
        phone = self.fields[f"phone{number}"]
        phone.widget.attrs.update(inputmode="tel", autocomplete="off")
        self.fields[f"category{number}"] = forms.ChoiceField(
            label=who + WORDS["category"], choices=Category.choices, required=must
        )

    def facts(self) -> list[BoundField]:
        return [self[name] for name in ("name", "area", "parent", "founded_on")]

    def lines(self) -> Iterator[tuple[str, list[BoundField]]]:
        """(who, the fields of one founder) for the table of founders."""
        for number in range(1, LINES + 1):
            yield f"发起人 {number}", [self[f"{key}{number}"] for key in WORDS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, LINES + 1):
            self._clean_line(number, data, seen)
        return data

    def _clean_line(self, number: int, data: dict[str, Any], seen: set[str]) -> None:
        given = {key: data.get(f"{key}{number}") for key in ("name", "phone", "home")}
        if not any(given.values()):
            return
        for key in given:
            if not given[key] and f"{key}{number}" not in self.errors:
                self.add_error(f"{key}{number}", f"请填写发起人 {number} 的{WORDS[key]}。")
        if not given["phone"]:
            return
        try:
            digits = data[f"phone{number}"] = clean_mobile(str(given["phone"]))
        except forms.ValidationError as error:
            self.add_error(f"phone{number}", error)
            return
        if digits in seen:
            self.add_error(f"phone{number}", "这个手机号已填给另一位发起人。")
        seen.add(digits)

    def founders(self) -> list[Founder]:
        data = self.cleaned_data
        return [
            Founder(
                data[f"name{number}"].strip(),
                data[f"phone{number}"],
                data[f"home{number}"].strip(),
                data[f"category{number}"] or Category.RESIDENT,
            )
            for number in range(1, LINES + 1)
            if data[f"name{number}"]
        ]


def _place(area: Any) -> str:
    return f"{area.community} {area}" if area.kind == Area.Kind.GRID else str(area)
