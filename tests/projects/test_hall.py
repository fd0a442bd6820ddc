"""The hall 认领大厅: who is offered which demand, and of twenty claims one wins."""

import random
from datetime import date

import pytest

from members.models import Alliance, AllianceMembership, MemberUnit, User
from projects.actions import engagements as actions
from projects.actions.engagements import Offer
from projects.actions.engagements.errors import ClaimedMeanwhile
from projects.engagements.hall import HallList, hall_rows
from projects.engagements.scope import units_for
from projects.models import Demand, Engagement, Share
from tests.common.test_tree_threads import together
from tests.conftest import START
from tests.projects.conftest import NOW, bring_to


@pytest.mark.django_db
def test_offered_within_the_alliance_to_others(need, unit, unit2, other_unit, military_unit):
    assert list(Demand.objects.claimable_by(unit2)) == [need]
    for nobody in (unit, other_unit, military_unit):  # asks itself; elsewhere; in no alliance
        assert list(Demand.objects.claimable_by(nobody)) == []


@pytest.mark.django_db
def test_by_place_by_industry_and_once_opened_to_the_district(need, other_unit, street, district):
    assert not Demand.objects.claimable_by(other_unit).exists()
    chain = Alliance.objects.create(
        kind="chain", name="冷链", industry="冷链", area=district, founded_on=START
    )
    for unit in (need.unit, other_unit):
        AllianceMembership.objects.create(alliance=chain, unit=unit, since=START)
    assert Demand.objects.claimable_by(other_unit).exists()
    Alliance.objects.filter(pk=chain.pk).update(ended_on=date(2026, 11, 1))
    assert not Demand.objects.claimable_by(other_unit).exists()
    Demand.objects.filter(pk=need.pk).update(opened_on=date(2026, 11, 24))
    assert Demand.objects.claimable_by(other_unit).exists()
    MemberUnit.objects.filter(pk=other_unit.pk).update(left_on=date(2026, 11, 1))
    assert not Demand.objects.claimable_by(MemberUnit.objects.get(pk=other_unit.pk)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "offered"),
    [("declined", True), ("released", True), ("not_done", True), ("proposed", False),
     ("accepted", False), ("under_way", False), ("reported", False), ("confirmed", False),
     ("closed", False)],
)  # fmt: skip
def test_offered_as_long_as_nobody_is_at_it(engaged, unit2, status, offered):
    engaged(status)
    assert Demand.objects.claimable_by(unit2).exists() is offered


@pytest.mark.django_db
def test_the_most_urgent_first_then_the_wished_day(make, alliance, unit2, liaison2_user, rf):
    facts = [
        ("三", {"urgency": "normal", "wished_on": date(2026, 11, 20)}),
        ("二", {"urgency": "soon"}),
        ("一", {"urgency": "urgent", "wished_on": date(2027, 1, 1)}),
        ("四", {"urgency": "normal"}),
    ]
    for title, more in facts:
        make(Demand, title, **more)
    request = rf.get("/l/hall/")
    request.user = liaison2_user
    hall = HallList(request, hall_rows(Demand.objects.claimable_by(unit2)))
    assert [one.title for one in hall.filtered] == ["一", "二", "三", "四"]


@pytest.mark.django_db
def test_the_hall_of_a_reader(
    need, liaison_user, liaison2_user, street_user, community_user, other_street_user, auditor,
    grid_user,
):  # fmt: skip
    seen = {
        user.username: Demand.objects.hall_for(user).exists()
        for user in (liaison_user, liaison2_user, street_user, community_user, auditor)
    }
    assert seen == {
        "liaison": False, "liaison2": True, "street": True, "community": True, "auditor": True,
    }  # fmt: skip
    assert not Demand.objects.hall_for(other_street_user).exists()
    assert not Demand.objects.hall_for(grid_user).exists()
    Demand.objects.update(opened_on=date(2026, 11, 24))
    assert Demand.objects.hall_for(other_street_user).exists()


