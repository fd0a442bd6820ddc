"""Engagements in the API: read, claimed, worked on and confirmed by the actions of the pages."""

from typing import Any, cast

from django.core.exceptions import ValidationError as Refused
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api.filters import Filter, chosen
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict, Records
from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from members.models import MemberUnit
from projects.actions import engagements as actions
from projects.actions.engagements.errors import ClaimedMeanwhile, NotAtWork, NotOpen
from projects.engagements.doing import do
from projects.engagements.scope import (
    fellows_of,
    fits,
    proposable_to,
    standing,
    units_for,
    units_to_propose,
)
from projects.items.scope import speaks_for, units_of
from projects.models import Demand, Engagement, Rating, Resource, Service, Share

TOO_LATE = (IllegalMove, TakenMeanwhile, ClaimedMeanwhile, NotOpen, NotAtWork)


class ShareSerializer(serializers.ModelSerializer[Share]):
    unit = by_uuid("unit", "单位")
    unit_name = text("unit.label", "单位名称，军警单位为代称")

    class Meta:
        model = Share
        fields = ("unit", "unit_name", "role", "contribution", "joined_at")


class EngagementSerializer(serializers.ModelSerializer[Engagement]):
    demand = by_uuid("demand", "需求")
    demand_title = text("demand.title", "需求名称")
    asker = by_uuid("demand.unit", "需求单位")
    asker_name = text("demand.unit.label", "需求单位名称，军警单位为代称")
    resource = by_uuid("resource", "用到的资源")
    service = by_uuid("service", "用到的服务")
    shares = ShareSerializer(many=True, read_only=True, label="牵头和协助单位")
    seen = serializers.CharField(read_only=True, label="看到的样子，随写操作带回")

    class Meta:
        model = Engagement
        fields = (
            "uuid",
            "demand",
            "demand_title",
            "asker",
            "asker_name",
            "resource",
            "service",
            "shares",
            "quantity",
            "awaits",
            "status",
            "proposed_at",
            "accepted_at",
            "touched_at",
            "reported_at",
            "outcome",
            "confirmed_at",
            "rating",
            "words",
            "reason",
            "closed_at",
            "seen",
        )


class OfferBody(serializers.Serializer[Any]):
    """Who would meet which demand, with what of theirs, and how much of it."""

    demand = serializers.UUIDField(label="需求")
    unit = serializers.UUIDField(label="牵头单位")
    helpers = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=50, label="协助单位"
    )
    resource = serializers.UUIDField(required=False, label="用到的资源")
    service = serializers.UUIDField(required=False, label="用到的服务")
    quantity = serializers.IntegerField(
        required=False, min_value=1, max_value=2_147_483_647, label="认领数量，不填为全部"
    )


class SeenBody(serializers.Serializer[Any]):
    seen = serializers.CharField(required=False, max_length=16, label="读到的 seen；变了答复 409")


def _typed(name: str, label: str, most: int, **more: Any) -> type[SeenBody]:
    field = serializers.CharField(max_length=most, label=label, **more)
    return cast(type[SeenBody], type(f"{name.title()}Body", (SeenBody,), {name: field}))


class ConfirmBody(SeenBody):
    rating = serializers.ChoiceField(choices=Rating.choices, label="评价")
    words = serializers.CharField(required=False, allow_blank=True, max_length=500, label="评语")


ReasonBody = _typed("reason", "原因", 200)
OutcomeBody = _typed("outcome", "办理结果", 500)
MissingBody = _typed("missing", "还差什么", 200)
TextBody = _typed("text", "进展", 300)
NoteBody = _typed("note", "说明；未办成的必填", 200, required=False, allow_blank=True)


def _refuse(error: Refused) -> Exception:
    """409 for what came too late, 400 for what was typed wrong."""
    if isinstance(error, TOO_LATE):
        return Conflict(error.messages[0])
    return ValidationError(error.message_dict if hasattr(error, "error_dict") else error.messages)


