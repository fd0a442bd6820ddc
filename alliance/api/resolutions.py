"""Resolutions in the API: read, and moved by the actions of the pages."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api.filters import Filter, chosen
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict, Records
from common.lifecycle import IllegalMove
from meetings.models import Resolution, Undertaking
from meetings.resolutions.scope import standing
from meetings.resolutions.verbs import VERBS, do


class UndertakingSerializer(serializers.ModelSerializer[Undertaking]):
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称，军警单位为代称")

    class Meta:
        model = Undertaking
        fields = ("unit", "unit_name", "role")


class ResolutionSerializer(serializers.ModelSerializer[Resolution]):
    alliance = by_uuid("alliance", "联合体")
    meeting = by_uuid("meeting", "作出决议的会议")
    undertakings = UndertakingSerializer(many=True, read_only=True, label="牵头和配合单位")
    seen = serializers.CharField(read_only=True, label="看到的样子，随写操作带回")

    class Meta:
        model = Resolution
        fields = (
            "uuid", "alliance", "meeting", "title", "text", "due_on", "due_reason", "status",
            "undertakings", "announced_at", "reported_at", "outcome", "missing", "accepted_at",
            "reason", "seen",
        )  # fmt: skip


class ResolutionBody(serializers.Serializer[Any]):
    """What a verb asks: each reads its own of these."""

    text = serializers.CharField(required=False, label="进展：note")
    outcome = serializers.CharField(required=False, label="办成了什么：report")
    missing = serializers.CharField(required=False, label="还差什么：give_back")
    reason = serializers.CharField(required=False, label="原因：drop、move_due")
    due_on = serializers.DateField(required=False, label="新的期限：move_due")
    seen = serializers.CharField(required=False, max_length=16, label="读到的 seen；变了答复 409")


MOVING: dict[str, Any] = {
    "request": ResolutionBody,
    "responses": ResolutionSerializer,
    "filters": False,
}


class ResolutionViewSet(Records):
    model = Resolution
    title = "决议"
    about = "本人管辖范围内各联合体会议的决议，和有本辖区单位承办的；联络员为所在联合体已印发的。"
    serializer_class = ResolutionSerializer
    verbs = {verb.key: verb.label for verb in VERBS.values()}
    more = {
        verb.key: f"{verb.label}。状态不允许，或刚刚已由他人改变的，答复 409。"
        for verb in VERBS.values()
    }
    filters = (
        chosen("status", "状态", Resolution.Status.choices),
        Filter("alliance", "联合体的 uuid", ("alliance__uuid",)),
        Filter("unit", "承办单位的 uuid", ("undertakings__unit__uuid",)),
    )

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, uuid: str) -> Response:
        return self._do("note", request)

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, uuid: str) -> Response:
        return self._do("report", request)

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, uuid: str) -> Response:
        return self._do("accept", request)

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def give_back(self, request: Request, uuid: str) -> Response:
        return self._do("give_back", request)

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def move_due(self, request: Request, uuid: str) -> Response:
        return self._do("move_due", request)

    @extend_schema(**MOVING)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, uuid: str) -> Response:
        return self._do("drop", request)

    def _do(self, key: str, request: Request) -> Response:
        """As on the page: the same form checks what is typed, the same action moves."""
        found: Resolution = self.get_object()
        place = standing(self.caller, found)
        if not place.may(key):
            self.permission_denied(request)
        typed = ResolutionBody(data=request.data)
        typed.is_valid(raise_exception=True)
        form = VERBS[key].form(typed.validated_data, resolution=found)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        told: dict[str, Any] = {"place": place, "by": self.caller, "now": timezone.now()}
        try:
            do(found, key, form.cleaned_data, **told)
        except IllegalMove as error:
            raise Conflict(error.messages[0]) from None
        except Refused as error:
            raise ValidationError(error.messages) from None
        return Response(ResolutionSerializer(self.get_object()).data)
