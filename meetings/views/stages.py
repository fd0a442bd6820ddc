"""Staff pages: a meeting goes on to its next stage, each with a page that asks once more."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.dates import moment_text
from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import stages
from meetings.forms.meetings import CollectForm, HoldForm, SeenForm
from meetings.models import Meeting, Topic
from meetings.views.meetings import changeable
from members.models import AllianceMembership, Liaison
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"


def _ask(request: Visit, meeting: Meeting, form: Any, act: Any, **more: Any) -> HttpResponse:
    return ask(request, form, act, back=meeting.get_absolute_url(), template=FORM, **more)


@writing
@staff_door(writes=True)
def collect(request: Visit, uuid: UUID) -> HttpResponse:
    """Collect topics now, until a day."""
    found, now = changeable(request, uuid), timezone.now()
    today = timezone.localdate(now)
    form = CollectForm(typed(request), initial={"until": max(found.collects_until, today)})

    def act() -> None:
        stages.collect(found, until=form.cleaned_data["until"], by=request.user, now=now)

    text = "各单位的联络员会收到提醒，在手机上提议题，写一句话就行。"
    more = {"action": "开始征集", "text": text, "done": "已开始征集议题。"}
    return _ask(request, found, form, act, title=f"{found}：征集议题", **more)


@writing
@staff_door(writes=True)
def begin_agenda(request: Visit, uuid: UUID) -> HttpResponse:
    found, form = changeable(request, uuid), SeenForm(typed(request))

    def act() -> None:
        stages.begin_agenda(found, by=request.user)

    text = "单位不能再提议题。没有办结的决议和未办成的对接自动排在联席会议议程最前面。"
    more = {"action": "确定议程", "text": text, "done": "可以排议程了。"}
    return _ask(request, found, form, act, title=f"{found}：确定议程", **more)


@writing
@staff_door(writes=True)
def notify(request: Visit, uuid: UUID) -> HttpResponse:
    """What the units will be told, once more; then they are."""
    found, now = changeable(request, uuid), timezone.now()
    form = SeenForm(typed(request), initial={"seen": found.seen})

    def act() -> None:
        seen = form.cleaned_data["seen"]
        stages.notify(found, by=request.user, now=now, seen=seen)

    text = "发出后，各单位联络员马上收到通知，在手机上回执。再改期或取消，会立即告诉所有单位。"
    if found.starts_at <= now:
        text = "会议时间已过：只补登应到的单位，不再提醒各单位联络员。"
    more = {"action": "发出会议通知", "text": text, "done": "会议通知已发出。"}
    return _ask(request, found, form, act, title=f"{found}：发出通知", facts=_called(found), **more)


def _called(meeting: Meeting) -> list[tuple[str, str]]:
    """What goes out, to how many, and what has been forgotten."""
    members = AllianceMembership.objects.current().filter(alliance=meeting.rule.alliance_id)
    units = members.count()
    reached = Liaison.objects.current().filter(unit__in=members.values("unit")).count()
    waiting = meeting.topics.filter(status=Topic.Status.PROPOSED).count()
    items = meeting.agenda.count()
    lacking = units - reached
    return [
        ("时间", moment_text(meeting.starts_at)),
        ("地点", meeting.place or "还没有定，请先改期填写地点"),
        ("通知单位", f"{units} 家"),
        ("没有联络员", f"{lacking} 家，收不到提醒，请打电话通知后代填回执" if lacking else ""),
        ("议程", f"{items} 项" if items else "还没有排议程"),
        ("还没确定的议题", f"{waiting} 个" if waiting else ""),
    ]


@writing
@staff_door(writes=True)
def hold(request: Visit, uuid: UUID) -> HttpResponse:
    """The convener says that it was held, and when."""
    found, now = changeable(request, uuid), timezone.now()
    planned = timezone.localtime(min(found.starts_at, now))
    form = HoldForm(typed(request), initial={"day": planned.date(), "starts": planned.time()})

    def act() -> None:
        stages.hold(found, at=form.starts_at, by=request.user, now=now)

    text = "登记后还可以补登到会单位，不能再改期、取消。"
    more: dict[str, Any] = {"action": "登记会议已召开", "text": text}
    done = f"{found}已登记召开。"
    return _ask(request, found, form, act, title=f"{found}：已召开", done=done, **more)
