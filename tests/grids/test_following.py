"""What goes along when an area ends: every open record of every registered model, no closed one."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.db import connection

from alliance.models import Gap
from common.tree import check
from grids.actions import merges
from grids.actions.areas import found_area, move_area
from grids.actions.merges import merge, split
from grids.actions.plans import NewArea
from grids.followers import FOLLOWERS, Change, Clash, MustGoAlong
from grids.models import (
    Area,
    AreaOverlap,
    AreaTransfer,
    GridPost,
    ServiceStation,
    ServiceTeam,
    TeamGrid,
)
from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.models import (
    Alliance,
    AllianceMembership,
    CheckIn,
    CommitteeSeat,
    HouseholdContact,
    MemberUnit,
    PartyOrganization,
    Person,
    PioneerPost,
    SupportLink,
)
from projects.models import Category, Demand, Resource, Service
from tests.conftest import START, at

ON = date(2026, 6, 1)
NOW = at("2026-06-01")

# What hangs on an area and stays with it, and why.
STAYS = {
    "grids.area": "the areas below are moved by the action itself",
    "grids.areahistory": "what the old area was called",
    "grids.areasuccessor": "what became of it",
    "grids.areatransfer": "what went along",
    "grids.areaoutline": "the outline of the old area",
    "grids.areafigures": "figures of the old area on a day",
}


def test_every_model_that_hangs_on_an_area_follows_or_stays():
    hanging = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Area and field.name in ("area", "parent")
    }
    assert {*FOLLOWERS, *STAYS} >= hanging
    assert not {*FOLLOWERS} & {*STAYS}


def test_a_unit_does_not_end_with_its_area(community, unit, now):
    change = Change([community], [], START, now, None)
    with pytest.raises(MustGoAlong, match="成员单位要随区域转入新的区域"):
        FOLLOWERS["members.memberunit"].leave([unit.pk], change)


def found(parent, kind, code, name) -> Area:
    return found_area(parent=parent, kind=kind, code=code, name=name, on=START, by=None)


@pytest.fixture
def second(street) -> Area:
    return found(street, "community", "210211013002", "柳林社区")


@pytest.fixture
def branch(second) -> PartyOrganization:
    return PartyOrganization.objects.create(
        area=second, kind="branch", name="柳林党支部", founded_on=START
    )


def pair(make, field, value):
    """An open record, and one that ended before the day."""
    return make(), make(**{field: value})


def team(second, **more) -> ServiceTeam:
    name = "旧组团" if more else "组团"
    return ServiceTeam.objects.create(area=second, name=name, since=START, **more)


def station(second, **more) -> ServiceStation:
    facts = {"name": "旧服务站" if more else "服务站", "address": "1 号", "since": START}
    return ServiceStation.objects.create(area=second, duty_phone="0411-87600101", **facts, **more)


def made(second, branch, unit) -> dict[str, tuple]:
    """(open, closed) of each model whose rows keep their keys."""
    ended = START + timedelta(days=9)

    def unit_of(**more):
        name = "旧单位" if more else "单位"
        return MemberUnit.objects.create(
            name=name, area=second, type="school", joined_on=START, **more
        )

    def organization(**more):
        name = "旧党支部" if more else "新党支部"
        return PartyOrganization.objects.create(
            area=second, kind="branch", name=name, founded_on=START, **more
        )

    def pioneer(**more):
        name = "旧岗" if more else "岗"
        facts = {"kind": "post", "name": name, "since": START}
        return PioneerPost.objects.create(area=second, organization=branch, **facts, **more)

    def check_in(**more):
        name = "王" if more else "李"
        facts = {"name": name, "phone_index": name, "reported_at": NOW}
        return CheckIn.objects.create(area=second, **facts, **more)

    def contact(**more):
        doors = "1–9" if more else "10–19"
        facts = {"doors": doors, "households": 18, "since": START}
        return HouseholdContact.objects.create(area=second, organization=branch, **facts, **more)

    def gap(**more):
        return Gap.objects.create(
            area=second, owner=second, kind="no_party", opened_on=START, **more
        )

    revoked = {"status": "revoked", "revoked_at": NOW, "reason": "误报"}
    return {
        "team": (team(second), team(second, until=ended)),
        "station": (station(second), station(second, until=ended)),
        "unit": pair(unit_of, "left_on", ended),
        "organization": pair(organization, "ended_on", ended),
        "pioneer": pair(pioneer, "until", ended),
        "check-in": (check_in(), check_in(**revoked)),
        "contact": pair(contact, "until", ended),
        "gap": (gap(), gap(closed_on=ended)),
    }


def do_merge(second, community, **more):
    return merge([second], into=community, on=ON, by=None, now=NOW, **more)


def test_open_records_go_along_and_closed_ones_stay(community, second, branch, unit):
    records = made(second, branch, unit)
    do_merge(second, community)
    for name, (moved, stayed) in records.items():
        moved.refresh_from_db()
        stayed.refresh_from_db()
        assert (name, moved.area, moved.community) == (name, community, community)
        assert (name, stayed.area, stayed.community) == (name, second, second)
    gap, _ = records["gap"]
    assert gap.owner == community
    kept = {(t.model, t.key, t.area, t.on) for t in AreaTransfer.objects.all()}
    expected = {(moved._meta.label_lower, moved.pk, second, ON) for moved, _ in records.values()}
    assert kept == expected | {("members.partyorganization", branch.pk, second, ON)}
    assert check(Area) == check(PartyOrganization) == 0


def item(model, second, unit, by, **more):
    facts = {
        "title": f"{more.get('status', 'draft')}",
        "category": Category.objects.get(code="meals"),
        "unit": unit,
        "area": second,
        "contact": "办公室",
        "phone": "0411-87600202",
        "created_at": NOW,
        "created_by": by,
        **ITEM_FACTS[model],
    }
    return model.objects.create(**facts | more)


ITEM_FACTS = {
    Resource: {"form": "venue"},
    Service: {"audience": "居民", "place": "站", "hours": "周一"},
    Demand: {},
}


@pytest.mark.parametrize("model", [Resource, Service, Demand])
def test_what_was_withdrawn_stays(community, second, unit, category, street_user, model):
    moved = item(model, second, unit, street_user)
    stayed = item(model, second, unit, street_user, status="withdrawn")
    do_merge(second, community)
    moved.refresh_from_db()
    stayed.refresh_from_db()
    assert (moved.area, moved.community) == (community, community)
    assert (stayed.area, stayed.community) == (second, second)


def report(unit, month, **more) -> LiaisonReport:
    due = date(2026, month, 25)
    return LiaisonReport.objects.create(
        unit=unit, area=unit.area, month=date(2026, month, 1), due_on=due, **more
    )


def test_reports_and_organisations_go_where_their_unit_goes(second, street_user):
    there = [
        MemberUnit.objects.create(name=name, area=second, type="school", joined_on=START)
        for name in "甲乙"
    ]
    done = {
        "status": "accepted",
        "submitted_at": NOW,
        "submitted_by": street_user,
        "accepted_at": NOW,
        "reviewed_by": street_user,
    }
    old, new = report(there[1], 4, **done), report(there[1], 5)
    committee = PartyOrganization.objects.create(
        area=second, unit=there[1], kind="committee", name="乙党委", founded_on=START
    )
    parts = [NewArea("210211013007", "东社区"), NewArea("210211013008", "西社区")]
    wishes = {"members.memberunit": {there[1].pk: 1}}
    east, west = split(second, parts, on=ON, by=None, now=NOW, wishes=wishes)
    for record in (*there, old, new, committee):
        record.refresh_from_db()
    assert [one.area for one in there] == [east, west]
    assert (committee.area, new.area, old.area) == (west, west, second)


def test_what_says_from_and_to_ends_and_begins_anew(
    community, second, unit, grid, community_user, street_user
):
    far = found(second, "grid", "210211013002001", "柳林网格")
    posting = community_user.postings.get()
    posting.area = second
    posting.save()
    support = SupportLink.objects.create(unit=unit, area=far, since=START)
    crew = team(community)
    link = TeamGrid.objects.create(team=crew, area=far, since=START)
    past = SupportLink.objects.create(unit=unit, area=far, since=START, until=START)
    do_merge(second, community)
    merge([far], into=grid, on=ON, by=street_user, now=NOW)
    for row in (posting, support, link, past):
        row.refresh_from_db()
    assert (posting.until, support.until, link.until, past.until) == (ON, ON, ON, START)
    new = community_user.postings.get(until=None)
    assert (new.area, new.role, new.since) == (community, "community", ON)
    assert SupportLink.objects.get(until=None).area == grid
    assert TeamGrid.objects.get(until=None).area == grid
    entry = LogEntry.objects.get(additional_data__verb="posting_moved")
    assert entry.changes == {"posting": ["柳林社区 社区工作人员", "海青社区 社区工作人员"]}
    assert entry.object_id == community_user.pk


def test_a_link_that_stands_there_already_is_not_made_twice(community, second, unit):
    for area in (community, second):
        SupportLink.objects.create(unit=unit, area=area, since=START)
    do_merge(second, community)
    assert [link.area for link in SupportLink.objects.filter(until=None)] == [community]


def test_who_reported_to_both_has_reported_once(community, second):
    for area in (community, second):
        CheckIn.objects.create(
            area=area, name="李", phone="13812341234", phone_index="x", reported_at=NOW
        )
        Gap.objects.create(area=area, owner=area, kind="no_party", opened_on=START)
    do_merge(second, community)
    states = CheckIn.objects.order_by("pk").values_list("area__name", "status", "reason")
    assert list(states) == [
        ("海青社区", "reported", ""),
        ("柳林社区", "revoked", "所在社区合并，已有同一份报到"),
    ]
    numbers = CheckIn.objects.order_by("pk").values_list("phone_index", flat=True)
    assert list(numbers) == ["x", ""]
    gaps = Gap.objects.order_by("pk").values_list("area__name", "closed_on")
    assert list(gaps) == [("海青社区", None), ("柳林社区", ON)]


def test_two_stations_of_one_name_are_refused_and_nothing_is_done(community, second, branch):
    for area in (community, second):
        station(area)
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(Clash, match="党群服务阵地“服务站”在“海青社区”会有两份"):
        do_merge(second, community)
    assert list(Area.objects.order_by("pk").values()) == before
    assert (
        AreaTransfer.objects.count()
        == LogEntry.objects.filter(additional_data__verb="merge").count()
        == 0
    )


def test_a_pair_side_by_side_follows_either_side(street, community, second):
    third = found(street, "community", "210211013003", "三社区")
    AreaOverlap.objects.create(area=community, other=second, since=START)
    AreaOverlap.objects.create(area=second, other=third, since=START, note="一块地")
    do_merge(second, community)
    pairs = AreaOverlap.objects.order_by("pk").values_list("area", "other", "since", "until")
    assert list(pairs) == [
        (community.pk, second.pk, START, ON),
        (second.pk, third.pk, START, ON),
        (community.pk, third.pk, ON, None),
    ]


@pytest.fixture
def old_alliance(second, alliance) -> Alliance:
    """The regional alliance of the community that ends, with a seat and a meeting ahead."""
    old = Alliance.objects.create(name="柳林联合体", area=second, founded_on=START)
    person = Person.objects.create(name="张书记")
    CommitteeSeat.objects.create(
        alliance=old, person=person, role="secretary", status="approved", since=START
    )
    rule = MeetingRule.objects.create(alliance=old, kind="joint", week=2, weekday=2)
    for period, day in ((date(2026, 1, 1), "2026-03-11"), (date(2026, 7, 1), "2026-09-11")):
        Meeting.objects.create(rule=rule, period=period, starts_at=at(day, "14:30"))
    return old


def test_the_alliance_ends_and_its_members_join_the_one_of_the_successor(
    community, second, old_alliance, unit, other_unit
):
    own = MemberUnit.objects.create(name="柳林小学", area=second, type="school", joined_on=START)
    for member in (own, other_unit):
        AllianceMembership.objects.create(alliance=old_alliance, unit=member, since=START)
    functional = Alliance.objects.create(
        name="商业联合体", kind="functional", industry="商业", area=second, founded_on=START
    )
    do_merge(second, community)
    old_alliance.refresh_from_db()
    functional.refresh_from_db()
    assert (old_alliance.ended_on, old_alliance.area) == (ON, second)
    assert (functional.ended_on, functional.area) == (None, community)
    new = Alliance.objects.get(area=community, kind="regional", ended_on=None)
    members = {m.unit.name: m.since for m in new.memberships.current()}
    assert members == dict.fromkeys(["柳林小学", "红旗小学", "区第二医院", "大连湾供电所"], ON)
    assert {m.until for m in old_alliance.memberships.all()} == {ON}
    assert old_alliance.seats.get().until == ON
    meetings = Meeting.objects.filter(rule__alliance=old_alliance).order_by("starts_at")
    assert [one.status for one in meetings] == ["planned", "cancelled"]


def test_each_part_of_a_split_gets_an_alliance_with_its_own_units(second, old_alliance):
    far = found(second, "grid", "210211013002001", "柳林网格")
    near, away = (
        MemberUnit.objects.create(name=name, area=area, type="school", joined_on=START)
        for name, area in (("近", second), ("远", far))
    )
    for member in (near, away):
        AllianceMembership.objects.create(alliance=old_alliance, unit=member, since=START)
    parts = [NewArea("210211013007", "东社区"), NewArea("210211013008", "西社区")]
    east, west = split(second, parts, on=ON, by=None, now=NOW, homes={far.pk: 1})
    held = {
        alliance.area: [m.unit.name for m in alliance.memberships.current()]
        for alliance in Alliance.objects.active().filter(area__in=[east, west])
    }
    assert held == {east: ["近"], west: ["远"]}


def test_units_of_an_area_that_moves_change_their_alliances(
    community, other_street, alliance, unit
):
    there = Alliance.objects.create(name="红旗联合体", area=other_street, founded_on=START)
    move_area(community, other_street, on=ON, by=None, now=NOW)
    assert {m.unit.name for m in there.memberships.current()} == {"区第二医院", "大连湾供电所"}
    assert alliance.memberships.current().count() == 0


def test_an_exception_in_the_middle_leaves_all_as_it_was(
    monkeypatch, community, second, branch, unit
):
    records = made(second, branch, unit)
    second_grid = found(second, "grid", "210211013002001", "柳林网格")

    def broken(*_args):
        raise Clash("中途出错")

    monkeypatch.setattr(merges, "_record", broken)  # the last thing that is written
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(Clash):
        do_merge(second, community)
    assert list(Area.objects.order_by("pk").values()) == before
    assert AreaTransfer.objects.count() == second_grid.history.count() == 0
    for moved, _ in records.values():
        moved.refresh_from_db()
        assert moved.area == second


@pytest.mark.django_db(transaction=True)
def test_of_two_mergers_at_once_one_is_done(street, community, second):
    third = found(street, "community", "210211013003", "三社区")
    GridPost.objects.create(
        area=second, role="head", name="王", duty_phone="0411-87600101", since=START
    )
    gate, outcomes = Barrier(2), []

    def run(into):
        try:
            gate.wait()
            do_merge(second, into)
            outcomes.append("done")
        except merges.ValidationError as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(into,)) for into in (community, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Ended", "done"]
    assert second.successors.count() == 1
    assert check(Area) == 0
