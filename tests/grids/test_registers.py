"""/w/areas/, /w/posts/, /w/figures/: lists within one's scope, and what they export."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from grids.actions.areas import end_area
from grids.models import Area, AreaFigures, GridPost
from tests.conftest import START

LISTS = ["/w/areas/", "/w/posts/", "/w/figures/"]


@pytest.fixture
def figures(street) -> AreaFigures:
    return AreaFigures.objects.create(area=street, on=START, source="街道申报", registered=52_000)


@pytest.fixture
def other_post(other_grid) -> GridPost:
    return GridPost.objects.create(
        area=other_grid, role="head", name="外街道", duty_phone="0411-87600400", since=START
    )


def rows(answer) -> list[str]:
    return [str(line.obj) for line in answer.context["list"].lines]


@pytest.mark.parametrize("page", LISTS)
def test_who_may_enter(client, page, figures, post, street_user, auditor, liaison_user, grid_user):
    assert client.get(page)["Location"] == f"/in/?next={page.replace('/', '%2F')}"
    codes = {}
    for user in (street_user, auditor, liaison_user, grid_user):
        client.force_login(user)
        codes[user.username] = client.get(page).status_code
    assert codes == {"street": 200, "auditor": 200, "liaison": 404, "grid": 404}
    client.force_login(street_user)
    assert client.post(page).status_code == 405


def test_areas_of_ones_own_scope(client, grid, other_grid, street_user, community_user):
    client.force_login(street_user)
    answer = client.get("/w/areas/")
    assert rows(answer) == ["大连湾街道", "海青社区", "第1网格"]
    assert f'href="/w/areas/{grid.uuid}/"' in answer.content.decode()
    client.force_login(community_user)
    assert rows(client.get("/w/areas/")) == ["海青社区", "第1网格"]


def test_filters_of_areas(client, grid, other_grid, post, district_user):
    client.force_login(district_user)
    for query, found in [
        ("kind=street", ["红旗街道", "大连湾街道"]),
        ("q=幸福里", ["第1网格"]),
        (f"street={grid.street_id}", ["大连湾街道", "海青社区", "第1网格"]),
        ("kind=grid&posts=none", ["第1网格"]),
        ("state=ended", []),
        ("state=all&kind=district", ["甘井子区"]),
        ("kind=nonsense&street=99&q=%00", rows(client.get("/w/areas/"))),
    ]:
        assert rows(client.get(f"/w/areas/?{query}")) == found
    left = client.get("/w/areas/?kind=grid&posts=none").context["list"].lines
    assert [line.obj.pk for line in left] == [other_grid.pk]


def test_ended_areas_are_asked_for(client, grid, street_user):
    end_area(grid, on=date(2026, 6, 1), by=None)
    client.force_login(street_user)
    assert rows(client.get("/w/areas/")) == ["大连湾街道", "海青社区"]
    assert rows(client.get("/w/areas/?state=ended")) == ["第1网格"]


def test_posts_and_figures_of_ones_own_scope(client, post, other_post, figures, street_user):
    client.force_login(street_user)
    assert rows(client.get("/w/posts/")) == ["网格长 陈桂芳"]
    assert rows(client.get("/w/posts/?role=guide")) == []
    assert rows(client.get("/w/figures/")) == ["大连湾街道 2026-01-01"]


def test_ended_posts_are_not_listed(client, post, street_user):
    GridPost.objects.update(until=date(2026, 6, 1))
    client.force_login(street_user)
    assert rows(client.get("/w/posts/")) == []


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("more", [0, 2, 99])
def test_queries_do_not_grow(
    client, page, more, post, figures, community, street_user, django_assert_max_num_queries
):
    for n in range(more):
        area = Area.objects.create(
            parent=community,
            kind="grid",
            code=f"2102110130011{n:02}",
            name=f"网格{n}",
            valid_from=START,
        )
        GridPost.objects.create(
            area=area, role="head", name="某", duty_phone="0411-87600300", since=START
        )
        AreaFigures.objects.create(area=area, on=START, source="x")
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        assert client.get(f"{page}?size=100").status_code == 200


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("/w/areas/?kind=grid", ["210211013001001", "第1网格"]),
        ("/w/posts/", ["210211013001001", "网格长"]),
        ("/w/figures/", ["210211013", None]),
    ],
)
def test_the_export_is_what_is_filtered(client, page, first, post, figures, street_user):
    client.force_login(street_user)
    answer = client.get(page + ("&" if "?" in page else "?") + "export=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(lines) == 1
    assert lines[0][0] == first[0]
    assert first[1] in (None, lines[0][1])


@pytest.mark.parametrize(
    ("declared", "shown"), [("69.55", "69.55"), ("70", "70"), ("0.1250", "0.125"), (None, "—")]
)
def test_an_extent_shows_the_digits_that_were_declared(
    client, figures, street_user, declared, shown
):
    AreaFigures.objects.update(square_km=declared)
    client.force_login(street_user)
    assert (
        f'<td class="r">{shown}</td>'
        in client.get("/w/figures/?cols=area&cols=square_km").content.decode()
    )


def test_the_auditor_is_offered_no_import(client, post, auditor, street_user):
    client.force_login(auditor)
    assert "导入 Excel" not in client.get("/w/areas/").content.decode()
    client.force_login(street_user)
    assert "/w/areas/import/" in client.get("/w/areas/").content.decode()


@pytest.mark.parametrize("page", LISTS)
def test_the_import_pages_are_for_writers(client, page, grid, street_user, auditor, liaison_user):
    codes = {}
    for user in (street_user, auditor, liaison_user):
        client.force_login(user)
        codes[user.username] = client.get(f"{page}import/").status_code
    assert codes == {"street": 200, "auditor": 403, "liaison": 404}
