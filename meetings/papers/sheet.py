"""The sign-in sheet 签到表: a list to write on by hand. No official paper, so without head."""

from __future__ import annotations

from datetime import date

from common.official import Paper, Table, Text
from meetings.models import Meeting
from meetings.papers.facts import invitations_of, invited_labels
from meetings.papers.notice import moment, tight

SPARE = 3  # empty rows for whoever comes besides
COLUMNS = ("序号", "单位", "姓名", "职务", "签名")


def sheet_of(meeting: Meeting, *, today: date) -> Paper:
    """A row for each invited unit, nothing filled in but its name."""
    units = invited_labels(meeting, invitations_of(meeting), today)
    rows = [(str(number), label, "", "", "") for number, label in enumerate(units, start=1)]
    rows += [("", "", "", "", "")] * SPARE
    where = f"　地点：{meeting.place}" if meeting.place else ""
    return Paper(
        title=f"{tight(meeting.title)}签到表",
        body=(
            Text(meeting.rule.alliance.name),
            Text(f"时间：{moment(meeting.starts_at)}{where}"),
            Table(COLUMNS, tuple(rows), (2, 9, 5, 4, 6), tall=True),
        ),
    )
