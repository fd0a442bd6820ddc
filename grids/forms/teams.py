"""What staff type of a service team: its facts, its functions with counts, its grids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from common.fields import clean_duty_phone
from grids.actions.teams import FIELDS, functions_of, grids_of
from grids.forms.days import day_field
from grids.models import Area, AreaQuerySet, ServiceTeam, TeamFunction

KINDS = (Area.Kind.STREET, Area.Kind.COMMUNITY)
MOST = 9999  # people of one function
FUNCTIONS = TeamFunction.Function


class GridChoices(forms.ModelMultipleChoiceField):
    """Grids to tick; those of several communities with the community's name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.community} {obj}　{obj.boundary}".strip()


class TeamPlaceForm(forms.Form):
    """Whose team it is: decides which grids can be ticked."""

    area = forms.ModelChoiceField(
        label="所属社区或街道",
        queryset=Area.objects.none(),
        to_field_name="uuid",
        empty_label="请选择",
    )

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=KINDS).order_by("code")
        self.fields["area"].queryset = places  # type: ignore[attr-defined]
        if len(only := places[:2]) == 1:
            self.initial["area"] = only[0].uuid


class TeamForm(forms.ModelForm):
    since = day_field("组建日期")
    grids = GridChoices(
        label="服务的网格",
        queryset=Area.objects.none(),
        required=False,
        help_text="都不勾选，就服务整个社区或街道。",
    )

    class Meta:
        model = ServiceTeam
        fields = FIELDS
        help_texts = {"duty_phone": "向居民公开，例如 0411-87600000。可不填。"}

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {}
        grids = Area.objects.current().filter(kind=Area.Kind.GRID, **{area.kind: area})
        self.fields["grids"].queryset = grids.select_related("community").order_by("code")  # type: ignore[attr-defined]
        if self.instance.pk:
            stored = functions_of(self.instance)
            self.initial["grids"] = grids_of(self.instance)
        for function in FUNCTIONS:
            self._add(function, *stored.get(function, (None, "")))

    def _add(self, function: FUNCTIONS, people: int | None, phone: str) -> None:
        self.fields[f"people_{function}"] = forms.IntegerField(
            label=f"{function.label}人数",
            required=False,
            min_value=0,
            max_value=MOST,
            initial=people,
        )
        self.fields[f"phone_{function}"] = forms.CharField(
            label=f"{function.label}联系电话",
            required=False,
            max_length=20,
            initial=phone,
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        )

    def clean_duty_phone(self) -> str:
        phone = self.cleaned_data["duty_phone"]
        return clean_duty_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for function in FUNCTIONS:
            self._clean_function(function, data)
        return data

    def _clean_function(self, function: str, data: dict[str, Any]) -> None:
        name = f"phone_{function}"
        phone = data.get(name)
        if not phone:
            return
        try:
            data[name] = clean_duty_phone(phone)
        except ValidationError as error:
            self.add_error(name, error)
        if not data.get(f"people_{function}") and f"people_{function}" in data:
            self.add_error(f"people_{function}", "填了电话，请也填写人数。")

    def rows(self) -> Iterator[tuple[str, list[BoundField]]]:
        """(function's name, the fields of its count and phone) for the table of functions."""
        for function in FUNCTIONS:
            yield str(function.label), [self[f"people_{function}"], self[f"phone_{function}"]]

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        people = {function: data[f"people_{function}"] or 0 for function in FUNCTIONS.values}
        functions = {key: (many, data[f"phone_{key}"]) for key, many in people.items() if many}
        own = {name: data[name] for name in FIELDS}
        return own | {"functions": functions, "grids": data["grids"]}
