"""Requests for the tests of their inside, led to any state as people would."""

from datetime import date, datetime
from typing import Any

from grids.models import Area
from members.models import Posting, User
from projects.actions import dispatch as actions
from projects.actions.requests import ask
from projects.models import Category, Request
from projects.requests.holders import Holder, of_post, of_unit, of_volunteers
from tests.conftest import at

Status = Request.Status
NOW = at("2026-11-10")  # a Tuesday
PHONE = "13812345678"
TERMS: dict[str, Any] = {"take_by": date(2026, 11, 11), "done_by": date(2026, 11, 19)}
ALL = [str(status) for status in Status]


def asked(area: Area, *, code: str = "plumbing", now: datetime = NOW, **facts: Any) -> Request:
    facts = {"text": "厨房水管漏水，地上都是水", "place": "3 幢 2 单元", "name": "张阿姨"} | facts
    request = Request(area=area, category=Category.objects.get(code=code), **facts)
    return ask(request, phone=PHONE, by=None, now=now)


def by_team() -> Holder:
    return of_volunteers("红色管家志愿队")


def by_grid(user: User) -> Holder:
    return of_post(Posting.objects.select_related("area", "user").get(user=user, role="grid"))


def led(request: Request, status: str, holder: Holder | None = None, **facts: Any) -> Request:
    """The request in that state; held by `holder`, else by volunteers."""
    holder, now = holder or by_team(), facts.pop("now", NOW)
    who: dict[str, Any] = {"by": facts.pop("by", None), "now": now}
    if status in ("declined", "withdrawn"):
        if status == "declined":
            actions.decline(request, reason="其他", words="请拨打 12345。", **who)
        else:
            raw(request, status="withdrawn", closed_at=now)
        return request
    if status != "received":
        actions.accept(request, title="海青社区 水电维修", **who)
    if status not in ("received", "accepted"):
        actions.dispatch(request, holder, **TERMS | facts, **who)
    if status in ("taken", "done", "confirmed", "reopened"):
        actions.take(request, **who)
    if status in ("done", "confirmed", "reopened"):
        actions.done(request, outcome="换了水龙头，不漏了。", **who)
    if status == "confirmed":
        raw(request, status="confirmed", solved=True, rating="good")
    if status == "reopened":
        raw(request, status="reopened", solved=False, reopened=1, closed_at=None)
        request.steps.create(verb="reopen", at=now, by_label="居民")
    return request


def raw(request: Request, **facts: Any) -> None:
    """What the resident's side of the portal does, written as the database lets it be."""
    Request.objects.filter(pk=request.pk).update(**facts)
    request.refresh_from_db()


__all__ = ["ALL", "NOW", "PHONE", "TERMS", "asked", "by_grid", "by_team", "led", "of_unit", "raw"]
