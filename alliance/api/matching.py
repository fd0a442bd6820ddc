"""Candidates for a need, as on its page: the same scope, the same points, the same words."""

import uuid as uuids
from typing import Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from members.models import User
from projects.matching.suggestions import Suggestion, is_open, suggestions
from projects.models import Demand

MOST = 100


class ForStaff(permissions.IsAuthenticated):
    """Staff and auditors work on needs of others; an officer's own need is in the hall."""

    def has_object_permission(self, request: Request, view: APIView, obj: Any) -> bool:
        return bool(getattr(request.user, "is_staff_member", False))


class PartSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(label="理由")
    points = serializers.IntegerField(label="分值")


class CandidateSerializer(serializers.Serializer[Any]):
    """A resource, a service, or (without `item`) a unit that helped with such a need."""

    kind = serializers.ChoiceField(["resource", "service", "unit"], label="种类")
    item = serializers.UUIDField(allow_null=True, label="资源或服务")
    title = serializers.CharField(label="名称")
    unit = serializers.UUIDField(label="单位")
    unit_name = serializers.CharField(label="单位名称，军警单位为代称")
    area = serializers.UUIDField(label="范围")
    score = serializers.IntegerField(label="合计，只比较这件需求的候选")
    parts = PartSerializer(many=True, label="合计由哪些理由组成")

    def to_representation(self, one: Suggestion) -> dict[str, Any]:
        return {
            "kind": one.item.KIND if one.item else "unit",
            "item": str(one.item.uuid) if one.item else None,
            "title": one.title,
            "unit": str(one.unit.uuid),
            "unit_name": one.unit.label,
            "area": str(one.area.uuid),
            "score": one.score,
            "parts": [{"words": words, "points": points} for words, points in one.parts],
        }


class CandidatesView(APIView):
    """GET: who could meet an open need, the best first; at most MOST. None for a settled one."""

    permission_classes = (ForStaff,)

    @extend_schema(
        summary="需求的候选",
        description="能帮上这件需求的资源、服务和单位，最合适的在前，附理由和分值。仅限工作人员。",
        responses=CandidateSerializer(many=True),
        tags=["demands"],
    )
    def get(self, request: Request, uuid: uuids.UUID) -> Response:
        need = get_object_or_404(Demand.objects.visible_to(cast(User, request.user)), uuid=uuid)
        self.check_object_permissions(request, need)
        now = timezone.now()
        looking = is_open(need, timezone.localdate(now))
        found = suggestions(need, now=now, most=MOST) if looking else []
        return Response(CandidateSerializer(found, many=True).data)
