"""The sentences of a bulletin, generated from records of its period. Nothing of the military."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from common.dates import midnight
from meetings.bulletins.scope import Issuer, Period
from meetings.facts.shapes import label_of, short
from meetings.models import Meeting, Resolution
from members.models import AllianceMembership, MemberUnit
from projects.models import Engagement, Milestone, Progress, Project, Share

MOST = 20  # sentences of one kind
NAMED = 10  # units named in one sentence
MILITARY = MemberUnit.Type.MILITARY


class Source(TypedDict):
    """One sentence of a section, the staff page of its record, and whether anybody may read it."""

    section: str
    text: str
    url: str
    public: bool


def source(section: str, text: str, url: str, *, public: bool = True) -> Source:
    return {"section": section, "text": text, "url": url, "public": public}


def sources_of(issuer: Issuer, period: Period) -> list[Source]:
    """All of them, in the order of the sections; seven queries."""
    return [
        *_joined(issuer, period),
        *_meetings(issuer, period),
        *_engagements(issuer, period),
        *_projects(issuer, period),
        *_milestones(issuer, period),
        *_progress(issuer, period),
    ]


def _moments(period: Period, field: str) -> dict[str, datetime]:
    end = midnight(period.until + timedelta(days=1))
    return {f"{field}__gte": midnight(period.since), f"{field}__lt": end}


def _joined(issuer: Issuer, period: Period) -> list[Source]:
    rows = AllianceMembership.objects.filter(
        alliance__in=issuer.alliances, since__range=period.days, unit__left_on=None
    ).exclude(unit__type=MILITARY)
    found = list(rows.select_related("unit", "alliance").order_by("since", "pk"))
    names = list(dict.fromkeys(one.unit.name for one in found))
    if not names:
        return []
    more = f"等 {len(names)} 家单位" if len(names) > NAMED else f" {len(names)} 家单位"
    url = found[0].alliance.get_absolute_url()
    return [source("development", f"{'、'.join(names[:NAMED])}{more}加入联合体。", url)]


def _meetings(issuer: Issuer, period: Period) -> list[Source]:
    """Those held, with what their issued minutes resolved; two queries."""
    held = Meeting.objects.filter(
        rule__alliance__in=issuer.alliances, **_moments(period, "held_at")
    )
    told = Prefetch("resolutions", Resolution.objects.announced())
    rows = held.for_list().prefetch_related(told).order_by("held_at", "pk")
    return [
        source("development", _meeting(one, issuer), one.get_absolute_url()) for one in rows[:MOST]
    ]


def _meeting(one: Meeting, issuer: Issuer) -> str:
    assert one.held_at
    who = "" if issuer.alliance else str(one.rule.alliance)
    titles = [resolution.title for resolution in one.resolutions.all()]
    resolved = f"，形成决议 {len(titles)} 条：{'；'.join(titles)}" if titles else ""
    return f"{short(one.held_at)}，{who}召开{one.title}{resolved}。"


def _engagements(issuer: Issuer, period: Period) -> list[Source]:
    """By category, as a demand's own words are never public; one query."""
    leads = Share.objects.filter(engagement=OuterRef("pk"), role=Share.Role.LEAD)
    inside = Share.objects.filter(unit__type=MILITARY).values("engagement")
    own = issuer.members().values("pk")
    rows = (
        Engagement.objects.filter(demand__unit__in=own, **_moments(period, "confirmed_at"))
        .exclude(Q(demand__unit__type=MILITARY) | Q(pk__in=inside))
        .select_related("demand__unit", "demand__category")
        .annotate(led_by=Subquery(leads.values(who=label_of("unit"))[:1]))
    )
    return [
        source("development", _met(one), one.get_absolute_url())
        for one in rows.order_by("confirmed_at", "pk")[:MOST]
    ]


def _met(one: Engagement) -> str:
    asker, lead = one.demand.unit.name, one.led_by  # type: ignore[attr-defined]
    return f"{lead}帮助{asker}解决“{one.demand.category.name}”方面的需求，已由对方确认办成。"


def _works(issuer: Issuer) -> QuerySet[Project]:
    """Its projects, none of them led by the military."""
    rows: QuerySet[Project] = Project.objects.filter(issuer.works())
    return rows.exclude(lead__type=MILITARY)


def _is_public(project: Project) -> bool:
    return project.is_public and project.status in Project.SHOWN


def _projects(issuer: Issuer, period: Period) -> list[Source]:
    """Those begun or completed."""
    happened = Q(started_on__range=period.days) | Q(completed_on__range=period.days)
    rows = _works(issuer).filter(happened).select_related("lead").order_by("started_on", "pk")
    return [
        source("works", _project(one, period), one.get_absolute_url(), public=_is_public(one))
        for one in rows[:MOST]
    ]


def _project(one: Project, period: Period) -> str:
    said = []
    if one.started_on and period.since <= one.started_on <= period.until:
        said.append(f"{short(one.started_on)}启动")
    if one.completed_on and period.since <= one.completed_on <= period.until:
        said.append(f"{short(one.completed_on)}完成")
    return f"“{one.public_name}”（{one.lead.name}牵头）{'，'.join(said)}。"


def _milestones(issuer: Issuer, period: Period) -> list[Source]:
    rows = Milestone.objects.filter(
        project__in=_works(issuer).values("pk"), done_on__range=period.days
    ).select_related("project")
    return [
        source(
            "works",
            f"“{one.project.public_name}”完成节点：{one.title}。",
            one.project.get_absolute_url(),
            public=False,
        )
        for one in rows.order_by("done_on", "pk")[:MOST]
    ]


def _progress(issuer: Issuer, period: Period) -> list[Source]:
    rows = Progress.objects.filter(
        project__in=_works(issuer).values("pk"), on__range=period.days
    ).select_related("project")
    return [
        source(
            "works",
            f"“{one.project.public_name}”：{one.text.rstrip('。')}。",
            one.project.get_absolute_url(),
            public=one.is_public and _is_public(one.project),
        )
        for one in rows.order_by("on", "pk")[:MOST]
    ]


def prefilled(sources: list[Source], section: str, *, public: bool) -> str:
    """The section's text: its sentences, each a paragraph; for everybody, only what may be."""
    said = [one for one in sources if one["section"] == section and (one["public"] or not public)]
    return "\n".join(one["text"] for one in said)
