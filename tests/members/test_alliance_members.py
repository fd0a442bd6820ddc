"""Functional and chain alliances: founding, members with dates and parts, business districts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from members.actions import memberships
from members.actions.errors import AllianceHasEnded, UnitHasLeft, WrongDay
from members.actions.units import leave
from members.models import Alliance, AllianceMembership, MemberUnit, PartyOrganization
from tests.conftest import START

DAY = date(2026, 3, 1)


@pytest.fixture
def finance(street) -> Alliance:
    return Alliance.objects.create(
        kind="functional",
        name="金融服务业党建联合体",
        industry="金融服务业",
        circle="华南商圈",
        area=street,
        founded_on=START,
    )


def join(alliance, units, by, now, since=DAY, part=""):
    return memberships.add_members(alliance, units, since=since, part=part, by=by, now=now)


def test_founding_by_page(client, street_user, street, other_street):
    client.force_login(street_user)
    data = {
        "kind": "chain",
        "area": street.pk,
        "name": "水产链党建联合体",
        "industry": "水产",
        "circle": "渔港",
        "founded_on": "2026-03-01",
    }
    client.post("/w/alliances/add/", data)
    made = Alliance.objects.get()
    assert (made.kind, made.area, made.industry, made.circle) == ("chain", street, "水产", "渔港")
    for wrong in ({"industry": ""}, {"area": other_street.pk}, {"kind": "regional"}):
        assert client.post("/w/alliances/add/", {**data, **wrong}).status_code == 200
    assert Alliance.objects.count() == 1


def test_members_join_once_and_leave_with_a_date(finance, unit, unit2, street_user, now):
    assert len(join(finance, [unit, unit2], street_user, now, part="银行")) == 2
    assert join(finance, [unit], street_user, now) == []
    member = finance.memberships.get(unit=unit)
    memberships.change_part(member, "保险", by=street_user)
    with pytest.raises(WrongDay):
        memberships.remove_member(member, on=START, by=street_user, now=now)
    stale = AllianceMembership.objects.get(pk=member.pk)
    memberships.remove_member(member, on=date(2026, 5, 1), by=street_user, now=now)
    with pytest.raises(memberships.MembershipGone):
        memberships.remove_member(stale, on=date(2026, 5, 1), by=street_user, now=now)
    with pytest.raises(memberships.MembershipGone):
        memberships.change_part(stale, "证券", by=street_user)
    found = finance.memberships.order_by("unit").values_list("unit", "part", "until")
    assert list(found) == [(unit.pk, "保险", date(2026, 5, 1)), (unit2.pk, "银行", None)]


def test_what_is_refused(finance, alliance, unit, street_user, now):
    with pytest.raises(memberships.RegionalByPlace):
        join(alliance, [unit], street_user, now)
    membership = alliance.memberships.get(unit=unit)
    with pytest.raises(memberships.RegionalByPlace):
        memberships.remove_member(membership, on=DAY, by=street_user, now=now)
    with pytest.raises(WrongDay):
        join(finance, [unit], street_user, now, since=date(2025, 1, 1))
    leave(unit, on=DAY, by=street_user, now=now)
    with pytest.raises(UnitHasLeft):
        join(finance, [unit], street_user, now)
    PartyOrganization.objects.create(
        kind="industry", name="行业党委", area=finance.area, alliance=finance, founded_on=START
    )
    with pytest.raises(memberships.OwnsOrganizations):
        memberships.end_alliance(finance, on=DAY, by=street_user, now=now)


def test_ending_one(finance, unit, street_user, now):
    join(finance, [unit], street_user, now)
    memberships.end_alliance(finance, on=date(2026, 6, 1), by=street_user, now=now)
    assert finance.memberships.get().until == date(2026, 6, 1)
    with pytest.raises(AllianceHasEnded):
        memberships.end_alliance(finance, on=DAY, by=street_user, now=now)
    with pytest.raises(AllianceHasEnded):
        join(finance, [unit], street_user, now)


def test_a_stale_tab_changes_nothing(finance, street_user, now):
    seen = memberships.seen_as(finance)
    done = memberships.change_alliance(finance, by=street_user, now=now, seen=seen, name="甲")
    assert done == ["name"]
    with pytest.raises(ValidationError, match="他人修改过"):
        memberships.change_alliance(finance, by=street_user, now=now, seen=seen, name="乙")


def test_picking_units_from_the_list(client, street_user, finance, unit, unit2, other_unit):
    MemberUnit.objects.filter(pk=unit2.pk).update(industry="银行业")
    client.force_login(street_user)
    pick = reverse("members:member_pick", args=[finance.uuid])
    listed = client.get(f"{pick}?industry=银行").content.decode()
    assert unit2.name in listed
    assert unit.name not in listed
    assert other_unit.name not in client.get(pick).content.decode()
    add = reverse("members:member_add", args=[finance.uuid])
    picked = [str(one.uuid) for one in (unit, unit2, other_unit)]
    asked = client.post(add, {"pick": picked}).content.decode()
    assert "2 家单位加入" in asked
    assert finance.memberships.count() == 0
    client.post(add, {"pick": picked, "confirm": "1", "since": "2026-03-01", "part": "银行"})
    found = finance.memberships.order_by("unit").values_list("unit", "part", "since")
    assert list(found) == [(unit.pk, "银行", DAY), (unit2.pk, "银行", DAY)]
    page = client.get(finance.get_absolute_url()).content.decode()
    assert "银行" in page
    assert "成员单位 2 家" in page
    member = reverse("members:member_edit", args=[finance.uuid, unit.uuid])
    client.post(member, {"part": "保险", "on": ""})
    client.post(
        reverse("members:member_edit", args=[finance.uuid, unit2.uuid]),
        {"part": "银行", "on": "2026-04-01"},
    )
    found = finance.memberships.order_by("unit").values_list("part", "until")
    assert list(found) == [("保险", None), ("银行", date(2026, 4, 1))]
    assert client.get(member.replace(str(unit.uuid), str(unit2.uuid))).status_code == 404
    assert "已退出" in client.get(finance.get_absolute_url()).content.decode()


def test_the_business_district_by_industry(client, street_user, street, finance, unit, unit2, now):
    trade = Alliance.objects.create(
        kind="functional",
        name="现代商贸业党建联合体",
        industry="现代商贸业",
        circle="华南商圈",
        area=street,
        founded_on=START,
    )
    join(finance, [unit], street_user, now)
    join(trade, [unit, unit2], street_user, now)
    client.force_login(street_user)
    text = client.get("/w/circles/").content.decode()
    assert "华南商圈　2 家单位" in text
    assert "金融服务业　1 家" in text
    assert "现代商贸业　2 家" in text
    members = reverse("members:member_list", args=[trade.uuid])
    assert "共 2 家" in client.get(members).content.decode()
    assert client.get(members, {"export": "xlsx"}).status_code == 200
