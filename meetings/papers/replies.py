"""The replies to an invitation as a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from common.dates import moment_text
from common.sheets.columns import Column
from common.sheets.writer import write_sheet
from meetings.models import Invitation, Meeting
from meetings.papers.facts import invitations_of

COLUMNS = (
    Column("unit", "单位", width=30),
    Column("reply", "回执"),
    Column("substitute", "代会人"),
    Column("reason", "请假原因", width=30),
    Column("replied", "回执时间", width=24),
    Column("attended", "到会"),
)


def workbook(meeting: Meeting, *, who: str, now: datetime) -> bytes:
    """An .xlsx with a row for each invited unit; who made it stands on every page."""
    moment = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    title = f"{meeting.title}回执".replace(" ", "")
    note = (
        f"{meeting.rule.alliance}，{meeting.title}，{moment_text(meeting.starts_at)}\n截至 {moment}"
    )
    rows = map(_row, invitations_of(meeting))
    return write_sheet(title, COLUMNS, rows, note=note, mark=f"{who} {moment} 导出")


def _row(one: Invitation) -> dict[str, Any]:
    return {
        "unit": one.unit.label,
        "reply": one.get_reply_display() if one.reply else "未回执",
        "substitute": one.substitute,
        "reason": one.reason,
        "replied": moment_text(one.replied_at) if one.replied_at else "",
        "attended": one.get_attended_how_display() if one.attended_at else "",
    }
