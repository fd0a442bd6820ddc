"""What staff type of a station."""

from __future__ import annotations

from typing import Any

from django import forms

from common.fields import clean_duty_phone
from grids.actions.stations import FIELDS
from grids.forms.days import day_field
from grids.forms.hours import HoursField
from grids.models import Area, AreaQuerySet, ServiceStation

KINDS = (Area.Kind.DISTRICT, Area.Kind.STREET, Area.Kind.COMMUNITY)


class StationForm(forms.ModelForm):
    """Coordinates (WGS 84) are optional, and only come together."""

    hours = HoursField(required=False)
    longitude = forms.FloatField(
        label="经度",
        required=False,
        min_value=-180,
        max_value=180,
        help_text="可不填。WGS 84 坐标，例如 121.6031。",
    )
    latitude = forms.FloatField(
        label="纬度", required=False, min_value=-90, max_value=90, help_text="例如 39.0312。"
    )
    since = day_field("启用日期")

    class Meta:
        model = ServiceStation
        fields = FIELDS
        help_texts = {
            "duty_phone": "向居民公开，例如 0411-87600000。",
            "facilities": "用顿号隔开，例如：书屋、无障碍卫生间、老花镜、轮椅。",
        }

    def __init__(self, *args: Any, areas: AreaQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = areas.current().filter(kind__in=KINDS)
        if self.instance.pk:
            places = places | areas.filter(pk=self.instance.area_id)
        self.fields["area"].queryset = places.order_by("code")  # type: ignore[attr-defined]
        self.fields["area"].empty_label = "请选择"  # type: ignore[attr-defined]

    def clean_duty_phone(self) -> str:
        return clean_duty_phone(self.cleaned_data["duty_phone"])

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in FIELDS}
