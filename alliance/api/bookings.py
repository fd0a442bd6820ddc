"""Bookings in the API: seen, made and cancelled by the actions of the pages."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api.filters import Filter, chosen
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict, Records
from common.lifecycle import IllegalMove
from members.models import MemberUnit
from projects.actions import bookings
from projects.bookings.bookable import (
    may_book,
    may_cancel,
    may_pass_hours,
    offered,
    officer_bookable,
)
from projects.models import Booking, Resource

LATE = (bookings.TimeTaken, bookings.NotBookable, bookings.BookingOver, IllegalMove)


class BookingSerializer(serializers.ModelSerializer[Booking]):
    resource = by_uuid("resource", "资源")
    resource_title = text("resource.title", "资源名称")
    unit = by_uuid("unit", "使用单位")
    unit_name = text("unit.label", "使用单位名称")

    class Meta:
        model = Booking
        fields = (
            "uuid",
            "resource",
            "resource_title",
            "unit",
            "unit_name",
            "starts_at",
            "ends_at",
            "pieces",
            "purpose",
            "status",
            "reason",
            "booked_at",
        )


class BookingRequest(serializers.Serializer[Any]):
    """What a booking needs. Times in whole half hours of one day."""

    resource = serializers.UUIDField(label="资源的 uuid")
    unit = serializers.UUIDField(label="使用单位的 uuid")
    starts_at = serializers.DateTimeField(label="开始")
    ends_at = serializers.DateTimeField(label="结束")
    pieces = serializers.IntegerField(label="件数", min_value=1, max_value=32767, default=1)
    purpose = serializers.CharField(label="用途", max_length=60)


class CancelRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(label="取消原因", max_length=200)


class BookingViewSet(Records):
    model = Booking
    title = "预订"
    about = "本人管辖范围内的预订，联络员为本单位订的和订本单位资源的。"
    verbs = {"create": "登记", "cancel": "取消"}
    more = {
        "create": "联络员替本单位、工作人员替辖区单位预订。已被订走的答复 409，写明空着的时间。",
        "cancel": "任何一方取消，要写原因，时间马上空出来。已取消或已用完的答复 409。",
    }
    serializer_class = BookingSerializer
    filters = (
        Filter("resource", "资源的 uuid", ("resource__uuid",)),
        Filter("unit", "使用单位的 uuid", ("unit__uuid",)),
        chosen("status", "状态", Booking.Status.choices),
    )

    @extend_schema(request=BookingRequest, responses={201: BookingSerializer}, filters=False)
    def create(self, request: Request) -> Response:
        """Book a resource. 409 when the time is taken; the answer says what is free."""
        if not (self.caller.may_write or self.caller.is_liaison):
            self.permission_denied(request)
        typed = BookingRequest(data=request.data)
        typed.is_valid(raise_exception=True)
        facts: dict[str, Any] = dict(typed.validated_data)
        resource, unit = self._resource(facts.pop("resource")), self._unit(facts.pop("unit"))
        if not may_book(self.caller, resource, unit):
            raise ValidationError({"unit": ["这家单位不能预订这项资源。"]})
        outside = may_pass_hours(self.caller, resource)
        now = timezone.now()
        made = _answered(
            lambda: bookings.book(resource, unit, by=self.caller, now=now, outside=outside, **facts)
        )
        return Response(BookingSerializer(made).data, status=status.HTTP_201_CREATED)

    def _resource(self, key: Any) -> Resource:
        seen = Resource.objects.visible_to(self.caller).values("pk")
        mine = officer_bookable(self.caller).values("pk")
        rows: QuerySet[Resource] = offered().filter(Q(pk__in=seen) | Q(pk__in=mine), uuid=key)
        return _found(rows.select_related("unit"), "resource", "没有这项可以预订的资源。")

    def _unit(self, key: Any) -> MemberUnit:
        rows = self.caller.units().active().filter(uuid=key)
        return _found(rows, "unit", "没有这家单位。")

    @extend_schema(request=CancelRequest, responses=BookingSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uuid: str) -> Response:
        """Cancel a booking, as either side of it. 409 when it is cancelled or over."""
        found = self.get_object()
        if not may_cancel(self.caller, found):
            self.permission_denied(request)
        typed = CancelRequest(data=request.data)
        typed.is_valid(raise_exception=True)
        why, now = typed.validated_data["reason"], timezone.now()
        _answered(lambda: bookings.cancel(found, reason=why, by=self.caller, now=now))
        return Response(BookingSerializer(found).data)


def _found(rows: Any, name: str, words: str) -> Any:
    found = rows.first()
    if found is None:
        raise ValidationError({name: [words]})
    return found


def _answered(act: Any) -> Any:
    """What the action answers; what it refuses as 409 (too late) or 400 (never possible)."""
    try:
        return act()
    except LATE as error:
        raise Conflict(error.messages[0]) from None
    except Refused as error:
        raise ValidationError(getattr(error, "message_dict", error.messages)) from None