class EngagementViewSet(Records):
    model = Engagement
    title = "对接"
    about = "本人管辖范围内需求的对接，联络员为本单位提出、认领或协助的对接。"
    verbs = {
        "claim": "认领需求，形成",
        "propose": "推荐单位，形成",
        "accept": "接受",
        "decline": "不接受",
        "release": "退回",
        "follow_up": "记下进展：",
        "report": "报告已办成：",
        "confirm": "确认办成：",
        "send_back": "退回继续办：",
        "not_done": "报告未办成：",
        "close": "归档",
    }
    more = {
        "claim": "联络员为本单位认领大厅里的一项需求。刚被别的单位认领的答复 409。",
        "propose": "工作人员，或需求单位的联络员，推荐一家单位来办。",
        "accept": "被询问的一方接受。现在的状态不允许的，一律答复 409。",
        "decline": "被询问的一方不接受，写明原因。",
        "release": "收回，或退回认领大厅，写明原因。",
        "follow_up": "写一句进展。",
        "report": "牵头单位报告已办成，写明结果。",
        "confirm": "需求方确认办成并评价。只有需求方能确认。",
        "send_back": "需求方写明还差什么，退回继续办。",
        "not_done": "报告没有办成，写明原因，带入下次联席会议。",
        "close": "工作人员办结归档；未办成的写明联席会议怎样处理。",
    }
    serializer_class = EngagementSerializer
    filters = (
        chosen("status", "状态", Engagement.Status.choices),
        Filter("demand", "需求的 uuid", ("demand__uuid",)),
        Filter("unit", "牵头、协助单位的 uuid", ("shares__unit__uuid",)),
    )

    # --- begun -------------------------------------------------------------------------------

    @extend_schema(request=OfferBody, responses={201: EngagementSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def claim(self, request: Request) -> Response:
        """404 for a demand or unit out of scope, 403 for who is no officer."""
        if not self.caller.is_liaison:
            self.permission_denied(request)
        facts = self._body(OfferBody, request)
        unit = get_object_or_404(units_of(self.caller), uuid=facts["unit"])
        reached: Any = Demand.objects.published()
        rows = reached.within_reach_of(unit)
        demand = get_object_or_404(rows.select_related("unit"), uuid=facts["demand"])
        return self._begun(actions.claim, demand, self._offer(demand, unit, facts))

    @extend_schema(request=OfferBody, responses={201: EngagementSerializer}, filters=False)
    @action(detail=False, methods=["post"])
    def propose(self, request: Request) -> Response:
        """404 for a demand or unit out of scope, 403 for who may not propose."""
        facts = self._body(OfferBody, request)
        demand = self._to_propose(request, facts["demand"])
        by_staff = proposable_to(self.caller).filter(pk=demand.pk).exists()
        units = units_to_propose(self.caller, demand) if by_staff else units_for(demand)
        unit = get_object_or_404(units, uuid=facts["unit"])
        return self._begun(actions.propose, demand, self._offer(demand, unit, facts))

    def _to_propose(self, request: Request, uuid: Any) -> Demand:
        rows = Demand.objects.visible_to(self.caller) | proposable_to(self.caller)
        demand: Demand = get_object_or_404(rows.select_related("unit").distinct(), uuid=uuid)
        may = proposable_to(self.caller).filter(pk=demand.pk).exists()
        if not (may or speaks_for(self.caller, demand.unit)):
            self.permission_denied(request)
        return demand

    def _offer(self, demand: Demand, unit: MemberUnit, facts: dict[str, Any]) -> actions.Offer:
        wanted = set(facts.get("helpers", ()))
        helpers = list(fellows_of(unit, demand).filter(uuid__in=wanted))
        if len(helpers) < len(wanted):
            raise ValidationError({"helpers": ["有的协助单位不在同一个联合体里。"]})
        thing = None
        for kind in (Resource, Service):
            if key := facts.get(kind.KIND):
                rows = kind.objects.published().filter(unit__in=[unit, *helpers])
                thing = get_object_or_404(rows.select_related("unit"), uuid=key)
        return actions.Offer(unit, helpers, thing, facts.get("quantity"))

    def _begun(self, act: Any, demand: Demand, offer: actions.Offer) -> Response:
        try:
            made = act(demand, offer, by=self.caller, now=timezone.now())
        except Refused as error:
            raise _refuse(error) from None
        kept = Engagement.objects.for_list().get(pk=made.pk)
        return Response(EngagementSerializer(kept).data, status=status.HTTP_201_CREATED)

    # --- gone on with ------------------------------------------------------------------------

    def _body(self, shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        body = shape(data=request.data)
        body.is_valid(raise_exception=True)
        return cast(dict[str, Any], body.validated_data)

    def _act(self, request: Request, name: str, shape: type[SeenBody]) -> Response:
        """404 out of scope, 403 who may not, 409 what the lifecycle refuses, 400 what is wrong."""
        found = cast(Engagement, self.get_object())
        place = standing(self.caller, found)
        if not place.may(found, name):
            raise PermissionDenied
        if not fits(found, name):
            words = f"这项对接现在是“{found.get_status_display()}”，不能这样办。"
            raise Conflict(words)
        facts = dict(self._body(shape, request))
        seen = facts.pop("seen", "")
        try:
            do(found, name, facts, by=self.caller, now=timezone.now(), place=place, seen=seen)
        except Refused as error:
            raise _refuse(error) from None
        return Response(EngagementSerializer(self.get_object()).data)


def _verb(name: str, shape: type[SeenBody]) -> Any:
    """`POST /api/v1/engagements/<uuid>/<name>/`."""

    def post(self: EngagementViewSet, request: Request, uuid: str) -> Response:
        return self._act(request, name, shape)

    post.__name__, post.__doc__ = name, EngagementViewSet.more[name]
    shown = extend_schema(request=shape, responses=EngagementSerializer, filters=False)
    return shown(action(detail=True, methods=["post"])(post))


BODIES: dict[str, type[SeenBody]] = {
    "accept": SeenBody,
    "decline": ReasonBody,
    "release": ReasonBody,
    "follow_up": TextBody,
    "report": OutcomeBody,
    "confirm": ConfirmBody,
    "send_back": MissingBody,
    "not_done": ReasonBody,
    "close": NoteBody,
}
for _name, _shape in BODIES.items():
    setattr(EngagementViewSet, _name, _verb(_name, _shape))
