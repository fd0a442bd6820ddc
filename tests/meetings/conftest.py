from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from grids.calendar import ensure_years
from meetings.actions import minutes, resolutions, stages
from meetings.actions.reports import open_month
from meetings.models import (
    AgendaItem,
    Invitation,
    LiaisonReport,
    Meeting,
    MeetingRule,
    Minutes,
    Resolution,
)
from members.models import AllianceMembership, MemberUnit
from projects.models import Demand, Engagement, Share
from tests.conftest import START, at
from tests.contract.conftest import listed

MONTH = date(2026, 11, 1)
OURS = "http://testserver"


def in_days(days: int) -> datetime:
    """That many days from the clock of this run, on the full minute."""
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=days)


def as_typed(moment: datetime, place: str = "二楼会议室") -> dict[str, str]:
    """What the form of a new date posts."""
    local = timezone.localtime(moment)
    return {"day": f"{local:%Y-%m-%d}", "starts": f"{local:%H:%M}", "place": place}


def after_expiry(client, user, url: str, data: dict, *, page: str = ""):
    """Post to `url` from `page` without a session, sign in, and return to where that leads."""
    answer = client.post(url, data, HTTP_ORIGIN=OURS, HTTP_REFERER=f"{OURS}{page or url}")
    assert urlsplit(answer.url).path == "/in/"
    client.force_login(user)
    return client.get(page or url)


FACTS: dict[str, dict[str, Any]] = {  # what the database wants of a meeting in that state
    "topics": {"topics_until": date(2099, 1, 1)},
    "notified": {"notified_at": at("2026-11-20")},
    "held": {"notified_at": at("2026-11-20"), "held_at": at("2026-11-21")},
    "closed": {
        "notified_at": at("2026-11-20"),
        "held_at": at("2026-11-21"),
        "closed_at": at("2026-11-22"),
    },
}


def put(status: str, **more) -> None:
    """Every meeting into that state, with the facts that belong to it."""
    none = {"held_at": None, "closed_at": None}
    Meeting.objects.update(**{"status": status, **none, **FACTS.get(status, {}), **more})


def statuses(client, method: str, url: str, *users) -> list[int]:
    """The answer's status for each user."""
    found = []
    for user in users:
        client.force_login(user)
        found.append(getattr(client, method)(url).status_code)
    return found


def join(alliance, area, count: int) -> list[MemberUnit]:
    """So many units more in the alliance."""
    before = MemberUnit.objects.count()
    units = [
        MemberUnit.objects.create(
            name=f"企业{before + n}", area=area, type="private", joined_on=START
        )
        for n in range(count)
    ]
    rows = [AllianceMembership(alliance=alliance, unit=unit, since=START) for unit in units]
    AllianceMembership.objects.bulk_create(rows)
    return units


@pytest.fixture
def calendar(db):
    ensure_years([2025, 2026, 2027], now=at("2026-11-01"))


@pytest.fixture
def report(alliance, unit, calendar) -> LiaisonReport:
    """November's report of the first unit, as the job opens it."""
    open_month(at("2026-11-01"))
    return LiaisonReport.objects.get(unit=unit)


@pytest.fixture
def submitted(report, liaison_user, now) -> LiaisonReport:
    """The same, handed in with one text."""
    LiaisonReport.objects.filter(pk=report.pk).update(
        status="submitted", submitted_at=now, submitted_by=liaison_user, plans="义诊进网格"
    )
    report.refresh_from_db()
    return report


@pytest.fixture
def rule(alliance) -> MeetingRule:
    return MeetingRule.objects.create(
        alliance=alliance, kind="liaison", week=2, weekday=1, place="街道三楼"
    )


@pytest.fixture
def meeting(rule) -> Meeting:
    """A liaison meeting ten days from the clock of this run."""
    starts = in_days(10)
    period = timezone.localdate(starts).replace(day=1)
    return Meeting.objects.create(rule=rule, period=period, starts_at=starts, place="街道三楼")


@pytest.fixture
def joint_rule(alliance) -> MeetingRule:
    return MeetingRule.objects.create(alliance=alliance, kind="joint", week=3, weekday=3)


@pytest.fixture
def joint(joint_rule) -> Meeting:
    """A joint meeting ten days from the clock of this run."""
    starts = in_days(10)
    period = timezone.localdate(starts).replace(day=1)
    return Meeting.objects.create(
        rule=joint_rule, period=period, starts_at=starts, place="街道三楼"
    )


@pytest.fixture
def called(meeting, liaison_user, liaison2_user, street_user) -> Meeting:
    """The meeting, to which both units are called."""
    stages.begin_agenda(meeting, by=street_user)
    stages.notify(meeting, by=street_user, now=timezone.now())
    return meeting


@pytest.fixture
def held(joint_rule) -> Meeting:
    """A joint meeting that took place an hour ago, with two items on its agenda."""
    starts = in_days(0) - timedelta(hours=1)
    period = timezone.localdate(starts).replace(day=1)
    facts = {"notified_at": starts - timedelta(days=5), "held_at": starts}
    meeting = Meeting.objects.create(
        rule=joint_rule, period=period, starts_at=starts, place="二楼会议室", status="held", **facts
    )
    for order, title in enumerate(("老旧小区电路检查", "暑期托管"), start=1):
        AgendaItem.objects.create(meeting=meeting, order=order, title=title)
    return meeting


@pytest.fixture
def invitation(called, unit) -> Invitation:
    """That of the first unit."""
    return called.invitations.select_related("meeting__rule", "unit").get(unit=unit)


def resolved(meeting: Meeting, title: str, **more) -> Resolution:
    """An open resolution that the meeting made and its minutes announced."""
    facts = {"title": title, "due_on": date(2026, 12, 31), "announced_at": timezone.now()} | more
    return Resolution.objects.create(alliance=meeting.rule.alliance, meeting=meeting, **facts)


@pytest.fixture
def failed(unit, unit2, community, category, street_user):
    side = SimpleNamespace(unit=unit, community=community)
    made = Engagement.objects.create(
        demand=listed(Demand, side, street_user, title="缺一间活动室"),
        awaits="asker",
        status="not_done",
        reason="没有场地",
        proposed_at=timezone.now(),
        touched_at=timezone.now(),
        proposed_by=street_user,
    )
    Share.objects.create(engagement=made, unit=unit2, role="lead", joined_at=timezone.now())
    return made


@pytest.fixture
def draft(held, street_user) -> Minutes:
    return minutes.begin(held, by=street_user, now=timezone.now())


@pytest.fixture
def resolution(draft, held, unit, unit2, street_user) -> Resolution:
    """Led by the first unit with the help of the second; its minutes are issued."""
    now = timezone.now()
    made = resolutions.make(
        held.agenda.first(), title="检查幸福里电路", lead=unit, helpers=[unit2],
        due_on=timezone.localdate() + timedelta(days=20), by=street_user, now=now,
    )  # fmt: skip
    minutes.write(draft, held.agenda.first(), {"said": "议定"}, by=street_user,
                  seen=draft.outcomes.get().seen)  # fmt: skip
    minutes.issue(draft, by=street_user, now=now)
    return Resolution.objects.for_list().get(pk=made.pk)
