"""Merging and splitting areas: what ends, what begins, what goes along and what stays."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.tree import check
from grids.actions.areas import AlreadyChanged, CodeTaken, Ended, found_area
from grids.actions.merges import NoSuccessor, merge, split
from grids.actions.plans import NewArea, NoParent, NotAlike
from grids.codes import WrongCode, WrongPlace
from grids.models import Area, AreaSuccessor, GridPost
from tests.conftest import START, at

ON = date(2026, 6, 1)
BEFORE = ON - timedelta(days=1)
NOW = at("2026-06-01")
NEW = NewArea("210211013009", "海青锦绣社区")


def found(parent, kind, code, name) -> Area:
    return found_area(parent=parent, kind=kind, code=code, name=name, on=START, by=None)


@pytest.fixture
def second(street) -> Area:
    return found(street, "community", "210211013002", "柳林社区")


@pytest.fixture
def second_grid(second) -> Area:
    return found(second, "grid", "210211013002001", "柳林第1网格")


def do_merge(areas, into, **more):
    return merge(areas, into=into, on=ON, by=None, now=NOW, **more)


def do_split(area, *parts, **more):
    return split(area, parts, on=ON, by=None, now=NOW, **more)


def fresh(area) -> Area:
    return Area.objects.get(pk=area.pk)


def current_codes(kind="grid") -> list[str]:
    return sorted(Area.objects.current().filter(kind=kind).values_list("code", flat=True))


def test_two_communities_become_a_new_one(community, second, grid, second_grid):
    heir = do_merge([community, second], NEW)
    assert (heir.name, heir.code, heir.parent, heir.valid_from) == (
        "海青锦绣社区",
        "210211013009",
        community.parent,
        ON,
    )
    assert [fresh(area).valid_to for area in (community, second)] == [ON, ON]
    assert set(AreaSuccessor.objects.values_list("area", "successor", "on")) == {
        (community.pk, heir.pk, ON),
        (second.pk, heir.pk, ON),
    }
    assert current_codes() == ["210211013009001", "210211013009002"]
    assert {fresh(grid).community, fresh(second_grid).community} == {heir}
    assert fresh(grid).uuid == grid.uuid
    then = fresh(second_grid).as_of(BEFORE)
    assert (then.code, then.parent) == ("210211013002001", second)
    assert check(Area) == 0


def test_one_community_goes_over_into_another(community, second, grid, second_grid):
    heir = do_merge([second], community)
    assert (heir.pk, heir.uuid, heir.valid_from) == (community.pk, community.uuid, START)
    assert fresh(second).valid_to == ON
    assert fresh(community).valid_to is None
    assert current_codes() == ["210211013001001", "210211013001002"]
    assert fresh(grid).history.count() == 0


def test_a_new_area_may_take_the_code_of_one_that_ends(community, second, grid, second_grid):
    heir = do_merge([community, second], NewArea(community.code, "海青社区"))
    assert heir.pk != community.pk
    assert current_codes("community") == ["210211013001"]
    assert fresh(grid).code == "210211013001001"
    assert fresh(second_grid).code == "210211013001002"


def test_the_clerk_chooses_the_codes_of_the_areas_below(community, second, grid, second_grid):
    do_merge([community, second], NEW, codes={second_grid.pk: "210211013009077"})
    assert current_codes() == ["210211013009001", "210211013009077"]


def test_micro_grids_follow_with_their_codes(community, second, second_grid, grid):
    micro = found(second_grid, "micro", "210211013002001001", "一号楼")
    do_merge([second], community)
    assert (fresh(micro).code, fresh(micro).community) == ("210211013001002001", community)
    assert fresh(micro).as_of(BEFORE).code == "210211013002001001"


def test_merging_grids_and_streets(community, grid, street, other_street, other_community):
    other = found(community, "grid", "210211013001002", "第2网格")
    micro = found(other, "micro", "210211013001002001", "二号楼")
    assert do_merge([other], grid) == grid
    assert fresh(micro).code == "210211013001001001"
    heir = do_merge([street, other_street], NewArea("210211020", "湾旗街道"))
    assert current_codes("community") == ["210211020001", "210211020002"]
    assert {fresh(area).street for area in (community, other_community, grid, micro)} == {heir}
    assert check(Area) == 0


def test_the_posts_of_what_ended_end_unless_taken_over(community, grid, post):
    other = found(community, "grid", "210211013001002", "第2网格")
    worker = GridPost.objects.create(
        area=other, role="full_time", name="王芳", duty_phone="0411-87600102", since=START
    )
    wishes = {"grids.gridpost": {worker.pk: 0}}
    heir = do_merge([grid, other], NewArea("210211013001009", "第9网格"), wishes=wishes)
    post.refresh_from_db()
    worker.refresh_from_db()
    assert (post.until, worker.until) == (ON, ON)
    new = GridPost.objects.get(area=heir)
    assert (new.name, new.since, new.until) == ("王芳", ON, None)
    assert new.uuid != worker.uuid


def test_a_grid_splits_into_two_with_its_micro_grids_shared_out(community, grid):
    one = found(grid, "micro", "210211013001001001", "一号楼")
    two = found(grid, "micro", "210211013001001002", "二号楼")
    parts = [NewArea("210211013001001", "东"), NewArea("210211013001002", "西", "幸福里 5–8 幢")]
    east, west = do_split(grid, *parts, homes={two.pk: 1})
    assert [east.name, west.boundary] == ["东", "幸福里 5–8 幢"]
    assert (fresh(one).parent, fresh(one).code) == (east, "210211013001001001")
    assert (fresh(two).parent, fresh(two).code) == (west, "210211013001002002")
    assert fresh(two).as_of(BEFORE).parent == grid
    assert fresh(grid).valid_to == ON
    assert [link.successor for link in grid.successors.order_by("pk")] == [east, west]


def test_a_community_splits_and_its_grids_are_shared_out(community, grid):
    other = found(community, "grid", "210211013001002", "第2网格")
    parts = [NewArea("210211013007", "甲社区"), NewArea("210211013008", "乙社区")]
    first, second = do_split(community, *parts, homes={grid.pk: 1})
    assert (fresh(other).community, fresh(grid).community) == (first, second)
    assert current_codes() == ["210211013007002", "210211013008001"]


@pytest.mark.parametrize(
    ("areas", "into", "more", "error", "words"),
    [
        ("district second", NEW, {"parent": "street"}, NotAlike, "区不能合并或拆分。"),
        ("community", NEW, {}, NotAlike, "至少选两个区域才能合并。"),
        ("community other_community", NEW, {}, NoParent, "请选择新区域的上级"),
        ("community grid", NEW, {"parent": "street"}, NotAlike, "只能合并同一层级的区域。"),
        ("community", "grid", {}, NotAlike, "区域不能并入自己的下级。"),
        ("community second", NEW, {"parent": "grid"}, WrongPlace, "上级必须是街道"),
        ("community second", NewArea("210211013", "x"), {}, WrongCode, "应为 12 位"),
        ("community second", NewArea("210211009009", "x"), {}, WrongCode, "应以上级代码"),
        ("community second", NewArea("210211013003", "x"), {}, CodeTaken, "已由“三社区”使用"),
        ("community second", NewArea("210211013009", ""), {}, ValidationError, ""),
        ("community second", NEW, {"codes": "210211013009001"}, CodeTaken, "已由其他区域使用"),
        ("community second", NEW, {"codes": "210211013001009"}, WrongCode, "应以上级代码"),
    ],
)
def test_a_merger_that_does_not_fit_changes_nothing(
    request, street, second, grid, second_grid, areas, into, more, error, words
):
    found(street, "community", "210211013003", "三社区")
    areas = [request.getfixturevalue(name) for name in areas.split()]
    into = request.getfixturevalue(into) if isinstance(into, str) else into
    if "parent" in more:
        more = {"parent": request.getfixturevalue(more["parent"])}
    if "codes" in more:
        more = {"codes": dict.fromkeys([grid.pk, second_grid.pk], more["codes"])}
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(error) as refused:
        do_merge(areas, into, **more)
    assert words in str(refused.value.messages)
    assert list(Area.objects.order_by("pk").values()) == before
    assert AreaSuccessor.objects.count() == 0


def test_a_split_that_does_not_fit_changes_nothing(community, grid):
    part, other = NewArea("210211013007", "甲"), NewArea("210211013008", "乙")
    for parts, more, error in (
        ([part], {}, NotAlike),
        ([part, part], {}, CodeTaken),
        ([part, other], {"homes": {grid.pk: 2}}, NoSuccessor),
    ):
        with pytest.raises(error):
            do_split(community, *parts, **more)
    assert Area.objects.exclude(valid_to=None).count() == 0
    assert current_codes("community") == ["210211013001"]


def test_a_day_before_the_last_change_of_an_area_below_is_refused(community, second, grid):
    late = found_area(
        parent=second,
        kind="grid",
        code="210211013002005",
        name="新网格",
        on=ON + timedelta(days=1),
        by=None,
    )
    with pytest.raises(AlreadyChanged, match="新网格"):
        do_merge([second], community)
    with pytest.raises(AlreadyChanged, match="柳林社区"):
        merge([second], into=community, on=START - timedelta(days=1), by=None, now=NOW)
    assert fresh(late).parent == second


def test_what_has_ended_is_not_merged_again(community, second):
    do_merge([second], community)
    with pytest.raises(Ended):
        do_merge([second], community)
    with pytest.raises(Ended):
        do_split(second, NewArea("210211013007", "甲"), NewArea("210211013008", "乙"))


def test_the_trail_names_what_became_of_each(community, second, second_grid, street_user):
    merge([second], into=community, on=ON, by=street_user, now=NOW)
    rows = {
        entry.object_repr: (entry.additional_data["verb"], entry.changes)
        for entry in LogEntry.objects.filter(actor=street_user)
    }
    assert rows["柳林社区"] == (
        "merge",
        {
            "valid_to": [None, "2026-06-01"],
            "successors": ["", "海青社区"],
            "moved": [{}, {}],
        },
    )
    assert rows["柳林第1网格"] == (
        "move",
        {
            "parent": ["柳林社区", "海青社区"],
            "code": ["210211013002001", "210211013001001"],
        },
    )
    assert len(rows) == 2


def test_a_users_areas_reach_back_over_every_change(
    community,
    second,
    grid,
    second_grid,
    other_street,
    other_community,
    street_user,
    other_street_user,
):
    """Communities of two streets that merged again and again: all of them, in one query."""
    ended = found(second, "grid", "210211013002009", "旧网格")
    Area.objects.filter(pk=ended.pk).update(valid_to=START)
    middle = do_merge([community, second], NEW)
    last = split(
        middle,
        [NewArea("210211013010", "甲"), NewArea("210211013011", "乙")],
        on=ON + timedelta(days=1),
        by=None,
        now=NOW,
    )
    heir = merge(
        [last[0], other_community],
        into=NewArea("210211009020", "跨街社区"),
        parent=other_street,
        on=ON + timedelta(days=2),
        by=None,
        now=NOW,
    )
    reached = other_street_user.areas()
    for area in (heir, last[0], middle, community, second, ended):
        assert reached.contains(area), area
    assert not reached.contains(last[1])
    assert street_user.areas().contains(last[1])
