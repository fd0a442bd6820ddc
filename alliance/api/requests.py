"""Residents' requests over the API: no phone, no resident's name; moves by the same actions."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as Call
from rest_framework.response import Response

from alliance.api.filters import Filter, chosen, in_area, of_unit
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict, Records
from common.lifecycle import IllegalMove
from members.models import MemberUnit, User
from projects.actions import dispatch as actions
from projects.forms.dispatch import ELSEWHERE
from projects.models import Request
from projects.requests import holders, terms
from projects.requests.holders import Holder
from projects.requests.scope import may_manage, may_move


class RequestSerializer(serializers.ModelSerializer[Request]):
    """What the community wrote and where it stands; not what the resident told of themselves."""

    category = text("category.code", "类别代码")
    area = by_uuid("area", "区域")
    unit = by_uuid("unit", "承办单位")
    unit_name = serializers.SerializerMethodField(label="承办单位名称，军警单位为代称")
    worker = by_uuid("worker", "承办网格员的账号")
    seen = serializers.SerializerMethodField(label="状态和承办方的标记，写操作时原样带回")

    class Meta:
        model = Request
        fields = (
            "uuid", "number", "public_title", "category", "area", "channel", "status",
            "received_at", "accepted_at", "unit", "unit_name", "worker", "volunteers", "take_by",
            "done_by", "taken_at", "done_at", "outcome", "solved", "rating", "reopened", "reason",
            "closed_at", "seen",
        )  # fmt: skip

    def get_unit_name(self, one: Request) -> str:
        return one.unit.label if one.unit else ""

    def get_seen(self, one: Request) -> str:
        return actions.seen_as(one)


def typed(label: str, *, most: int = 300, needed: bool = False) -> serializers.CharField:
    return serializers.CharField(
        label=label, max_length=most, required=needed, allow_blank=not needed
    )


class Seen(serializers.Serializer[Any]):
    """`seen` as read before: a request that has moved since is left alone, 409."""

    seen = typed("读到的 seen，防止改动已变的点单", most=16)
    note = typed("内部备注", most=400)


class Accepting(Seen):
    title = typed("对外标题", most=40, needed=True)
    words = typed("给居民看的话")


class Declining(Seen):
    reason = typed("原因", most=60, needed=True)
    words = typed("告诉居民可以找谁", needed=True)


class Dispatching(Seen):
    """One of the three holders. Without terms those of the category hold."""

    unit = serializers.UUIDField(label="承办单位的 uuid", required=False)
    worker = serializers.UUIDField(label="网格员账号的 uuid", required=False)
    volunteers = typed("志愿队名称", most=60)
    take_by = serializers.DateField(label="接单期限", required=False)
    done_by = serializers.DateField(label="办结期限", required=False)
    words = typed("给居民看的话")


class Returning(Seen):
    reason = typed("为什么退回", most=60, needed=True)
    words = typed("给居民看的话")


class Noting(serializers.Serializer[Any]):
    words = typed("进展，居民看得到")
    note = typed("内部备注", most=400)


class Finishing(Seen):
    outcome = typed("办理结果，居民看得到", needed=True)


Judge = Callable[[User, Request], bool]


def moves(shape: type[serializers.Serializer[Any]], path: str = "") -> Any:
    """A POST on one request that takes `shape` and answers the request."""

    def declare(view: Any) -> Any:
        described = extend_schema(request=shape, responses=RequestSerializer, filters=False)
        name = path or view.__name__
        return described(action(detail=True, methods=["post"], url_path=name)(view))

    return declare


class RequestViewSet(Records):
    model = Request
    title = "群众点单"
    about = "本人管辖范围、网格内的点单，和本单位、本人承办的点单。没有居民的姓名、电话和原话。"
    verbs = {
        "accept": "受理",
        "decline": "不予受理",
        "dispatch_to": "派出或转交",
        "take": "接单：",
        "give_back": "退回",
        "note": "写进展：",
        "done": "办结",
    }
    more = {
        "accept": "社区受理。不能受理的答复 409。",
        "decline": "社区不予受理，并告诉居民可以找谁。",
        "dispatch_to": "社区派单，或转交另一家：单位、网格员、志愿队三选一。",
        "take": "承办方接单。",
        "give_back": "承办方退回社区。",
        "note": "写进展：给居民看的，或内部备注。",
        "done": "承办方报告办结，由居民确认。",
    }
    serializer_class = RequestSerializer
    filters = (
        in_area(),
        of_unit(),
        chosen("status", "状态", Request.Status.choices),
        Filter("category", "类别代码", ("category__code",), serializers.CharField),
    )

    def scope(self) -> Any:
        return super().scope().defer("phone", "text", "name", "place")

    @moves(Accepting)
    def accept(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_manage, Accepting, actions.accept)

    @moves(Declining)
    def decline(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_manage, Declining, actions.decline)

    @moves(Dispatching, "dispatch")  # a view's own `dispatch` is the framework's
    def dispatch_to(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_manage, Dispatching, _dispatch)

    @moves(Seen)
    def take(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_move, Seen, _take)

    @moves(Returning)
    def give_back(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_move, Returning, _give_back)

    @moves(Noting)
    def note(self, call: Call, uuid: str) -> Response:
        return self._move(call, _may_note, Noting, actions.note)

    @moves(Finishing)
    def done(self, call: Call, uuid: str) -> Response:
        return self._move(call, may_move, Finishing, actions.done)

    def _move(
        self, call: Call, judge: Judge, shape: type[serializers.Serializer[Any]], act: Any
    ) -> Response:
        """404 for strangers, 403 for who may not, 409 where it has moved on, 400 for the rest."""
        found = self.get_object()
        if not judge(self.caller, found):
            self.permission_denied(call)
        given = shape(data=call.data)
        given.is_valid(raise_exception=True)
        try:
            act(found, by=self.caller, now=timezone.now(), **given.validated_data)
        except IllegalMove as error:
            raise Conflict(error.message) from None
        except Refused as error:
            raise ValidationError(error.messages) from None
        return Response(RequestSerializer(found).data)


def _may_note(user: User, found: Request) -> bool:
    return may_manage(user, found) or may_move(user, found)


def _dispatch(found: Request, *, by: User, now: Any, **given: Any) -> None:
    today = timezone.localdate(now)
    names = ("unit", "worker", "volunteers")
    holder = _holder(found, today, **{name: given.pop(name, None) for name in names})
    take_by, done_by = terms.proposed(found, today)
    facts = {"take_by": take_by, "done_by": done_by} | given
    actions.dispatch(found, holder, by=by, now=now, **facts)


def _holder(found: Request, today: Any, *, unit: Any, worker: Any, volunteers: Any) -> Holder:
    """The one of the three that is named."""
    if sum(map(bool, (unit, worker, volunteers))) != 1:
        raise Refused("请在 unit、worker、volunteers 中给出一个。")
    if volunteers:
        return holders.of_volunteers(volunteers)
    if unit and (one := MemberUnit.objects.filter(uuid=unit).first()):
        return holders.of_unit(one)
    posts = holders.grid_posts(today).filter(area__community=found.community_id, user__uuid=worker)
    if worker and (post := posts.first()):
        return holders.of_post(post)
    raise Refused("没有这家单位，或者这个社区没有这位网格员。")


def _take(found: Request, *, by: User, now: Any, seen: str = "", **given: Any) -> None:
    actions.take(found, seen=seen, by=by, now=now)


def _give_back(found: Request, *, by: User, now: Any, **given: Any) -> None:
    actions.give_back(found, by=by, now=now, **{"words": ELSEWHERE} | given)
