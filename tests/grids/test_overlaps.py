"""A community and a village side by side on one ground: registering it, ending it, showing it."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from grids.actions.areas import Ended, end_area, found_area
from grids.actions.overlaps import NotBeside, OverlapEnded, part, put_beside
from grids.beside import beside, side_by_side
from grids.models import Area, AreaFigures, AreaOverlap, AreaTransfer, GridPost
from tests.conftest import START

ON = date(2026, 6, 1)
PAST = date(2025, 12, 31)


@pytest.fixture
def village(street) -> Area:
    return found_area(
        parent=street,
        kind="community",
        code="210211013002",
        name="海青村",
        on=START,
        by=None,
        setting="rural",
    )


@pytest.fixture
def pair(community, village) -> AreaOverlap:
    return put_beside(village, community, since=ON, by=None, note="村管原住村民")


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def test_a_pair_is_written_in_one_order_with_its_trail(community, village, street_user):
    found = put_beside(village, community, since=ON, by=street_user)
    assert (found.area, found.other) == (community, village)
    entry = LogEntry.objects.get(actor=street_user)
    assert (entry.additional_data["verb"], entry.changes) == (
        "create",
        {"since": [None, "2026-06-01"]},
    )
    with pytest.raises(ValidationError, match="这两个区域已登记为同地并存。"):
        put_beside(community, village, since=ON, by=None)
    assert str(found) == "海青社区 / 海青村"


def test_what_cannot_stand_side_by_side(community, village, grid, street):
    for one, other in ((community, community), (community, grid), (grid, grid), (street, village)):
        with pytest.raises(NotBeside):
            put_beside(one, other, since=ON, by=None)
    with pytest.raises(NotBeside, match="并存日期不能更早"):
        put_beside(community, village, since=PAST, by=None)
    end_area(village, on=ON, by=None)
    with pytest.raises(Ended):
        put_beside(community, Area.objects.get(pk=village.pk), since=ON, by=None)
    assert AreaOverlap.objects.count() == 0


def test_parted_once_and_put_beside_again(pair, community, village):
    with pytest.raises(OverlapEnded, match="不能早于开始日期"):
        part(pair, on=START, by=None)
    part(pair, on=ON, by=None)
    with pytest.raises(OverlapEnded, match="已经结束"):
        part(pair, on=ON, by=None)
    put_beside(community, village, since=ON, by=None)
    assert AreaOverlap.objects.filter(until=None).count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"since": ON, "until": START},
        {"since": ON, "swap": True},
        {"since": ON, "again": True},
    ],
    ids=["areaoverlap_ends_after_start", "areaoverlap_in_order", "areaoverlap_once"],
)
def test_the_database_refuses(community, village, facts):
    sides = sorted((community, village), key=lambda area: area.pk)
    if facts.pop("swap", False):
        sides.reverse()
    if facts.pop("again", False):
        AreaOverlap.objects.create(area=sides[0], other=sides[1], since=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaOverlap.objects.create(area=sides[0], other=sides[1], **facts)


def test_a_record_leaves_an_area_once(community):
    """areatransfer_once"""
    facts = {"model": "members.memberunit", "key": 7, "area": community, "on": ON}
    transfer = AreaTransfer.objects.create(**facts)
    assert str(transfer) == "members.memberunit 7"
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaTransfer.objects.create(**facts)


def test_who_is_responsible_beside_and_the_figures_of_both(pair, community, village, grid):
    GridPost.objects.create(
        area=village, role="head", name="王芳", duty_phone="0411-87600102", since=START
    )
    AreaFigures.objects.create(area=village, on=START, source="村申报", registered=7, transient=1)
    AreaFigures.objects.create(area=grid, on=START, source="网格", households=3)
    (found,) = beside(community, ON)
    assert (found.area, found.answer.first.name, found.pair) == (village, "王芳", pair)
    assert beside(community, START) == []
    table = side_by_side([community, village], ON)
    assert table.sources == ["由 1 个下级区域的数据合计", "村申报"]
    assert dict(table.rows) == {
        "户数": [3, None],
        "户籍人口": [None, 7],
        "暂住人口": [None, 1],
        "总人口": [None, 8],
        "面积（平方公里）": [None, None],
    }


def test_both_pages_show_it_to_staff_and_to_residents(staff, pair, community, village):
    GridPost.objects.create(
        area=village, role="head", name="王芳", duty_phone="0411-87600102", since=START
    )
    html = staff.get(f"/w/areas/{community.uuid}/").content.decode()
    for words in ("海青村</a>同地并存，各自负责", "村管原住村民", "王芳", "数据对照"):
        assert words in html
    assert f"/w/overlaps/{pair.pk}/end/" in html
    assert "海青社区</a>同地并存" in staff.get(f"/w/areas/{village.uuid}/").content.decode()
    html = staff.get(community.get_absolute_url()).content.decode()
    assert "海青村</a>同地并存，各自负责" in html
    assert "0411-87600102" in html
    assert "王芳" not in html  # no consent to be named


def test_staff_register_and_end_it(staff, community, village):
    page = f"/w/areas/{community.uuid}/beside/add/"
    assert list(staff.get(page).context["form"].fields["other"].queryset) == [village]
    answer = staff.post(page, {"other": village.uuid, "note": "", "on": "2026-06-01"})
    assert answer["Location"] == f"/w/areas/{community.uuid}/"
    again = staff.post(page, {"other": village.uuid, "note": "", "on": "2026-06-01"})
    assert "这两个区域已登记为同地并存。" in again.content.decode()
    pair = AreaOverlap.objects.get()
    end = f"/w/overlaps/{pair.pk}/end/"
    assert "海青社区、海青村" in staff.get(end).content.decode()
    for wrong in ("2026-05-01", "2999-01-01", ""):
        assert staff.post(end, {"on": wrong}).status_code == 200
    assert staff.post(end, {"on": "2026-06-02"}).status_code == 302
    pair.refresh_from_db()
    assert pair.until == date(2026, 6, 2)


def test_who_may(client, pair, community, grid, auditor, community_user, other_street_user):
    codes = {}
    pages = {"add": f"/w/areas/{community.uuid}/beside/add/", "end": f"/w/overlaps/{pair.pk}/end/"}
    for user in (auditor, community_user, other_street_user):
        client.force_login(user)
        for name, page in pages.items():
            codes[user.username, name] = client.post(page, {"on": "2026-06-02"}).status_code
    assert codes == {
        ("auditor", "add"): 403,
        ("auditor", "end"): 403,
        ("community", "add"): 403,
        ("community", "end"): 404,
        ("otherstreet", "add"): 404,
        ("otherstreet", "end"): 404,
    }
    client.force_login(community_user)
    assert client.get(f"/w/areas/{grid.uuid}/beside/add/").status_code == 403
