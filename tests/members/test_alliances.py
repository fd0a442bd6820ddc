"""/w/alliances/: regional alliances, who belongs to them, founding what is missing."""

from datetime import date
from threading import Barrier, Thread

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client

from grids.models import Area
from members.actions.alliances import end_memberships, found_regional, join_regional
from members.models import Alliance, MemberUnit

DAY = date(2026, 11, 10)


def test_every_street_and_community_gets_one_with_all_its_units(
    district, street, community, other_community, grid, unit, unit2, other_unit, district_user
):
    MemberUnit.objects.filter(pk=unit2.pk).update(left_on=DAY)
    LogEntry.objects.all().delete()
    founded = found_regional(Area.objects.all(), on=DAY, by=district_user)
    assert [alliance.name for alliance in founded] == [
        "红旗街道区域化党建联合体",
        "锦绣社区区域化党建联合体",
        "大连湾街道区域化党建联合体",
        "海青社区区域化党建联合体",
    ]
    members = {
        alliance.area.name: [m.unit.name for m in alliance.memberships.current()]
        for alliance in Alliance.objects.all()
    }
    assert members == {
        "红旗街道": ["红旗小学"],
        "锦绣社区": ["红旗小学"],
        "大连湾街道": ["区第二医院"],
        "海青社区": ["区第二医院"],
    }
    assert {m.since for m in unit.memberships.all()} == {DAY}
    assert LogEntry.objects.count() == 4
    assert found_regional(Area.objects.all(), on=DAY, by=district_user) == []


def test_what_stands_stays_and_an_ended_one_is_founded_anew(street, community, alliance, unit):
    found_regional(Area.objects.all(), on=DAY, by=None)
    assert Alliance.objects.filter(area=street).count() == 1
    Alliance.objects.filter(area=community).update(ended_on=DAY)
    assert [a.area for a in found_regional(Area.objects.all(), on=DAY, by=None)] == [community]


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_founds_and_none_fails(client, street, community, street_user):
    barrier, answers = Barrier(2), []

    def click() -> None:
        browser = Client()
        browser.force_login(street_user)
        barrier.wait()
        answers.append(browser.post("/w/alliances/found/").status_code)
        connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert Alliance.objects.count() == 2


def test_ended_areas_get_none(community):
    community.valid_to = DAY
    community.save()
    found_regional(Area.objects.all(), on=DAY, by=None)
    assert list(Alliance.objects.values_list("area__kind", flat=True)) == ["street"]


def test_joining_twice_is_joining_once(alliance, unit, unit2):
    assert join_regional(MemberUnit.objects.all()) == 0
    end_memberships(MemberUnit.objects.filter(pk=unit.pk), on=DAY)
    assert join_regional(MemberUnit.objects.all()) == 1
    assert unit.memberships.count() == 2
    assert unit.memberships.current().count() == 1


def test_the_statements_do_not_grow_with_the_areas(district, street, django_assert_max_num_queries):
    counts = []
    for number in range(1, 4):
        for more in range(number):
            area = Area.objects.create(
                kind="community",
                code=f"2102110130{number}{more}",
                name=f"社区{number}{more}",
                parent=street,
                valid_from=DAY,
            )
            MemberUnit.objects.create(name="甲", area=area, type="private", joined_on=DAY)
        with django_assert_max_num_queries(20) as captured:
            found_regional(Area.objects.all(), on=DAY, by=None)
        counts.append(len(captured))
    assert len(set(counts)) == 1


# --- the pages --------------------------------------------------------------------------------


def names(response) -> list[str]:
    return [line.cells[0].text for line in response.context["list"].lines]


def test_an_alliance_without_members_counts_none(client, street_user, alliance):
    end_memberships(MemberUnit.objects.all(), on=DAY)
    client.force_login(street_user)
    assert '<td class="r">0</td>' in client.get("/w/alliances/").content.decode()


def test_the_list_counts_the_members(client, street_user, alliance, unit):
    end_memberships(MemberUnit.objects.filter(pk=unit.pk), on=DAY)
    client.force_login(street_user)
    response = client.get("/w/alliances/?cols=name&cols=members")
    assert [[cell.text for cell in line.cells] for line in response.context["list"].lines] == [
        ["大连湾街道区域化党建联合体", 1]
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=大连", 1), ("q=红旗", 0), ("kind=chain", 0), ("place=210211013", 1), ("", 1)],
)
def test_filters_narrow_the_list(client, street_user, alliance, query, count):
    client.force_login(street_user)
    assert len(names(client.get(f"/w/alliances/?{query}"))) == count


def test_the_page_lists_the_members_military_ones_by_alias(
    client, street_user, alliance, military_unit
):
    join_regional(MemberUnit.objects.all())
    client.force_login(street_user)
    page = client.get(alliance.get_absolute_url()).content.decode()
    assert "成员单位 3 家" in page
    assert "驻街单位甲" in page
    assert "警卫连" not in page


def test_an_ended_alliance_and_one_without_members_say_so(client, street_user, alliance):
    Alliance.objects.update(ended_on=DAY)
    end_memberships(MemberUnit.objects.all(), on=DAY)
    client.force_login(street_user)
    page = client.get(alliance.get_absolute_url()).content.decode()
    assert "已终止" in page
    assert "还没有成员单位" in page
    assert names(client.get("/w/alliances/")) == []


def test_founding_asks_first(client, street_user, street, community, other_street, unit):
    client.force_login(street_user)
    assert "成立缺少的 2 个联合体" in client.get("/w/alliances/").content.decode()
    page = client.get("/w/alliances/found/").content.decode()
    assert "海青社区区域化党建联合体" in page
    assert "红旗街道" not in page
    assert Alliance.objects.count() == 0
    assert client.post("/w/alliances/found/").url == "/w/alliances/"
    assert set(Alliance.objects.values_list("area__name", flat=True)) == {"大连湾街道", "海青社区"}
    assert client.post("/w/alliances/found/").status_code == 302
    assert Alliance.objects.count() == 2
    assert "不缺联合体" in client.get("/w/alliances/found/").content.decode()


def test_who_may_come_in(client, alliance, other_street_user, auditor, liaison_user, grid_user):
    addresses = ["/w/alliances/", alliance.get_absolute_url()]
    for address in [*addresses, "/w/alliances/found/"]:
        assert client.get(address).url.startswith("/in/?next=")
        for user in (liaison_user, grid_user):
            client.force_login(user)
            assert client.get(address).status_code == 404
        client.logout()
    client.force_login(other_street_user)
    assert client.get(addresses[1]).status_code == 404
    assert names(client.get(addresses[0])) == []
    client.force_login(auditor)
    for address in addresses:
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 405
    assert client.get("/w/alliances/found/").status_code == 403
    assert client.post("/w/alliances/found/").status_code == 403
    assert client.put("/w/alliances/found/").status_code == 405
    assert Alliance.objects.count() == 1


def test_the_number_of_queries_does_not_grow(
    client, street_user, street, community, alliance, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (0, 2, 97):
        for number in range(more):
            Alliance.objects.create(
                name=f"{more}-{number}", kind="chain", industry="渔业", area=street, founded_on=DAY
            )
            unit = MemberUnit.objects.create(
                name=f"企业{more}-{number}", area=community, type="private", joined_on=DAY
            )
            alliance.memberships.create(unit=unit, since=DAY)
        with django_assert_max_num_queries(16) as captured:
            client.get("/w/alliances/?size=100")
            client.get(alliance.get_absolute_url())
        counts.append(len(captured))
    assert len(set(counts)) == 1
