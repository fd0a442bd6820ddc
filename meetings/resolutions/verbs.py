"""What is done with a resolution, as pages and the API know it: what is asked, what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from common.lifecycle import IllegalMove
from meetings.actions import resolutions
from meetings.forms.resolutions import (
    AcceptForm,
    DropForm,
    GiveBackForm,
    MoveDueForm,
    NoteForm,
    ReportForm,
)
from meetings.models import Resolution
from meetings.resolutions.scope import Standing, fits
from members.models import User


@dataclass(frozen=True)
class Verb:
    """`by_unit`: units do it, the others the convener alone."""

    key: str
    label: str
    done: str
    form: type[Any]
    act: Callable[..., Any]
    by_unit: bool = False
    text: str = ""


VERBS = {
    verb.key: verb
    for verb in (
        Verb("note", "记一句进展", "进展已记录。", NoteForm, resolutions.note, by_unit=True),
        Verb(
            "report", "报告完成", "已报告完成，等召集方验收。", ReportForm, resolutions.report,
            by_unit=True,
        ),
        Verb("accept", "验收办结", "已验收办结。", AcceptForm, resolutions.accept),
        Verb("give_back", "还没办完，退回", "已退回，牵头单位会看到还差什么。", GiveBackForm,
             resolutions.give_back),
        Verb("move_due", "调整期限", "期限已调整，承办单位会收到消息。", MoveDueForm,
             resolutions.move_due),
        Verb(
            "drop", "不再办理", "已记为不再办理。", DropForm, resolutions.drop,
            text="不再办理的决议不带入下次会议，已有的进展都保留。",
        ),
    )
}  # fmt: skip


class TooLate(IllegalMove):
    """Its state does not let this be done, or its minutes are not issued yet."""

    def __init__(self, resolution: Resolution) -> None:
        now = resolution.get_status_display()
        if resolution.announced_at is None:
            now = "纪要还没有印发"
        super().__init__(f"没有改动：这项决议现在是“{now}”，请刷新页面查看。")


def do(
    resolution: Resolution,
    key: str,
    facts: dict[str, Any],
    *,
    place: Standing,
    by: User,
    now: datetime,
) -> None:
    """Do what was asked, with what was typed (and `seen`), as who the reader is in it.

    Raises TooLate where its state, or minutes not issued yet, do not let it be done.
    """
    if not fits(resolution, key):
        raise TooLate(resolution)
    more: dict[str, Any] = {}
    if key == "note":
        more["unit"] = place.speaks_for[0] if place.speaks_for else None
    if key == "report":
        more["behalf"] = place.behalf(resolution)
    VERBS[key].act(resolution, by=by, now=now, **more, **facts)
