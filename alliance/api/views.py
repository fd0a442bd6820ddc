"""The REST API: the same records and the same scope as the pages; writes call the same actions."""

from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, DateField

from alliance.api import serializers as shapes
from alliance.api.filters import Filter, Narrowing, chosen, in_area, of_unit
from common.lifecycle import IllegalMove
from grids.models import Area
from meetings.actions import reports
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.models import MemberUnit, User
from projects.models import Demand, Item, Resource, Service


class Conflict(APIException):
    """Somebody else was faster, or the record has moved on."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Records(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """List and detail of what the caller may see. `title` and `about` stand in the description."""

    lookup_field = "uuid"
    lookup_value_converter = "uuid"
    filter_backends = (Narrowing,)
    filters: ClassVar[tuple[Filter, ...]] = ()
    model: ClassVar[Any]
    title: ClassVar[str]
    about: ClassVar[str]
    more: ClassVar[dict[str, str]] = {}
    verbs: ClassVar[dict[str, str]] = {}  # of its own actions, as the page of the API begins them

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.scope().order_by("pk")

    def scope(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.caller).for_list()
        return rows

    @property
    def caller(self) -> User:
        """Who is signed in; only where the permission lets nobody else in."""
        return cast(User, self.request.user)


class AreaViewSet(Records):
    model = Area
    title = "区域"
    about = "现有的区、街道、社区和网格。无需登录。"
    serializer_class = shapes.AreaSerializer
    permission_classes = (permissions.AllowAny,)
    filters = (
        chosen("kind", "层级", Area.Kind.choices),
        Filter("parent", "上级区域的 uuid", ("parent__uuid",)),
        Filter("code", "区划代码", ("code",), CharField),
    )

    def scope(self) -> QuerySet[Any]:
        return Area.objects.current().for_list()


class UnitViewSet(Records):
    model = MemberUnit
    title = "成员单位"
    about = "本人管辖范围内的单位，联络员为本单位。军警单位只用代称。"
    serializer_class = shapes.UnitSerializer
    filters = (in_area(), chosen("type", "类型", MemberUnit.Type.choices))


class ItemViewSet(Records):
    """Without an account: what is public. With one: what the account may see."""

    about = "未登录：向居民公开的条目。登录后：本人管辖范围内的条目，联络员为本单位的条目。"
    permission_classes: Any = (permissions.AllowAny,)
    filters = (
        in_area(),
        of_unit(),
        Filter("category", "类别代码", ("category__code",), CharField),
        chosen("status", "状态", Item.Status.choices),
    )

    def scope(self) -> QuerySet[Any]:
        if self.request.user.is_authenticated:
            return super().scope()
        rows: QuerySet[Item] = self.model.objects.public(timezone.localdate()).for_list()
        return rows


class ResourceViewSet(ItemViewSet):
    model = Resource
    title = "共享资源"
    serializer_class = shapes.ResourceSerializer


class ServiceViewSet(ItemViewSet):
    model = Service
    title = "服务项目"
    serializer_class = shapes.ServiceSerializer


class DemandViewSet(ItemViewSet):
    model = Demand
    title = "需求意向"
    about = "本人管辖范围内的需求，联络员为本单位的需求。从不对外公开。"
    serializer_class = shapes.DemandSerializer
    permission_classes = (permissions.IsAuthenticated,)


class MeetingViewSet(Records):
    model = Meeting
    title = "会议"
    about = "本人管辖范围内各联合体的会议，联络员为本单位所在联合体的会议。"
    serializer_class = shapes.MeetingSerializer
    filters = (
        chosen("kind", "会议种类", MeetingRule.Kind.choices, "rule__kind"),
        chosen("status", "状态", Meeting.Status.choices),
        Filter("alliance", "联合体的 uuid", ("rule__alliance__uuid",)),
    )


class ReportViewSet(Records):
    model = LiaisonReport
    title = "联络员月报"
    about = "本人管辖范围内各单位的月报，及所辖联合体各成员单位交来的月报；联络员为本单位的月报。"
    verbs = {"submit": "提交"}
    more = {
        "submit": "联络员提交本单位的月报：四项文字至少填一项，或注明本月无变化。已提交的答复 409。"
    }
    serializer_class = shapes.ReportSerializer
    filters = (
        in_area(),
        of_unit(),
        Filter("month", "月份，如 2026-11", ("month",), DateField),
        chosen("status", "状态", LiaisonReport.Status.choices),
    )

    @extend_schema(request=shapes.ReportTexts, responses=shapes.ReportSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, uuid: str) -> Response:
        """Hand in the report of the caller's own unit. 409 when it is handed in already."""
        report = self.get_object()
        if not LiaisonReport.objects.of_liaison(self.caller).contains(report):
            self.permission_denied(request)
        typed = shapes.ReportTexts(report, data=request.data)
        typed.is_valid(raise_exception=True)
        texts = {name: typed.validated_data.get(name, "") for name in LiaisonReport.TEXTS}
        no_change = typed.validated_data.get("no_change", False)
        try:
            reports.submit(report, texts, no_change=no_change, by=self.caller, now=timezone.now())
        except IllegalMove as error:
            raise Conflict(error.message) from None
        except reports.NothingReported as error:
            raise ValidationError(error.messages) from None
        return Response(shapes.ReportSerializer(report).data)
