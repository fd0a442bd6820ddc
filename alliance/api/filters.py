"""What a list can be narrowed to by its query: `?area=<uuid>&status=published`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView


@dataclass(frozen=True)
class Filter:
    """One parameter. Rows are kept that have its value in any of the `lookups`."""

    name: str
    text: str
    lookups: tuple[str, ...]
    kind: type[serializers.Field[Any, Any, Any, Any]] = serializers.UUIDField
    choices: Sequence[tuple[Any, Any]] = ()

    def read(self, text: str) -> Any:
        """The value meant. Raises DRF's ValidationError, which is answered by 400."""
        more: dict[str, Any] = {"choices": self.choices} if self.choices else {}
        if self.kind is serializers.DateField:
            more["input_formats"] = ["%Y-%m"]
        try:
            return self.kind(**more).run_validation(text)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({self.name: error.detail}) from None

    def schema(self) -> dict[str, Any]:
        """The parameter as OpenAPI says it."""
        shape: dict[str, Any] = {"type": "string"}
        if self.kind is serializers.UUIDField:
            shape["format"] = "uuid"
        if self.choices:
            shape["enum"] = [str(value) for value, _ in self.choices]
        facts = {"name": self.name, "in": "query", "required": False}
        return {**facts, "description": self.text, "schema": shape}


class Narrowing(BaseFilterBackend):
    """Applies the `filters` of a viewset; a parameter that nobody declared changes nothing."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        for one in view.filters:
            if text := request.query_params.get(one.name, ""):
                value = one.read(text)
                asked = [Q(**{lookup: value}) for lookup in one.lookups]
                queryset = queryset.filter(Q(*asked, _connector=Q.OR))
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [one.schema() for one in getattr(view, "filters", ())]


def in_area() -> Filter:
    """Of this place or of anything below it, by the plain columns of what hangs on an area."""
    levels = ("area", "district", "street", "community")
    return Filter("area", "区域的 uuid：该区域及其下", tuple(f"{level}__uuid" for level in levels))


def of_unit() -> Filter:
    return Filter("unit", "成员单位的 uuid", ("unit__uuid",))


def chosen(name: str, text: str, choices: Sequence[tuple[Any, Any]], lookup: str = "") -> Filter:
    return Filter(name, text, (lookup or name,), serializers.ChoiceField, choices)
