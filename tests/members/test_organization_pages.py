"""Staff pages of party organisations: register, tree, detail, and what is done with one."""

from datetime import date

import pytest
from django.urls import reverse

from members.actions.organizations import seen_as
from members.models import PartyOrganization
from tests.conftest import START

LIST = "/w/organizations/"


@pytest.fixture
def committee(street) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="work_committee", name="大连湾街道党工委", area=street, founded_on=START
    )


@pytest.fixture
def branch(community, committee) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="branch",
        name="海青社区第一党支部",
        area=community,
        parent=committee,
        member_count=23,
        founded_on=START,
    )


@pytest.fixture
def away(other_community) -> PartyOrganization:
    return PartyOrganization.objects.create(
        kind="branch", name="锦绣社区党支部", area=other_community, founded_on=START
    )


def page(client, user, url) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_register_shows_the_scope_and_filters(client, street_user, branch, away, unit):
    own = PartyOrganization.objects.create(
        kind="committee", name="区第二医院党委", area=unit.area, unit=unit, founded_on=START
    )
    everything = page(client, street_user, LIST)
    assert branch.name in everything
    assert own.name in everything
    assert away.name not in everything
    for query, shown in {
        "kind=branch": [branch],
        "system=local": [branch],
        "system=other": [own],
        "owner=unit": [own],
        "composite=yes": [],
        "q=第二医院": [own],
        "group=branches": [branch],
        "place=210211013001": [branch, own],
        "ended=yes": [],
    }.items():
        text = page(client, street_user, f"{LIST}?{query}")
        assert [one for one in (branch, own) if one.get_absolute_url() in text] == shown, query


def test_the_list_costs_the_same_for_one_and_many(
    client, street_user, branch, community, django_assert_num_queries
):
    client.force_login(street_user)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)
    for number in range(3):
        PartyOrganization.objects.create(
            kind="branch", name=f"{number}", area=community, parent=branch.parent, founded_on=START
        )
    with django_assert_num_queries(7):
        client.get(LIST)


def test_the_page_counts_the_whole_subtree(client, street_user, committee, branch):
    PartyOrganization.objects.create(
        kind="group",
        name="第一党小组",
        area=branch.area,
        parent=branch,
        member_count=7,
        founded_on=START,
    )
    text = page(client, street_user, committee.get_absolute_url())
    assert "3 个党组织，其中党支部 1 个，党员 30 人" in text


def test_the_tree_of_a_street(client, street_user, committee, branch, street, other_street):
    tree = reverse("members:organization_tree", args=[street.uuid])
    assert "海青社区第一党支部" in page(client, street_user, tree)
    client.force_login(street_user)
    there = reverse("members:organization_tree", args=[other_street.uuid])
    assert client.get(there).status_code == 404
    assert client.get(tree.replace(str(street.uuid), str(branch.uuid))).status_code == 404


def test_a_strangers_organisation_does_not_exist(client, street_user, away):
    client.force_login(street_user)
    for name in ("organization", "organization_edit", "organization_move", "organization_end"):
        url = reverse(f"members:{name}", args=[away.uuid])
        assert client.get(url).status_code == 404
        assert client.post(url).status_code in (404, 405)


def test_registering_one(client, street_user, committee, community):
    client.force_login(street_user)
    data = {
        "kind": "branch",
        "name": "幸福里小区党支部",
        "area": community.pk,
        "parent": committee.pk,
        "member_count": "12",
        "founded_on": "2026-03-01",
    }
    response = client.post(f"{LIST}add/", data)
    made = PartyOrganization.objects.get(name="幸福里小区党支部")
    assert response["Location"] == made.get_absolute_url()
    assert (made.parent, made.area, made.street, made.member_count) == (
        committee,
        community,
        committee.area,
        12,
    )
    again = client.post(f"{LIST}add/", data)
    assert "该区域已登记同名党组织。" in again.content.decode()
    later = client.post(f"{LIST}add/", {**data, "name": "乙", "founded_on": "2126-03-01"})
    assert "成立日期不能晚于今天。" in later.content.decode()


