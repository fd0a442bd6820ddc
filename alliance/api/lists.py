"""The life of the three lists in the API: confirmations, edits under review, rounds."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api import serializers as shapes
from alliance.api import views
from alliance.api.filters import Filter, chosen
from common.lifecycle import IllegalMove
from projects.actions import items, revisions
from projects.forms.items import ASKED
from projects.items.scope import may_keep, may_review, speaks_for
from projects.models import Item, Revision, Round
from projects.models.items import Checked

CONFLICTS = (IllegalMove, items.NotConfirmable, items.NotEditable, items.ChangedMeanwhile)
SIGNED_IN = [permissions.IsAuthenticated]


def act(what: Callable[[], Any]) -> None:
    """Call an action: what is too late is a 409, what is wrong with the words a 400."""
    try:
        what()
    except CONFLICTS as error:
        raise views.Conflict(error.message) from None
    except Refused as error:
        raise ValidationError(error.messages) from None


class HowAsked(serializers.Serializer[Any]):
    """The officer of the unit needs to say nothing; staff say how they asked."""

    how = serializers.ChoiceField(
        choices=[(how.value, how.label) for how in ASKED],
        required=False,
        label="怎样核实的，工作人员必填",
    )


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, label="为什么不采用")


class RoundSerializer(serializers.ModelSerializer[Round]):
    alliance = shapes.by_uuid("alliance", "联合体")

    class Meta:
        model = Round
        fields = (
            "uuid",
            "title",
            "alliance",
            "status",
            "call_text",
            "submit_by",
            "claim_by",
            "published_at",
            "agreed_at",
            "outcome",
        )


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    """What an edit changes: fields by name, with the values that the database keeps."""

    list = shapes.text("item.KIND", "清单")
    item = shapes.by_uuid("item", "条目")

    class Meta:
        model = Revision
        fields = (
            "uuid",
            "list",
            "item",
            "facts",
            "before",
            "status",
            "created_at",
            "decided_at",
            "reason",
        )


class Confirming(views.ItemViewSet):
    """An item of any list, with the one write that keeps it alive."""

    verbs = {"confirm": "确认有效："}
    more = {
        "confirm": "确认条目仍然有效：联络员确认本单位的条目；工作人员要写明怎样核实的。"
        "草稿、待审核、已撤下的条目答复 409。"
    }

    @extend_schema(request=HowAsked, filters=False)
    @action(detail=True, methods=["post"], permission_classes=SIGNED_IN)
    def confirm(self, request: Request, uuid: str) -> Response:
        """The item still holds. 409 when there is nothing to confirm any more."""
        item: Item = self.get_object()
        if not may_keep(self.caller, item):
            self.permission_denied(request)
        typed = HowAsked(data=request.data)
        typed.is_valid(raise_exception=True)
        how = typed.validated_data.get("how") or self._own_word(item)
        act(lambda: items.confirm(item, by=self.caller, now=timezone.now(), how=how))
        return Response(self.get_serializer(item).data)

    def _own_word(self, item: Item) -> str:
        if not speaks_for(self.caller, item.unit):
            raise ValidationError({"how": ["请写明怎样核实的：phone 或 visit。"]})
        return Checked.OWNER


class ResourceViewSet(Confirming, views.ResourceViewSet):
    pass


class ServiceViewSet(Confirming, views.ServiceViewSet):
    pass


class DemandViewSet(Confirming, views.DemandViewSet):
    about = views.DemandViewSet.about
    permission_classes = (permissions.IsAuthenticated,)


class RoundViewSet(views.Records):
    model = Round
    title = "征集"
    about = "本人管辖范围内各联合体和单位所在联合体的征集，联络员为本单位所在联合体的征集。"
    serializer_class = RoundSerializer
    filters = (
        chosen("status", "状态", Round.Status.choices),
        Filter("alliance", "联合体的 uuid", ("alliance__uuid",)),
    )


class RevisionViewSet(views.Records):
    model = Revision
    title = "条目的修改"
    about = "对已发布条目的修改：本人管辖范围内的，联络员为本单位提交的。"
    verbs = {"accept": "采用", "refuse": "不采用"}
    more = {
        "accept": "采用修改，立即生效。条目在提交修改之后又变了，或修改已有人处理的，答复 409。",
        "refuse": "不采用修改，写明原因，联络员会看到。已有人处理的答复 409。",
    }
    serializer_class = RevisionSerializer
    filters = (chosen("status", "状态", Revision.Status.choices),)

    def _reviewed(self, request: Request) -> Revision:
        found: Revision = self.get_object()
        if not may_review(self.caller, found.item):
            self.permission_denied(request)
        return found

    @extend_schema(request=None, responses=RevisionSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, uuid: str) -> Response:
        """Apply it, as long as the item is what it was when the edit was typed."""
        found = self._reviewed(request)
        act(lambda: revisions.accept(found, by=self.caller, now=timezone.now()))
        return Response(RevisionSerializer(found).data)

    @extend_schema(request=Reason, responses=RevisionSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uuid: str) -> Response:
        found, typed = self._reviewed(request), Reason(data=request.data)
        typed.is_valid(raise_exception=True)
        why = typed.validated_data["reason"]
        act(lambda: revisions.refuse(found, by=self.caller, now=timezone.now(), reason=why))
        return Response(RevisionSerializer(found).data)
