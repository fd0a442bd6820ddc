"""/w/units/<uuid>/ in full: every panel, in a constant number of queries."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import LiaisonReport, Meeting, MeetingRule
from members.actions.people import new_person
from members.actions.support import add_support
from members.models import Alliance, CheckIn, CommitteeSeat, PartyOrganization
from projects.models import Service
from tests.conftest import START, at
from tests.contract.conftest import listed


def furnish(unit, area, by, number: int, side) -> None:
    """One of everything, the number makes it another."""
    organization = PartyOrganization.objects.create(
        kind="branch", name=f"支部{number}", unit=unit, area=area, founded_on=START, member_count=9
    )
    alliance = Alliance.objects.create(
        kind="functional", name=f"行业联合体{number}", industry="医疗", area=area, founded_on=START
    )
    alliance.memberships.create(unit=unit, since=START)
    rule = MeetingRule.objects.create(alliance=alliance, kind="joint", week=2, weekday=2)
    was = at("2026-01-20")
    facts = {"status": "held", "notified_at": was, "held_at": was}
    Meeting.objects.create(rule=rule, period=START, starts_at=was, **facts)
    Meeting.objects.create(rule=rule, period=date(2099, 1, 1), starts_at=at("2099-03-11"))
    person = new_person(f"委员{number}", f"1390000000{number}")
    person.save()
    CommitteeSeat.objects.create(
        alliance=alliance, person=person, unit=unit, role="part_time", status="approved",
        nominated_on=START, since=START,
    )  # fmt: skip
    LiaisonReport.objects.create(
        unit=unit, area=area, month=date(2026, number + 1, 1), due_on=date(2026, number + 1, 25)
    )
    CheckIn.objects.create(
        organization=organization, area=area, reported_at=at("2026-03-01"), offer="义诊",
        status="confirmed", confirmed_at=at("2026-03-02"),
    )  # fmt: skip
    listed(Service, side, by, title=f"服务{number}")


@pytest.fixture
def side(unit, community, category):
    from types import SimpleNamespace

    return SimpleNamespace(unit=unit, community=community)


def test_every_panel_is_filled(client, street_user, unit, community, grid, side, liaison_user):
    furnish(unit, community, street_user, 1, side)
    PartyOrganization.objects.create(
        kind="group", name="党小组", unit=unit, area=community, founded_on=START,
        parent=PartyOrganization.objects.get(name="支部1"),
    )  # fmt: skip
    add_support(unit, area=grid, since=START, by=None, now=timezone.now())
    client.force_login(street_user)
    answer = client.get(unit.get_absolute_url())
    page = answer.content.decode()
    for words in (
        "支部1", "党支部，直属党员 9 人", "党小组，隶属支部1，直属党员 0 人",
        "行业联合体1", "2026 年第一季度联席会议",
        "2099 年第一季度联席会议", "委员1", "兼职委员", "2026-02", "逾期未交", "支部1 → 海青社区",
        "义诊", "给出：服务项目", "包联　海青社区第1网格", "年度清单",
    ):  # fmt: skip
        assert words in page, words
    titles = [p.title for p in [*answer.context["panels"], *answer.context["side_panels"]]]
    assert {"党组织", "三张清单", "对接", "联络员月报", "会议", "双报到", "所属联合体", "担任委员",
            "包联和组团", "项目", "一对一辅导", "推荐的辅导员", "承办的决议"} == set(titles)  # fmt: skip
    for anchor in ("facts", "liaison", *(f"panel-m{n}" for n in range(1, 11)),
                   *(f"panel-s{n}" for n in range(1, 4))):  # fmt: skip
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_with_one_and_three_of_everything(
    client, street_user, unit, community, side, liaison_user, count, django_assert_num_queries
):
    for number in range(count):
        furnish(unit, community, street_user, number + 1, side)
    client.force_login(street_user)
    client.get(unit.get_absolute_url())
    with django_assert_num_queries(27):
        client.get(unit.get_absolute_url())


def test_a_community_reads_of_its_unit_without_dead_links(
    client, community_user, unit, alliance, street_user
):
    client.force_login(community_user)
    page = client.get(unit.get_absolute_url()).content.decode()
    assert str(alliance) in page
    assert alliance.get_absolute_url() not in page
    client.force_login(street_user)
    assert alliance.get_absolute_url() in client.get(unit.get_absolute_url()).content.decode()


def test_a_military_unit_goes_by_its_alias_in_every_panel(
    client, street_user, military_unit, community
):
    PartyOrganization.objects.create(
        kind="branch", name="某部警卫连党支部", unit=military_unit, area=community, founded_on=START
    )
    client.force_login(street_user)
    for tail in ("", "year/"):
        page = client.get(military_unit.get_absolute_url() + tail).content.decode()
        assert "驻街单位甲党支部" in page
        assert "警卫连" not in page


def test_links_that_change_are_for_who_may_change(client, auditor, street_user, unit):
    link = f"/w/units/{unit.uuid}/support/"
    client.force_login(auditor)
    assert link not in client.get(unit.get_absolute_url()).content.decode()
    client.force_login(street_user)
    assert link in client.get(unit.get_absolute_url()).content.decode()
