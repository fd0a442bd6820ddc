"""Party organisations: the rules of the tree, units that move or leave, composite branches."""

from datetime import date
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.tree import BelowItself, StaleParent, check
from grids.models import Area
from members.actions import organizations
from members.actions.composites import Founder, found_composite
from members.actions.errors import (
    HasChildren,
    OrganizationHasEnded,
    TooFewFounders,
    WrongDay,
    WrongParent,
)
from members.actions.units import change_unit, leave
from members.models import (
    Alliance,
    CheckIn,
    CommitteeSeat,
    Compact,
    PartyOrganization,
    Person,
    RosterEntry,
)
from tests.conftest import START

DAY = date(2026, 6, 1)


def make(name, kind, area, parent=None, **more) -> PartyOrganization:
    return PartyOrganization.objects.create(
        name=name, kind=kind, area=area, parent=parent, founded_on=START, **more
    )


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        ("group", "branch", True),
        ("group", "group", False),
        ("branch", "general_branch", True),
        ("branch", "work_committee", True),
        ("branch", "branch", False),
        ("general_branch", "committee", True),
        ("general_branch", "general_branch", False),
        ("committee", "committee", True),
        ("committee", "work_committee", True),
        ("committee", "general_branch", False),
        ("industry", "work_committee", True),
        ("work_committee", "big_work", False),
        ("big_work", "work_committee", True),
    ],
)
def test_which_kind_hangs_under_which(street, now, kind, parent, fits):
    above = make("上级", parent, street)
    found = lambda: organizations.found_organization(  # noqa: E731
        kind=kind, name="下级", area=street, parent=above, founded_on=START, by=None, now=now
    )
    if fits:
        assert found().parent == above
    else:
        with pytest.raises(WrongParent):
            found()


def test_a_kind_changes_only_if_all_around_it_fit(street, street_user, now):
    above = make("党委", "committee", street)
    one = make("总支", "general_branch", street, above)
    make("支部", "branch", street, one)
    with pytest.raises(WrongParent):
        organizations.change_organization(one, by=street_user, now=now, kind="branch")
    organizations.change_organization(one, by=street_user, now=now, kind="committee")
    one.refresh_from_db()
    assert one.kind == "committee"


def test_moving_a_subtree(street, street_user):
    first, second = make("甲", "committee", street), make("乙", "committee", street)
    below = make("支部", "branch", street, first)
    LogEntry.objects.all().delete()
    organizations.move_organization(first, second, expected=None, by=street_user)
    assert list(PartyOrganization.objects.under(second).order_by("lft")) == [second, first, below]
    assert [entry.changes for entry in LogEntry.objects.all()] == [{"parent": [None, "乙"]}]
    with pytest.raises(StaleParent):
        organizations.move_organization(first, None, expected=None, by=street_user)
    with pytest.raises(BelowItself):
        organizations.move_organization(second, first, expected=None, by=street_user)
    assert check(PartyOrganization) == 0


def test_ending_one_ends_what_hangs_on_it(street, community, alliance, street_user, now):
    top = make("党工委", "work_committee", street)
    middle = make("大党委", "big_committee", street, top)
    branch = make("支部", "branch", community, middle)
    Alliance.objects.update(core=middle)
    person = Person.objects.create(name="王建国")
    CommitteeSeat.objects.create(
        organization=middle, person=person, role="deputy", status="approved", since=START
    )
    RosterEntry.objects.create(organization=middle, person=person, category="resident", since=START)
    Compact.objects.create(organization=middle, text="一", adopted_on=START)
    CheckIn.objects.create(organization=middle, area=community, reported_at=now)
    with pytest.raises(HasChildren):
        organizations.end_organization(middle, on=DAY, by=street_user, now=now)
    count = organizations.end_organization(middle, on=DAY, children="up", by=street_user, now=now)
    branch.refresh_from_db()
    alliance.refresh_from_db()
    ends: list[Any] = [
        model.objects.get(organization=middle).until
        for model in (CommitteeSeat, RosterEntry, Compact)
    ]
    assert (count, branch.parent, alliance.core) == (1, top, None)
    assert ends == [DAY] * 3
    assert CheckIn.objects.get().status == "revoked"
    with pytest.raises(OrganizationHasEnded):
        organizations.end_organization(middle, on=DAY, by=street_user, now=now)
    assert organizations.end_organization(top, on=DAY, children="end", by=street_user, now=now) == 2
    for day in (date(2025, 1, 1), date(2126, 1, 1)):
        other = make(f"{day}", "branch", street)
        with pytest.raises(WrongDay):
            organizations.end_organization(other, on=day, by=street_user, now=now)