def test_an_organisation_of_a_unit_stands_where_the_unit_stands(
    client, street_user, unit, other_unit, alliance
):
    client.force_login(street_user)
    data = {"kind": "committee", "name": "院党委", "member_count": "0", "founded_on": "2026-03-01"}
    client.post(f"{LIST}add/?unit={unit.uuid}", data)
    client.post(f"{LIST}add/?alliance={alliance.uuid}", {**data, "name": "联合体党委"})
    owners = PartyOrganization.objects.order_by("pk").values_list("unit", "alliance", "area")
    assert list(owners) == [
        (unit.pk, None, unit.area_id),
        (None, alliance.pk, alliance.area_id),
    ]
    assert client.get(f"{LIST}add/?unit={other_unit.uuid}").status_code == 404
    assert client.get(f"{LIST}add/?unit=nonsense").status_code == 404


def test_a_wrong_superior_is_refused(client, street_user, branch, community):
    client.force_login(street_user)
    data = {
        "kind": "committee",
        "name": "党委",
        "area": community.pk,
        "member_count": "0",
        "founded_on": "2026-03-01",
    }
    text = client.post(f"{LIST}add/?parent={branch.uuid}", {**data, "parent": branch.pk})
    assert "党委不能隶属于党支部" in text.content.decode()


def test_editing_with_a_stale_tab(client, street_user, branch):
    client.force_login(street_user)
    url = reverse("members:organization_edit", args=[branch.uuid])
    data = {
        "kind": "branch",
        "name": branch.name,
        "area": branch.area_id,
        "member_count": "24",
        "founded_on": "2026-01-01",
        "seen": seen_as(branch),
    }
    assert client.post(url, data).status_code == 302
    refused = client.post(url, {**data, "member_count": "25"}).content.decode()
    assert "刚刚被他人修改过" in refused
    branch.refresh_from_db()
    assert branch.member_count == 24


def test_moving_and_ending(client, street_user, committee, branch, street):
    client.force_login(street_user)
    other = PartyOrganization.objects.create(
        kind="general_branch", name="机关党总支", area=street, founded_on=START
    )
    url = reverse("members:organization_move", args=[branch.uuid])
    assert "连同本组织共 23 名党员" in client.get(url).content.decode()
    client.post(url, {"parent": other.pk, "seen": committee.pk})
    branch.refresh_from_db()
    assert branch.parent == other
    stale = client.post(url, {"parent": committee.pk, "seen": committee.pk})
    assert stale.status_code == 200
    end = reverse("members:organization_end", args=[other.uuid])
    assert "请选择下级党组织的去向" in client.post(end, {"on": "2026-11-01"}).content.decode()
    client.post(end, {"on": "2026-11-01", "children": "up"})
    other.refresh_from_db()
    branch.refresh_from_db()
    assert (other.ended_on, branch.parent, branch.ended_on) == (date(2026, 11, 1), None, None)
    assert "已撤销" in page(client, street_user, other.get_absolute_url())
    assert other.name in page(client, street_user, f"{LIST}?ended=yes")


def test_a_reader_changes_nothing(client, auditor, branch):
    client.force_login(auditor)
    for name in ("organization_edit", "organization_move", "organization_end"):
        url = reverse(f"members:{name}", args=[branch.uuid])
        assert client.get(url).status_code == client.post(url).status_code == 403
    assert client.post(LIST).status_code == 405


def test_the_name_of_a_military_unit_shows_nowhere(client, street_user, military_unit):
    own = PartyOrganization.objects.create(
        kind="committee",
        name="某部警卫连党委",
        area=military_unit.area,
        unit=military_unit,
        founded_on=START,
    )
    edit = reverse("members:organization_edit", args=[own.uuid])
    for url in (LIST, own.get_absolute_url(), edit):
        text = page(client, street_user, url)
        assert "驻街单位甲党委" in text
        assert "某部警卫连" not in text
    assert PartyOrganization.objects.named("警卫连").count() == 0
    assert PartyOrganization.objects.named("单位甲").count() == 1
    assert PartyOrganization.objects.public().count() == 0
    data = {"kind": "committee", "name": "", "member_count": "9", "founded_on": "2026-01-01"}
    client.post(edit, data)
    own.refresh_from_db()
    assert (own.name, own.member_count) == ("某部警卫连党委", 9)
