"""/w/areas/<uuid>/: all that staff know of one area."""

from datetime import date

import pytest

from grids.actions.areas import end_area, rename
from grids.models import Area, AreaFigures, GridPost, PartyFigures
from tests.conftest import START


@pytest.fixture
def figures(street) -> AreaFigures:
    figures = AreaFigures.objects.create(
        area=street,
        on=START,
        source="街道申报",
        registered=52_000,
        transient=61_000,
        square_km="69.5500",
        military_units=6,
        large_state_firms=5,
    )
    for system, numbers in {"local": (21, 141, 2721), "other": (14, 263, 4104)}.items():
        PartyFigures.objects.create(
            figures=figures,
            system=system,
            **dict(zip(("committees", "branches", "members"), numbers, strict=True)),
        )
    return figures


def test_staff_see_the_standard_table(client, street, community, figures, street_user):
    client.force_login(street_user)
    html = client.get(f"/w/areas/{street.uuid}/").content.decode()
    for words in (
        '<td class="r">69.55</td>',
        '<td class="r">52,000</td><td>人</td><td class="r">46 %</td>',
        '<td class="r">61,000</td><td>人</td><td class="r">54 %</td>',
        '<td class="r">113,000</td>',
        '<td class="r">35</td><td class="r">21</td><td class="r">14</td>',
        '<td class="r">404</td><td class="r">141</td><td class="r">263</td>',
        '<td class="r">6,825（6 %）</td><td class="r">2,721（2.4 %）</td>',
        '<td class="r">4,104（3.6 %）</td>',
        "来源：街道申报",
    ):
        assert words in html


def test_a_grid_with_its_post_and_history(client, grid, post, street_user):
    rename(grid, name="幸福里网格", code=grid.code, on=date(2026, 6, 1), by=None)
    client.force_login(street_user)
    html = client.get(f"/w/areas/{grid.uuid}/").content.decode()
    for words in ("陈桂芳", "0411-87600101", "210211013001001", "第1网格", "2026 年 6 月 1 日"):
        assert words in html
    assert f'href="/w/posts/{post.uuid}/end/"' in html


def test_readers_see_no_buttons(client, grid, post, auditor):
    client.force_login(auditor)
    html = client.get(f"/w/areas/{grid.uuid}/").content.decode()
    assert "陈桂芳" in html
    for words in ("/rename/", "/move/", "/posts/add/", "/end/", "/add/"):
        assert words not in html


def test_an_ended_area_changes_no_more(client, grid, street_user):
    end_area(grid, on=date(2026, 6, 1), by=None)
    client.force_login(street_user)
    html = client.get(f"/w/areas/{grid.uuid}/").content.decode()
    assert "停用" in html
    assert "/rename/" not in html
    assert client.get(f"/w/areas/{grid.uuid}/rename/").status_code == 403


def test_micro_grids_lead_back_to_their_grid(client, grid, street_user):
    micro = Area.objects.create(
        parent=grid, kind="micro", code="210211013001001001", name="一号楼", valid_from=START
    )
    client.force_login(street_user)
    html = client.get(f"/w/areas/{micro.uuid}/").content.decode()
    assert f'href="/w/areas/{grid.uuid}/"' in html
    assert "新增下级" not in html


def test_strangers_find_nothing(client, grid, other_street_user, liaison_user):
    for user in (other_street_user, liaison_user):
        client.force_login(user)
        assert client.get(f"/w/areas/{grid.uuid}/").status_code == 404


def test_the_page_is_only_read(client, grid, street_user):
    client.force_login(street_user)
    assert client.post(f"/w/areas/{grid.uuid}/").status_code == 405


@pytest.mark.parametrize("more", [0, 2, 99])
def test_queries_do_not_grow(
    client, street, figures, more, street_user, django_assert_max_num_queries
):
    for n in range(more):
        area = Area.objects.create(
            parent=street,
            kind="community",
            code=f"2102110131{n:02}",
            name=f"社区{n}",
            valid_from=START,
        )
        rename(area, name=f"新社区{n}", code=area.code, on=date(2026, 6, 1), by=None)
        GridPost.objects.create(
            area=street, role="guide", name=f"某{n}", duty_phone="0411-87600300", since=START
        )
    client.force_login(street_user)
    with django_assert_max_num_queries(24):
        assert client.get(f"/w/areas/{street.uuid}/").status_code == 200


def test_a_day_before_any_figures_is_shown_without_them(client, grid, figures, street_user):
    client.force_login(street_user)
    end_area(grid, on=date(2026, 6, 1), by=None)
    html = client.get(f"/w/areas/{grid.uuid}/?on=2026-05-01").content.decode()
    assert "<dt>统计数据</dt><dd>当天还没有申报</dd>" in html
