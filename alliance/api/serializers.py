"""What the API says of each record. Never a person's name, never a phone that is not for duty."""

from typing import Any

from rest_framework import serializers

from grids.models import Area
from meetings.models import LiaisonReport, Meeting
from members.models import MemberUnit
from projects.models import Demand, Item, Resource, Service


def by_uuid(source: str, label: str) -> serializers.UUIDField:
    """Another record, by its UUID."""
    options: dict[str, Any] = {"read_only": True, "allow_null": True, "label": label}
    return serializers.UUIDField(source=f"{source}.uuid", **options)


def text(source: str, label: str) -> serializers.CharField:
    return serializers.CharField(source=source, read_only=True, label=label)


class AreaSerializer(serializers.ModelSerializer[Area]):
    parent = by_uuid("parent", "上级区域")  # type: ignore[assignment]

    class Meta:
        model = Area
        fields = ("uuid", "kind", "code", "name", "setting", "boundary", "parent", "valid_from")


class UnitSerializer(serializers.ModelSerializer[MemberUnit]):
    """A military or police unit goes by its alias here as everywhere."""

    name = text("label", "单位名称，军警单位为代称")
    area = by_uuid("area", "区域")

    class Meta:
        model = MemberUnit
        fields = ("uuid", "name", "type", "area", "industry", "joined_on", "left_on")


class ItemSerializer(serializers.ModelSerializer[Item]):
    category = text("category.code", "类别代码")
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称")
    area = by_uuid("area", "区域")

    SHARED = (
        "uuid",
        "title",
        "description",
        "category",
        "unit",
        "unit_name",
        "area",
        "contact",
        "phone",
        "status",
        "is_public",
        "last_confirmed",
        "confirmed_by",
        "confirmed_how",
        "valid_until",
    )


class ResourceSerializer(ItemSerializer):
    class Meta:
        model = Resource
        fields = (
            *ItemSerializer.SHARED,
            "form", "quantity", "capacity", "address", "opening", "conditions",
        )  # fmt: skip


class ServiceSerializer(ItemSerializer):
    class Meta:
        model = Service
        fields = (
            *ItemSerializer.SHARED,
            "audience",
            "place",
            "hours",
            "quota",
            "booking",
            "bring",
        )


class DemandSerializer(ItemSerializer):
    class Meta:
        model = Demand
        fields = (
            *ItemSerializer.SHARED,
            "urgency",
            "wished_on",
            "quantity",
            "amount",
            "opened_on",
            "met_on",
        )


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    title = serializers.CharField(read_only=True, label="会议名称")
    kind = text("rule.kind", "会议种类")
    alliance = by_uuid("rule.alliance", "联合体")

    class Meta:
        model = Meeting
        fields = ("uuid", "title", "kind", "alliance", "period", "starts_at", "place", "status")


class ReportSerializer(serializers.ModelSerializer[LiaisonReport]):
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称")

    class Meta:
        model = LiaisonReport
        fields = (
            "uuid",
            "unit",
            "unit_name",
            "month",
            "due_on",
            "status",
            *LiaisonReport.TEXTS,
            "no_change",
            "submitted_at",
            "return_note",
        )


class ReportTexts(serializers.ModelSerializer[LiaisonReport]):
    """What an officer hands in: up to four texts, or the word that nothing changed."""

    class Meta:
        model = LiaisonReport
        fields = (*LiaisonReport.TEXTS, "no_change")