@pytest.mark.django_db
def test_the_hall_is_exact(
    make, street, other_street, community, other_community, district, other_unit, street_user
):
    """Against plain loops over alliances, memberships and engagements, whatever there is."""
    chance = random.Random(20261110)
    places = [street, other_street, community, other_community]
    units = [
        MemberUnit.objects.create(
            name=f"单位{n}", area=chance.choice(places), type="public", joined_on=START
        )
        for n in range(10)
    ]
    alliances = [
        Alliance.objects.create(name=f"{area}联合体", area=area, founded_on=START)
        for area in places
    ]
    alliances.append(
        Alliance.objects.create(
            kind="functional", name="商圈", industry="商", area=district, founded_on=START
        )
    )
    for alliance in alliances:
        for unit in chance.sample(units, 3):
            until = chance.choice([None, None, START])
            AllianceMembership.objects.create(
                alliance=alliance, unit=unit, since=START, until=until
            )
    Alliance.objects.filter(pk=alliances[2].pk).update(ended_on=START)
    for n in range(30):
        unit = chance.choice(units)
        area = chance.choice([unit.area, unit.area.street, district])
        amount = chance.choice([None, 5])
        need = make(Demand, f"需求{n}", unit=unit, area=area, amount=amount)
        if chance.random() < 0.3:
            Demand.objects.filter(pk=need.pk).update(opened_on=START)
        for _ in range(chance.randint(0, 2)):
            _engage(need, chance, units, street_user)
    for unit in units:
        expected = {need.pk for need in Demand.objects.all() if _may(unit, need)}
        assert set(Demand.objects.claimable_by(unit).values_list("pk", flat=True)) == expected
    for need in Demand.objects.all():
        reached = set(units_for(need).values_list("pk", flat=True))
        assert reached == {unit.pk for unit in MemberUnit.objects.all() if _reaches(unit, need)}
    assert Demand.objects.claimable_by(units[0]).exists()


def _engage(need, chance, units, by):
    need = Demand.objects.get(pk=need.pk)
    lead = chance.choice([one for one in units if one != need.unit])
    quantity = chance.choice([1, 2, 5]) if need.amount else None
    try:
        one = actions.claim(need, Offer(lead, quantity=quantity), by=by, now=NOW)
    except Exception:
        return
    bring_to(one, chance.choice(Engagement.Status.values), by, NOW)


def _belongs(unit):
    held = AllianceMembership.objects.filter(unit=unit, until=None)
    return {one.alliance for one in held.select_related("alliance") if not one.alliance.ended_on}


def _reaches(unit, need):
    if unit == need.unit or unit.left_on:
        return False
    if need.opened_on and unit.district_id == need.district_id:
        return True
    of_place = {
        one
        for one in Alliance.objects.filter(kind="regional", ended_on=None)
        if one.area_id in (need.district_id, need.street_id, need.community_id)
    }
    return bool(_belongs(unit) & (_belongs(need.unit) | of_place))


def _may(unit, need):
    if need.status != "published" or need.met_on or not _reaches(unit, need):
        return False
    live = [one for one in need.engagements.all() if one.is_live]
    counting = [one for one in need.engagements.all() if one.is_live or one.confirmed_at]
    if need.amount is None:
        return not live
    if any(one.quantity is None for one in live):
        return False
    return need.amount > sum(one.quantity or 0 for one in counting)


# --- twenty at once ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("quantity", [None, 36])
def test_of_twenty_claims_at_once_one_leads(make, alliance, community, street_user, quantity):
    need = make(Demand, "楼道灯", amount=quantity and 36)
    units = [
        MemberUnit.objects.create(name=f"单位{n}", area=community, type="public", joined_on=START)
        for n in range(20)
    ]
    for unit in units:
        AllianceMembership.objects.create(alliance=alliance, unit=unit, since=START)
    told = []

    def claim(unit):
        by = User.objects.get(pk=street_user.pk)
        demand = Demand.objects.claimable_by(unit).filter(pk=need.pk).first() or need
        try:
            actions.claim(demand, Offer(unit, quantity=quantity), by=by, now=NOW)
        except ClaimedMeanwhile as error:
            told.append(error.messages[0])

    crashes = together(*(lambda unit=unit: claim(unit) for unit in units))

    assert crashes == []
    (share,) = Share.objects.all()
    assert (share.role, Engagement.objects.get().lead) == ("lead", share.unit)
    assert told == [f"这项需求刚被{share.unit.label}认领。"] * 19


@pytest.mark.django_db(transaction=True)
def test_parts_claimed_at_once_never_exceed_the_amount(make, alliance, community, street_user):
    need = make(Demand, "楼道灯", amount=36)
    units = [
        MemberUnit.objects.create(name=f"单位{n}", area=community, type="public", joined_on=START)
        for n in range(8)
    ]

    def claim(unit):
        try:
            actions.claim(need, Offer(unit, quantity=10), by=street_user, now=NOW)
        except Exception as error:
            if not hasattr(error, "messages"):
                raise

    crashes = together(*(lambda unit=unit: claim(unit) for unit in units))

    assert crashes == []
    assert list(Engagement.objects.values_list("quantity", flat=True)) == [10, 10, 10]
