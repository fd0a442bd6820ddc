"""The API of projects, pairings and deliberations: the scope and the actions of the pages."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from alliance.api.filters import Filter, chosen, in_area
from alliance.api.serializers import by_uuid, text
from alliance.api.views import Conflict, Records
from common.lifecycle import IllegalMove
from members.models import MemberUnit
from projects.actions import work_steps
from projects.actions.works import ProjectHasEnded
from projects.models import Deliberation, DeliberationStep, Pairing, Project
from projects.works.verbs import VERBS


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """What anybody may read of a public project; the rest stands in InnerProjectSerializer."""

    lead = by_uuid("lead", "牵头单位")
    lead_name = text("lead.label", "牵头单位名称")
    area = by_uuid("area", "实施区域")
    url = serializers.CharField(source="public_url", read_only=True, label="公开页面")
    partners = serializers.SerializerMethodField(label="参与单位，公开时不含军警单位")

    class Meta:
        model = Project
        fields: Any = (
            "uuid", "name", "level", "lead", "lead_name", "area", "aim", "status", "started_on",
            "planned_until", "completed_on", "outcome", "brand", "brand_since", "story",
            "partners", "url",
        )  # fmt: skip

    def get_partners(self, project: Project) -> list[str]:
        units = [one.unit for one in project.partners.all()]
        return [unit.name for unit in units if unit.type != MemberUnit.Type.MILITARY]


class InnerProjectSerializer(ProjectSerializer):
    """For who is signed in: what is internal, too."""

    class Meta:
        model = Project
        fields: Any = (
            *ProjectSerializer.Meta.fields,
            "origin", "is_public", "reason", "evaluation", "evaluated_on", "residents_heard",
            "units_heard",
        )  # fmt: skip

    def get_partners(self, project: Project) -> list[str]:
        return [one.unit.label for one in project.partners.all()]


class MoveSerializer(serializers.Serializer[Any]):
    """What a move asks: each reads its own of these."""

    on = serializers.DateField(required=False, label="日期：启动、完成")
    reason = serializers.CharField(required=False, label="原因：暂停、终止")
    outcome = serializers.CharField(required=False, label="成果：完成")
    evaluation = serializers.CharField(required=False, label="评估意见：评估")
    residents_heard = serializers.IntegerField(required=False, label="听取居民人数：评估")
    units_heard = serializers.IntegerField(required=False, label="听取单位家数：评估")
    seen = serializers.CharField(required=False, label="看到的状态；已不是它时答复 409")


class ProgressSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=500, label="进展")
    on = serializers.DateField(label="日期")
    is_public = serializers.BooleanField(default=False, label="向居民公开")


MOVING: dict[str, Any] = {"request": MoveSerializer, "responses": InnerProjectSerializer}


class ProjectViewSet(Records):
    model = Project
    title = "党建项目"
    about = "未登录：向居民公开的项目。登录后：本人管辖范围内的，联络员为本单位牵头或参与的。"
    verbs = {
        "start": "启动",
        "pause": "暂停",
        "resume": "恢复",
        "stop": "终止",
        "complete": "完成",
        "evaluate": "评估",
        "progress": "记录进展：",
    }
    more = {
        verb.key: f"{verb.label}。状态不允许，或刚刚已由他人改变的，答复 409。"
        for verb in VERBS.values()
    } | {"progress": "记录一条进展。已终止或已评估的答复 409。"}
    permission_classes = (permissions.AllowAny,)
    filters = (
        in_area(),
        Filter("lead", "牵头单位的 uuid", ("lead__uuid",)),
        chosen("level", "层级", Project.Level.choices),
        chosen("status", "状态", Project.Status.choices),
    )

    def get_serializer_class(self) -> type[ProjectSerializer]:
        signed_in = self.request is not None and self.request.user.is_authenticated
        return InnerProjectSerializer if signed_in else ProjectSerializer

    def scope(self) -> QuerySet[Any]:
        signed_in = self.request.user.is_authenticated
        rows = super().scope() if signed_in else Project.objects.public().for_list()
        return rows.prefetch_related("partners__unit")

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, uuid: str) -> Response:
        return self._move("start", request)

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, uuid: str) -> Response:
        return self._move("pause", request)

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, uuid: str) -> Response:
        return self._move("resume", request)

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, uuid: str) -> Response:
        return self._move("stop", request)

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, uuid: str) -> Response:
        return self._move("complete", request)

    @extend_schema(**MOVING, filters=False)
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, uuid: str) -> Response:
        return self._move("evaluate", request)

    @extend_schema(request=ProgressSerializer, responses=InnerProjectSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, uuid: str) -> Response:
        """Add a note. Staff of the place alone: officers do so on their phone pages."""
        project = self._managed(request)
        typed = ProgressSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        now = timezone.now()
        return self._answer(
            lambda: work_steps.note(project, by=self.caller, now=now, **typed.validated_data)
        )

    def _managed(self, request: Request) -> Project:
        """The project, if the caller may change it: 404 for strangers, 403 for mere readers."""
        if not request.user.is_authenticated:
            self.permission_denied(request)
        project: Project = self.get_object()
        if not self.caller.may_change(project.area_id):
            self.permission_denied(request)
        return project

    def _move(self, key: str, request: Request) -> Response:
        """As on the page: the same form checks what is typed, the same action moves."""
        project, verb = self._managed(request), VERBS[key]
        typed = MoveSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        form = verb.form(typed.validated_data)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        timed = {"now": timezone.now()} if verb.timed else {}
        return self._answer(lambda: verb.act(project, by=self.caller, **timed, **form.cleaned_data))

    def _answer(self, act: Any) -> Response:
        try:
            act()
        except (IllegalMove, ProjectHasEnded) as error:
            raise Conflict(error.messages[0]) from None
        except Refused as error:
            raise ValidationError(error.messages) from None
        return Response(InnerProjectSerializer(self.get_object()).data)


class PairingSerializer(serializers.ModelSerializer[Pairing]):
    helper = by_uuid("helper", "帮扶方")
    helper_name = text("helper.label", "帮扶方名称")
    helped = by_uuid("helped", "受助方")
    helped_name = text("helped.label", "受助方名称")

    class Meta:
        model = Pairing
        fields = (
            "uuid", "helper", "helper_name", "helped", "helped_name", "plan", "since", "until",
            "ended_on", "outcome",
        )  # fmt: skip


class PairingViewSet(Records):
    model = Pairing
    title = "结对帮扶"
    about = "至少一方在本人管辖范围内的结对，联络员为本单位党组织的。"
    serializer_class = PairingSerializer


class StepSerializer(serializers.ModelSerializer[DeliberationStep]):
    class Meta:
        model = DeliberationStep
        fields = (
            "order", "name", "held_on", "people", "outcome", "notice", "noticed_on",
            "corrected_on", "correction",
        )  # fmt: skip


class DeliberationSerializer(serializers.ModelSerializer[Deliberation]):
    area = by_uuid("area", "区域")
    steps = StepSerializer(many=True, read_only=True, label="步骤")

    class Meta:
        model = Deliberation
        fields = ("uuid", "title", "text", "area", "begun_on", "ended_on", "outcome", "steps")


class DeliberationViewSet(Records):
    model = Deliberation
    title = "议事"
    about = "本人管辖范围内社区、网格的议事和步骤。"
    serializer_class = DeliberationSerializer
    filters = (in_area(),)

    def scope(self) -> QuerySet[Any]:
        return super().scope().prefetch_related("steps")
