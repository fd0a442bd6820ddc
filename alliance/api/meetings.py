"""Meetings in the API: read with their agenda, answered by the action of the page."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict
from alliance.api.views import MeetingViewSet as Meetings
from common.stamps import Stale
from meetings.actions import attendance
from meetings.models import AgendaItem, Invitation, Meeting


class AgendaItemSerializer(serializers.ModelSerializer[AgendaItem]):
    topic = by_uuid("topic", "来自单位的议题")
    resolution = by_uuid("resolution", "没有办结的决议")
    engagement = by_uuid("engagement", "未办成的对接")
    materials = serializers.SerializerMethodField(label="材料的文件名")

    class Meta:
        model = AgendaItem
        fields = ("uuid", "title", "minutes", "topic", "resolution", "engagement", "materials")

    def get_materials(self, item: AgendaItem) -> list[str]:
        return [one.name for one in item.materials.all()]


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称，军警单位为代称")
    seen = serializers.CharField(read_only=True, label="看到的样子，随回执带回")

    class Meta:
        model = Invitation
        fields = ("uuid", "unit", "unit_name", "reply", "replied_at", "attended_at", "seen")


class AnswerBody(serializers.Serializer[Any]):
    reply = serializers.ChoiceField(choices=Invitation.Reply.choices, label="回执")
    substitute = serializers.CharField(
        required=False, allow_blank=True, max_length=40, label="代会人，委托他人时必填"
    )
    reason = serializers.CharField(
        required=False, allow_blank=True, max_length=100, label="请假原因，可以不填"
    )
    seen = serializers.CharField(required=False, max_length=16, label="读到的 seen；变了答复 409")


class MeetingViewSet(Meetings):
    verbs = {"agenda": "读议程：", "reply": "回执：", "invitations": "读回执："}
    more = {
        "agenda": "会议的议程，按次序。议程确定以前为空。",
        "invitations": "应到单位的回执和到会；联络员只看到本单位的。不含代会人姓名和请假原因。",
        "reply": "联络员为本单位回执。会议已开始、已召开或已取消的答复 409。",
    }

    @extend_schema(responses=AgendaItemSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def agenda(self, request: Request, uuid: str) -> Response:
        """The items in their order; officers see it once the notice is out, as on their page."""
        found: Meeting = self.get_object()
        hidden = not self.caller.is_staff_member and not found.notified_at
        items = AgendaItem.objects.none() if hidden else found.agenda.for_list()
        return Response(AgendaItemSerializer(items, many=True).data)

    @extend_schema(responses=InvitationSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def invitations(self, request: Request, uuid: str) -> Response:
        found: Meeting = self.get_object()
        rows = found.invitations.counted().select_related("unit").order_by("pk")
        if not self.caller.is_staff_member:
            rows = rows.of_liaison(self.caller)
        return Response(InvitationSerializer(rows, many=True).data)

    @extend_schema(request=AnswerBody, responses=InvitationSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, uuid: str) -> Response:
        """403 for who is no officer, 404 where the unit is not called."""
        if not self.caller.is_liaison:
            self.get_object()
            self.permission_denied(request)
        rows = Invitation.objects.of_liaison(self.caller).counted()
        one = get_object_or_404(rows.select_related("unit"), meeting=self.get_object())
        body = AnswerBody(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            attendance.answer(one, by=self.caller, now=timezone.now(), **body.validated_data)
        except (attendance.TooLateToAnswer, Stale) as error:
            raise Conflict(error.messages[0]) from None
        except Refused as error:
            raise ValidationError(error.message_dict) from None
        one.refresh_from_db()
        return Response(InvitationSerializer(one).data)
