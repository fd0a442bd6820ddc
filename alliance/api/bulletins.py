"""The API of bulletins and suggestions: to be read, by the scope of the pages."""

from rest_framework import serializers

from alliance.api.filters import Filter, chosen, in_area, of_unit
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Records
from meetings.models import Bulletin, Suggestion


class BulletinSerializer(serializers.ModelSerializer[Bulletin]):
    alliance = by_uuid("alliance", "发文联合体；为空时由区域发文")
    area = by_uuid("area", "区域")
    title = serializers.CharField(read_only=True, label="标题，发出后带编号")

    class Meta:
        model = Bulletin
        fields = (
            "uuid", "title", "alliance", "area", "since", "until", *Bulletin.SECTIONS,
            "is_public", "year", "number", "status", "issued_at",
        )  # fmt: skip


class BulletinViewSet(Records):
    model = Bulletin
    title = "定期通报"
    about = "本人管辖范围内发出和起草的通报，联络员为发给本单位的。"
    serializer_class = BulletinSerializer
    filters = (
        in_area(),
        Filter("alliance", "联合体的 uuid", ("alliance__uuid",)),
        chosen("status", "状态", Bulletin.Status.choices),
    )


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称")
    report = by_uuid("report", "来自哪份月报")

    class Meta:
        model = Suggestion
        fields = (
            "uuid", "unit", "unit_name", "report", "text", "raised_at", "answer_by", "status",
            "answer", "answered_at",
        )  # fmt: skip


class SuggestionViewSet(Records):
    model = Suggestion
    title = "意见建议"
    about = "本人管辖范围内各单位的意见建议和答复，联络员为本单位的。"
    serializer_class = SuggestionSerializer
    filters = (in_area(), of_unit(), chosen("status", "状态", Suggestion.Status.choices))
