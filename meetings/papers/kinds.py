"""Which papers a meeting has, and from which stage on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from common.official import Paper
from meetings.models import DocumentNumber, Meeting
from meetings.papers.minutes import minutes_of
from meetings.papers.notice import notice_of
from meetings.papers.sheet import sheet_of

Stage = Meeting.Status
AFTER = {Stage.HELD, Stage.CLOSED}


class PaperKind(NamedTuple):
    """One kind of paper. `stages`: when it can be read; `numbered`: when it can get its number."""

    label: str
    stages: set[Stage]
    numbered: set[Stage]
    build: Callable[[Meeting, date], Paper]
    later: str  # why it cannot be read yet


PAPERS = {
    DocumentNumber.Kind.NOTICE.value: PaperKind(
        "会议通知",
        set(Stage) - {Stage.CANCELLED},
        {Stage.AGENDA, Stage.NOTIFIED, *AFTER},
        lambda meeting, today: notice_of(meeting, today=today),
        "会议已取消，不再发通知。",
    ),
    "sign-in": PaperKind(
        "签到表",
        set(Stage) - {Stage.CANCELLED},
        set(),
        lambda meeting, today: sheet_of(meeting, today=today),
        "会议已取消，不用签到。",
    ),
    DocumentNumber.Kind.MINUTES.value: PaperKind(
        "会议纪要",
        {Stage.CLOSED},
        {Stage.CLOSED},
        lambda meeting, today: minutes_of(meeting, today=today),
        "纪要印发后才有公文。",
    ),
}
