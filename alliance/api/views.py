"""The REST API: the same records and the same scope as the pages; writes call the same actions."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api import serializers as shapes
from common.lifecycle import IllegalMove
from grids.models import Area
from meetings.actions import reports
from meetings.models import LiaisonReport, Meeting
from members.models import MemberUnit
from projects.models import Demand, Item, Resource, Service


class Conflict(APIException):
    """Somebody else was faster, or the record has moved on."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Records(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """List and detail of what the caller may see."""

    lookup_field = "uuid"
    lookup_value_converter = "uuid"
    model: ClassVar[Any]

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.scope().order_by("pk")

    def scope(self) -> QuerySet[Any]:
        return self.model.objects.visible_to(self.request.user).for_list()  # type: ignore[no-any-return]


class AreaViewSet(Records):
    """Current areas; the map of places is public."""

    model = Area
    serializer_class = shapes.AreaSerializer
    permission_classes = (permissions.AllowAny,)

    def scope(self) -> QuerySet[Any]:
        return Area.objects.current().for_list()


class UnitViewSet(Records):
    model = MemberUnit
    serializer_class = shapes.UnitSerializer


class PublicItems(Records):
    """Without an account: what is public. With one: what the account may see."""

    permission_classes = (permissions.AllowAny,)

    def scope(self) -> QuerySet[Any]:
        if self.request.user.is_authenticated:
            return super().scope()
        rows: QuerySet[Item] = self.model.objects.public(timezone.localdate()).for_list()
        return rows


class ResourceViewSet(PublicItems):
    model = Resource
    serializer_class = shapes.ResourceSerializer


class ServiceViewSet(PublicItems):
    model = Service
    serializer_class = shapes.ServiceSerializer


class DemandViewSet(Records):
    model = Demand
    serializer_class = shapes.DemandSerializer


class MeetingViewSet(Records):
    model = Meeting
    serializer_class = shapes.MeetingSerializer


class ReportViewSet(Records):
    model = LiaisonReport
    serializer_class = shapes.ReportSerializer

    @extend_schema(request=shapes.ReportTexts, responses=shapes.ReportSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uuid: str) -> Response:
        """Hand in the report of the caller's own unit. 409 when it is handed in already."""
        report = self.get_object()
        if not LiaisonReport.objects.of_liaison(request.user).contains(report):
            self.permission_denied(request)
        typed = shapes.ReportTexts(report, data=request.data)
        typed.is_valid(raise_exception=True)
        texts = {name: typed.validated_data.get(name, "") for name in LiaisonReport.TEXTS}
        no_change = typed.validated_data.get("no_change", False)
        try:
            reports.submit(report, texts, no_change=no_change, by=request.user, now=timezone.now())
        except IllegalMove as error:
            raise Conflict(error.message) from None
        except reports.NothingReported as error:
            raise ValidationError(error.messages) from None
        return Response(shapes.ReportSerializer(report).data)
