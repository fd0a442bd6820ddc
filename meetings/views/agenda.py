"""Staff pages: topics decided on, the agenda in its order, its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.doors import Visit, staff_door
from common.kept import typed
from meetings.actions import agenda
from meetings.forms.agenda import DeclineForm, ItemForm
from meetings.forms.files import FileForm
from meetings.forms.meetings import SeenForm
from meetings.models import AgendaItem, Material, Meeting
from meetings.views.files import file_response
from meetings.views.meetings import changeable
from members.views.ask import ask

writing = require_http_methods(["GET", "POST"])
FORM = "ui/ask.html"


def _page(meeting: Meeting) -> str:
    return f"{meeting.get_absolute_url()}#agenda"


def _ask(request: Visit, meeting: Meeting, form: Any, act: Any, **more: Any) -> HttpResponse:
    return ask(request, form, act, back=_page(meeting), template=FORM, **more)


def _item(meeting: Meeting, key: UUID) -> AgendaItem:
    rows = meeting.agenda.select_related("meeting__rule", "topic")
    return get_object_or_404(rows, uuid=key)


@writing
@staff_door(writes=True)
def item_new(request: Visit, uuid: UUID) -> HttpResponse:
    found, form = changeable(request, uuid), ItemForm(typed(request))

    def act() -> None:
        agenda.add(found, by=request.user, **form.facts())

    more = {"action": "加入议程", "done": "已加入议程，排在最后。"}
    return _ask(request, found, form, act, title=f"{found}：增加议程", **more)


@writing
@staff_door(writes=True)
def item_edit(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = _item(found, item)
    known = {name: getattr(one, name) for name in ("title", "minutes", "presenter", "seen")}
    form = ItemForm(typed(request), initial=known)

    def act() -> None:
        agenda.edit(one, by=request.user, seen=form.cleaned_data["seen"], **form.facts())

    more = {"action": "保存", "done": "议程已保存。"}
    return _ask(request, found, form, act, title=f"修改议程：{one}", **more)


@writing
@staff_door(writes=True)
def item_strike(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = _item(found, item)
    form = SeenForm(typed(request))

    def act() -> None:
        agenda.strike(one, by=request.user)

    text = "它的材料一起删去。"
    if one.topic:
        text += "单位的议题回到“待确定”。"
    if one.resolution_id or one.engagement_id:
        text += "没有办完的事仍会带入下一次会议。"
    more = {"action": "移出议程", "text": text, "done": "已移出议程。"}
    return _ask(request, found, form, act, title=f"移出议程：{one}", **more)


@require_POST
@staff_door()
def item_shift(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    """One place up or down: `to` is up or down, `seen` the agenda on the page that asks."""
    found = changeable(request, uuid)
    one, up = _item(found, item), request.POST.get("to") == "up"
    return _done(
        request, found, lambda: agenda.shift(
            one, up=up, by=request.user, seen=request.POST.get("seen", "")
        )
    )  # fmt: skip


def _done(request: Visit, meeting: Meeting, act: Any, words: str = "") -> HttpResponse:
    """A button without a page of its own: what the action refuses stands above the meeting."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if words:
            messages.success(request, words)
    return redirect(_page(meeting))


@require_POST
@staff_door()
def carry(request: Visit, uuid: UUID) -> HttpResponse:
    """What has come up since the agenda was begun goes onto it as well."""
    found = changeable(request, uuid)

    def act() -> None:
        count = agenda.carry(found, by=request.user)
        messages.success(request, f"已带入议程 {count} 项，排在最后。")

    return _done(request, found, act)


@require_POST
@staff_door()
def topic_take(request: Visit, uuid: UUID, topic: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = get_object_or_404(found.topics.select_related("meeting__rule", "unit"), uuid=topic)
    words = f"“{one.title}”已列入议程，排在最后。"
    return _done(request, found, lambda: agenda.take(one, by=request.user), words)


@writing
@staff_door(writes=True)
def topic_decline(request: Visit, uuid: UUID, topic: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = get_object_or_404(found.topics.select_related("unit"), uuid=topic)
    form = DeclineForm(typed(request))

    def act() -> None:
        agenda.decline(one, reason=form.cleaned_data["reason"], by=request.user)

    facts = [("提出单位", one.unit.label if one.unit else ""), ("说明", one.text)]
    more: dict[str, Any] = {"facts": facts, "done": "已告诉提出的单位。"}
    title = f"不列入议程：{one.title}"
    return _ask(request, found, form, act, title=title, action="不列入，告诉单位", **more)


@writing
@staff_door(writes=True)
def material_add(request: Visit, uuid: UUID, item: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = _item(found, item)
    form = FileForm(typed(request), request.FILES or None)

    def act() -> None:
        file, now = form.cleaned_data["file"], timezone.now()
        agenda.attach(one, file, by=request.user, now=now)

    more = {"action": "上传材料", "done": "材料已上传。"}
    return _ask(request, found, form, act, title=f"上传材料：{one}", **more)


def _material(meeting: Meeting, key: UUID) -> Material:
    rows = Material.objects.filter(item__meeting=meeting).select_related("item__meeting__rule")
    return get_object_or_404(rows, uuid=key)


@writing
@staff_door(writes=True)
def material_drop(request: Visit, uuid: UUID, material: UUID) -> HttpResponse:
    found = changeable(request, uuid)
    one = _material(found, material)
    form = SeenForm(typed(request))

    def act() -> None:
        agenda.detach(one, by=request.user)

    facts = [("议程", one.item.title)]
    more: dict[str, Any] = {"facts": facts, "done": "材料已删去。"}
    return _ask(request, found, form, act, title=f"删去材料：{one}", action="删去材料", **more)


@require_safe
@staff_door()
def material(request: Visit, uuid: UUID, material: UUID) -> HttpResponse:
    found = get_object_or_404(Meeting.objects.visible_to(request.user), uuid=uuid)
    return file_of(found, material)


def file_of(meeting: Meeting, key: UUID) -> HttpResponse:
    """A file under the name it came with; the caller has looked whether the meeting may be seen."""
    one = _material(meeting, key)
    return file_response(one.name, one.kind, one.data)
