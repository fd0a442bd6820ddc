"""What is typed about a unit's support of an area, or its part in a team."""

from typing import Any

from django import forms

from grids.models import Area, AreaQuerySet, ServiceTeam
from members.forms.fields import Day


class SupportForm(forms.Form):
    """An area or a team in the scope of who asks; exactly one of the two."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label="包联区域", required=False, empty_label="不选"
    )
    team = forms.ModelChoiceField(
        ServiceTeam.objects.none(), label="或参加的服务组团", required=False, empty_label="不选"
    )
    since = Day(label="自")

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=[Area.Kind.COMMUNITY, Area.Kind.GRID])
        teams = ServiceTeam.objects.current().filter(area__in=areas.values("pk"))
        area, team = self.fields["area"], self.fields["team"]
        area.queryset = places.select_related("community").order_by("code")  # type: ignore[attr-defined]
        area.label_from_instance = full_name  # type: ignore[attr-defined]
        team.queryset = teams.select_related("area").order_by("area__code", "name")  # type: ignore[attr-defined]
        team.label_from_instance = lambda one: f"{one.area} {one}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if not self.errors and bool(self.cleaned_data["area"]) == bool(self.cleaned_data["team"]):
            self.add_error("area", "请选包联区域或服务组团中的一个。")
        return self.cleaned_data


def full_name(area: Area) -> str:
    """海青社区 · 第1网格; a community by its name alone."""
    inside = area.community if area.community_id != area.pk else None
    return f"{inside} · {area}" if inside else str(area)


class SupportEndForm(forms.Form):
    on = Day(label="结束日期")
