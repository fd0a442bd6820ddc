"""How far a meeting is, and the one thing to do next."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from common.dates import day_text, moment_text
from meetings.clashes import units_elsewhere
from meetings.models import Meeting, Topic
from meetings.sections.page import MeetingPage, Section

Status = Meeting.Status


class Next(NamedTuple):
    """What comes next in words, and the red button: its words and address; both may be ""."""

    text: str
    label: str = ""
    url: str = ""


def section(page: MeetingPage) -> Section | None:
    meeting = page.meeting
    if meeting.status == Status.CANCELLED:
        return None
    ahead = meeting.starts_at > page.now
    part = {
        "steps": steps(meeting),
        "next": NEXT[meeting.status](page),
        "writable": page.writable,
        "elsewhere": units_elsewhere(meeting) if ahead else 0,
    }
    return Section("meetings/_stage.html", part)


def steps(meeting: Meeting) -> list[tuple[str, str]]:
    """The stage line: (words, "done" | "now" | "") for each stage."""
    stages = [one for one in Status.choices if one[0] != Status.CANCELLED]
    reached = [value for value, _ in stages].index(meeting.status)
    states = ["done"] * reached + ["now"] + [""] * (len(stages) - reached - 1)
    return [(str(label), state) for (_, label), state in zip(stages, states, strict=True)]


def _url(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[meeting.uuid])


def _planned(page: MeetingPage) -> Next:
    meeting = page.meeting
    if meeting.starts_at <= page.now or meeting.collects_until < page.today:
        text = "征集议题已来不及，可以直接确定议程。"
        return Next(text, "直接确定议程", _url("begin_agenda", meeting))
    if not meeting.rule.collect_days:
        text = f"按规则不征集议题，{day_text(meeting.collects_until)}起确定议程；也可以现在开始。"
        return Next(text, "确定议程", _url("begin_agenda", meeting))
    since, until = day_text(meeting.collects_from), day_text(meeting.collects_until)
    text = f"{since}起自动向各单位征集议题，{until}截止；也可以现在就开始。"
    return Next(text, "开始征集议题", _url("collect", meeting))


def _topics(page: MeetingPage) -> Next:
    waiting = sum(one.status == Topic.Status.PROPOSED for one in page.topics)
    until = day_text(page.meeting.collects_until)
    text = f"征集到 {until}，之后自动进入议程；现在收到 {waiting} 个议题。"
    return Next(text, "结束征集，确定议程", _url("begin_agenda", page.meeting))


def _agenda(page: MeetingPage) -> Next:
    meeting = page.meeting
    if meeting.starts_at <= page.now:
        text = "会议时间已过，还没有发通知。已经开过的，先补登通知（不再打扰各单位），再登记召开。"
        return Next(text, "补登会议通知", _url("notify", meeting))
    due = day_text(meeting.notice_due_on)
    late = "已过了，请尽快发出" if meeting.notice_due_on < page.today else "前发出"
    return Next(f"排好议程，通知应在 {due}{late}。", "发出会议通知", _url("notify", meeting))


def _notified(page: MeetingPage) -> Next:
    meeting = page.meeting
    if meeting.waits_for_word(page.now):
        text = "会议时间已到，等您登记召开情况；没有开成的，请取消。"
        return Next(text, "登记会议已召开", _url("hold", meeting))
    if meeting.is_today(page.now):
        return Next("今天开会。", "打开签到码", _url("code", meeting))
    left = len(page.replies.unanswered)
    waiting = f"还有 {left} 家没有回执。" if left else "各单位都已回执。"
    return Next(f"{moment_text(meeting.notified_at)} 已发出通知，{waiting}")  # type: ignore[arg-type]


def _held(page: MeetingPage) -> Next:
    text = "把议定的事记进纪要；纪要印发，这次会议就办结。"
    label = "接着记纪要" if page.minutes else "记会议纪要"
    return Next(text, label, _url("minutes", page.meeting))


def _closed(page: MeetingPage) -> Next:
    return Next("这次会议已办结。")


NEXT: dict[str, Callable[[MeetingPage], Next]] = {
    Status.PLANNED: _planned,
    Status.TOPICS: _topics,
    Status.AGENDA: _agenda,
    Status.NOTIFIED: _notified,
    Status.HELD: _held,
    Status.CLOSED: _closed,
}
