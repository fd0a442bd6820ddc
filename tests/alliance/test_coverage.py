"""/w/coverage/ and /w/gaps/: what is missing by place, each number opening its records."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance import gaps
from alliance.models import Gap
from grids.models import Area
from tests.alliance.test_gaps import gap, hold
from tests.conftest import START

TODAY = date(2026, 11, 10)


@pytest.fixture
def found(grid, other_grid):
    gaps.find(TODAY)


def numbers(html: str, name: str) -> list[str]:
    """The figures in the row of that place."""
    row = html[html.index(f">{name}</a></th>") :]
    return re.findall(r">(\d+)<", row[: row.index("</tr>")])


def test_a_street_s_board_counts_its_communities(client, street_user, found, community):
    client.force_login(street_user)
    html = client.get("/w/coverage/").content.decode()
    assert "大连湾街道覆盖情况" in html
    assert numbers(html, "海青社区") == ["1", "0", "1", "1", "0", "3"]
    assert "锦绣社区" not in html
    for kind in ("no_post", "no_party", "no_service"):
        url = f"/w/gaps/?area={community.uuid}&amp;kind={kind}"
        assert f'href="{url}"' in html
        listed = client.get(url.replace("&amp;", "&")).context["list"]
        assert [(one.kind, one.community) for one in listed.page] == [(kind, community)]


def test_a_district_s_board_leads_to_those_of_its_streets(client, district_user, found, street):
    client.force_login(district_user)
    html = client.get("/w/coverage/").content.decode()
    assert "甘井子区覆盖情况" in html
    assert (
        numbers(html, "大连湾街道") == numbers(html, "红旗街道") == ["1", "0", "1", "1", "0", "3"]
    )
    assert f'href="/w/coverage/?area={street.uuid}"' in html
    below = client.get(f"/w/coverage/?area={street.uuid}").content.decode()
    assert "大连湾街道覆盖情况" in below
    assert "甘井子区覆盖情况</a>" in below


def test_a_community_s_staff_see_their_own_row(client, community_user, found, street):
    other = Area.objects.create(
        parent=street, kind="community", code="210211013002", name="前滩村", valid_from=START
    )
    gap(other, kind="no_service")
    client.force_login(community_user)
    html = client.get("/w/coverage/").content.decode()
    assert "海青社区" in html
    assert "前滩村" not in html
    assert "甘井子区覆盖情况" not in html


@pytest.mark.parametrize("sort", ["", "gaps"])
def test_places_stand_by_code_or_by_their_open_gaps(client, street_user, found, street, sort):
    other = Area.objects.create(
        parent=street, kind="community", code="210211013000", name="前滩村", valid_from=START
    )
    gap(other, kind="no_service")
    client.force_login(street_user)
    board = client.get(f"/w/coverage/?sort={sort}").context["board"]
    names = [line.area.name for line in board.lines]
    assert names == (["海青社区", "前滩村"] if sort else ["前滩村", "海青社区"])


def test_another_street_s_board_does_not_exist(client, street_user, other_street, found):
    client.force_login(street_user)
    assert client.get(f"/w/coverage/?area={other_street.uuid}").status_code == 404
    assert client.get("/w/coverage/?area=x").status_code == 404


def test_the_list_shows_owner_age_and_where_to_fill(client, street_user, found, grid, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *a: TODAY + timedelta(days=12))
    client.force_login(street_user)
    page = client.get("/w/gaps/?kind=no_post")
    lines = page.context["list"].lines
    assert [cell.text for cell in lines[0].cells] == [
        "第1网格", "海青社区", "没有责任人", "海青社区", "2026-11-10", 12, "登记岗位",
    ]  # fmt: skip
    assert f'href="/w/areas/{grid.uuid}/posts/add/"' in page.content.decode()
    for kind in ("no_party", "no_service"):
        cell = client.get(f"/w/gaps/?kind={kind}").context["list"].lines[0].cells[-1]
        assert client.get(cell.url).status_code == 200


def test_unclaimed_needs_lead_to_the_needs(client, street_user, community):
    gap(community, kind="unclaimed")
    client.force_login(street_user)
    cell = client.get("/w/gaps/?kind=unclaimed").context["list"].lines[0].cells[-1]
    assert cell.url == f"/w/lists/demand/?status=published&area={community.uuid}"
    assert client.get(cell.url).status_code == 200


def test_filled_gaps_are_history(client, street_user, found, grid):
    hold(grid)
    gaps.find(TODAY + timedelta(days=5))
    client.force_login(street_user)
    kinds = [one.kind for one in client.get("/w/gaps/").context["list"].page]
    assert sorted(kinds) == ["no_party", "no_service"]
    closed = client.get("/w/gaps/?state=closed").context["list"].lines
    assert [cell.text for cell in closed[0].cells][3:] == [
        "海青社区", "2026-11-10", 5, "2026-11-15",
    ]  # fmt: skip
    assert client.get(f"/w/gaps/?state=all&q={grid.code}").context["list"].count == 2


def test_an_auditor_reads_and_is_offered_nothing_to_fill(client, auditor, found):
    client.force_login(auditor)
    html = client.get("/w/gaps/").content.decode()
    assert "没有责任人" in html
    assert "登记岗位" not in html


def test_the_list_goes_to_excel(client, street_user, found):
    client.force_login(street_user)
    answer = client.get("/w/gaps/?export=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, street_user, street, count, django_assert_max_num_queries):
    for n in range(count):
        place = Area.objects.create(
            parent=street, kind="community", code=f"21021101390{n}", name=f"村{n}", valid_from=START
        )
        for kind in Gap.Kind:
            gap(place, kind=kind)
    client.force_login(street_user)
    for url in ("/w/coverage/", "/w/gaps/"):
        with django_assert_max_num_queries(8):
            client.get(url)


def test_the_home_says_how_many_and_how_old(client, street_user, found):
    client.force_login(street_user)
    html = client.get("/w/").content.decode()
    age = (timezone.localdate() - TODAY).days
    assert "覆盖缺口 3 个" in html
    assert "没有责任人 1、没有党组织覆盖 1、没有服务项目 1" in html
    assert f"最久 {age} 天" in html


def test_without_gaps_the_home_has_no_line(client, street_user, grid):
    client.force_login(street_user)
    assert "<b>覆盖缺口" not in client.get("/w/").content.decode()