def test_a_unit_that_moves_takes_its_organisations(unit, street, other_community, now):
    own = make("党委", "committee", unit.area, unit=unit)
    below = make("支部", "branch", unit.area, own, unit=unit)
    change_unit(unit, by=None, now=now, area=other_community)
    for one in (own, below):
        one.refresh_from_db()
        assert (one.area, one.community, one.street) == (
            other_community,
            other_community,
            other_community.parent,
        )


def test_a_unit_that_leaves_ends_its_organisations(unit, unit2, street, street_user, now):
    top = make("联合党委", "committee", street)
    own = make("党委", "committee", unit.area, top, unit=unit)
    below = make("本单位支部", "branch", unit.area, own, unit=unit)
    others = make("别家支部", "branch", unit.area, own, unit=unit2)
    leave(unit, on=DAY, by=street_user, now=now)
    ended = PartyOrganization.objects.filter(ended_on=DAY)
    assert set(ended) == {own, below}
    others.refresh_from_db()
    assert (others.parent, others.ended_on) == (top, None)


def test_the_trail_never_names_a_military_units_own(military_unit, street_user, now):
    LogEntry.objects.all().delete()
    own = organizations.found_organization(
        kind="committee",
        name="某部警卫连党委",
        area=military_unit.area,
        unit=military_unit,
        founded_on=START,
        by=street_user,
        now=now,
    )
    organizations.change_organization(own, by=street_user, now=now, name="某部警卫连临时党委")
    organizations.end_organization(own, on=DAY, by=street_user, now=now)
    entries = list(LogEntry.objects.all())
    assert len(entries) == 3
    for entry in entries:
        assert "警卫连" not in f"{entry.object_repr}{entry.changes}"


def test_what_the_public_may_know(street, military_unit):
    own = make("支部", "branch", street, member_count=12)
    small = make("小支部", "branch", street, member_count=9)
    hidden = make("部队党委", "committee", street, unit=military_unit, member_count=99)
    make("撤销的", "branch", street, ended_on=DAY)
    assert set(PartyOrganization.objects.public()) == {own, small}
    counts = [one.public_member_count(one.member_count) for one in (own, small, hidden)]
    assert counts == [12, None, None]


# --- composite branches ----------------------------------------------------------------------


def founder(number: int, home: str = "外地党支部") -> Founder:
    return Founder(f"发起人{number}", f"1380000000{number}", home, "resident")


def composite(area: Area, founders: list[Founder], now) -> PartyOrganization:
    homes = PartyOrganization.objects.current()
    return found_composite("兼合式党支部", area, founders, on=DAY, by=None, now=now, homes=homes)


def test_three_members_found_a_composite_branch(grid, community, now):
    home = make("社区党委", "committee", community)
    branch = composite(grid, [founder(1, home.name), founder(2), founder(3)], now)
    assert (branch.is_composite, branch.member_count, branch.area) == (True, 0, grid)
    people = [entry.person for entry in branch.roster.order_by("pk")]
    assert [(one.home, one.home_name) for one in people] == [
        (home, ""),
        (None, "外地党支部"),
        (None, "外地党支部"),
    ]


def test_fewer_than_three_are_refused(grid, now):
    for founders in ([founder(1), founder(2)], [founder(1), founder(2), founder(2)]):
        with pytest.raises(TooFewFounders):
            composite(grid, founders, now)
    assert PartyOrganization.objects.count() == Person.objects.count() == 0


def test_a_phone_of_somebody_else_founds_nothing(grid, now):
    known = Person(name="别人")
    known.set_phone("13800000002")
    known.save()
    with pytest.raises(ValidationError) as refused:
        composite(grid, [founder(1), founder(2), founder(3)], now)
    assert list(refused.value.error_dict) == ["phone2"]
    assert PartyOrganization.objects.count() == 0


def test_founding_by_page(client, street_user, grid):
    client.force_login(street_user)
    data: dict[str, Any] = {"name": "兼合式党支部", "area": grid.pk, "founded_on": "2026-06-01"}
    for number in (1, 2):
        one = founder(number)
        data |= {
            f"name{number}": one.name,
            f"phone{number}": one.phone,
            f"home{number}": one.home,
            f"category{number}": one.category,
        }
    url = "/w/organizations/composite/"
    assert "请填写发起人 3 的姓名" in client.post(url, data).content.decode()
    third = {"name3": "发起人3", "home3": "甲", "category3": "island"}
    twice = client.post(url, {**data, **third, "phone3": "13800000001"}).content.decode()
    assert "已填给另一位发起人" in twice
    client.post(url, {**data, **third, "phone3": "13800000003"})
    branch = PartyOrganization.objects.get()
    assert branch.roster.count() == 3
    assert branch.founded_on <= timezone.localdate()
