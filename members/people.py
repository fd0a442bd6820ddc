"""A person's own data sheet: everything the portal holds about one person, in sections."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from common.dates import full_day_text, moment_text
from grids.models import Area
from members.models import CorrectionRequest, Person, Posting, SignInLink, User
from members.models.functions import FUNCTIONS

Row = tuple[str, str]  # what, and more about it
LOOKS = 50  # the latest looks at the whole number that a sheet lists


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]
    empty: str = "没有。"


def term(since: date | None, until: date | None) -> str:
    """2026年1月1日起, or … 至 …（不含）; a function not begun has no term."""
    begun = full_day_text(since) if since else ""
    return f"{begun}至 {full_day_text(until)}" if until else f"{begun}起" if begun else ""


def _liaison(one: Any) -> Row:
    return f"{one.unit.label}联络员", term(one.since, one.until)


def _seat(one: Any) -> Row:
    state = "" if one.status == one.Status.APPROVED else f"{one.get_status_display()}　"
    return f"{one.body} {one.get_role_display()}", state + term(one.since, one.until)


def _roster(one: Any) -> Row:
    facts = [one.get_category_display(), one.get_availability_display(), one.skills]
    return one.organization.label, "　".join([*filter(None, facts), term(one.since, one.until)])


def _check_in(one: Any) -> Row:
    said = [one.get_category_display(), one.home_name, one.skills, one.offer, one.reason]
    when = f"{full_day_text(timezone.localdate(one.reported_at))}报到"
    return f"向{one.area}报到", "　".join([one.get_status_display(), when, *filter(None, said)])


def _pledge(one: Any) -> Row:
    return f"{one.organization.label}：{one.text}", term(one.since, one.until)


def _contact(one: Any) -> Row:
    text = f"{one.area}{one.doors}，居民 {one.residents} 人"
    return text, f"{one.organization.label}　{term(one.since, one.until)}"


def _commando(one: Any) -> Row:
    return f"{one.organization.label}：{one.name}", term(one.since, one.until)


def _posting(one: Any) -> Row:
    return str(one), term(one.since, one.until)


LINES: dict[str, tuple[Callable[[Any], Row], tuple[str, ...]]] = {
    "Liaison": (_liaison, ("unit",)),
    "CommitteeSeat": (_seat, ("alliance", "organization__unit")),
    "RosterEntry": (_roster, ("organization__unit",)),
    "CheckIn": (_check_in, ("area",)),
    "Pledge": (_pledge, ("organization__unit",)),
    "HouseholdContact": (_contact, ("organization__unit", "area")),
    "Commando": (_commando, ("organization__unit",)),
    "Posting": (_posting, ("area",)),
}


def sheet_of(person: Person, areas: QuerySet[Area] | None = None) -> list[Section]:
    """All sections; with `areas`, of the functions only those held there. Constant queries."""
    sections = [_functions(one, {one.person: person}, areas) for one in FUNCTIONS]
    return [
        *[section for section in sections if section.rows],
        _home(person),
        Section("登录", _sign_in(person)),
        Section("谁看过完整手机号", looks_at(person), "没有人看过。"),
        Section("更正申请", _corrections(person)),
    ]


def sheet_of_account(user: User) -> list[Section]:
    """What is held about an account that belongs to no person yet."""
    rows = Posting.objects.filter(user=user).select_related("area").order_by("-since", "-pk")
    return [
        Section("工作账号", [_posting(one) for one in rows]),
        Section("登录", [("用户名", user.username), ("提醒邮箱", user.email or "没有填")]),
    ]


def _functions(one: Any, of: dict[str, Any], areas: QuerySet[Area] | None) -> Section:
    line, follow = LINES[one.model]
    rows = (one.rows() if areas is None else one.in_areas(areas)).filter(**of)
    return Section(one.title, [line(row) for row in rows.select_related(*follow).order_by("-pk")])


def _home(person: Person) -> Section:
    home = person.home.label if person.home else person.home_name
    return Section("组织关系", [(home, "")] if home else [], "没有登记。")


def _sign_in(person: Person) -> list[Row]:
    rows: list[Row] = []
    if person.user:
        state = "可以登录" if person.user.is_active else "已停用"
        rows.append((f"账号 {person.user.username}", state))
        rows.append(("提醒邮箱", person.user.email or "没有填"))
    links = SignInLink.objects.filter(person=person).order_by("-made_at")[:LOOKS]
    return rows + [(f"登录链接，{moment_text(one.made_at)}生成", _link(one)) for one in links]


def _link(one: SignInLink) -> str:
    used = f"最近使用 {moment_text(one.last_used_at)}" if one.last_used_at else "没有用过"
    ends = "已撤销" if one.revoked_at else f"有效至 {moment_text(one.expires_at)}"
    return f"{ends}，{used}"


def looks_at(person: Person) -> list[Row]:
    """Who looked at the whole number, when and why; the latest first."""
    kind = ContentType.objects.get_for_model(Person)
    entries = LogEntry.objects.filter(
        content_type=kind, object_id=person.pk, additional_data__verb="reveal"
    )
    latest = entries.select_related("actor").order_by("-timestamp", "-pk")[:LOOKS]
    return [(f"{one.actor}，{_moment(one.timestamp)}", _reason(one)) for one in latest]


def _moment(when: datetime) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"


def _reason(entry: LogEntry) -> str:
    return str((entry.additional_data or {}).get("reason", ""))


def _corrections(person: Person) -> list[Row]:
    asked = CorrectionRequest.objects.filter(person=person)
    return [(one.text, _answer(one)) for one in asked]


def _answer(one: CorrectionRequest) -> str:
    asked = f"{_moment(one.asked_at)}提出"
    return f"{asked}，已答复：{one.answer}" if one.answer else f"{asked}，待处理"
