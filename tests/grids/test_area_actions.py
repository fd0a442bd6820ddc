"""Founding, renaming, moving and ending areas; what they were called on a day."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError

from common.tree import check
from grids.actions.areas import (
    AlreadyChanged,
    CodeTaken,
    Ended,
    StillInUse,
    end_area,
    found_area,
    move_area,
    rename,
)
from grids.codes import WrongCode, WrongPlace
from grids.models import Area, AreaHistory, AreaSuccessor
from tests.conftest import START

ON = date(2026, 6, 1)
NEXT = ON + timedelta(days=1)


def codes() -> list[str]:
    return sorted(Area.objects.values_list("code", flat=True))


def found(parent, kind="grid", code="210211013001002", name="第2网格", **more):
    return found_area(parent=parent, kind=kind, code=code, name=name, on=ON, by=None, **more)


def test_found_area_hangs_it_and_writes_the_trail(community, street_user):
    area = found_area(
        parent=community, kind="grid", code="210211013001002", name="第2网格", on=ON, by=street_user
    )
    area = Area.objects.get(pk=area.pk)
    assert (area.parent, area.community, area.valid_from) == (community, community, ON)
    entry = LogEntry.objects.get(actor=street_user)
    assert (entry.object_id, entry.additional_data["verb"]) == (area.pk, "create")


def test_found_district_stands_at_the_top(db):
    assert found(None, "district", "210212", "旅顺口区").parent is None


@pytest.mark.parametrize(
    ("kind", "code", "error", "words"),
    [
        (
            "street",
            "210211014",
            WrongPlace,
            "街道（乡镇）的上级必须是区，不能放在社区（村）之下。",
        ),
        ("micro", "210211013001001001", WrongPlace, "微网格（楼院）的上级必须是网格"),
        ("district", "210212", WrongPlace, "区是最高一级，不能有上级。"),
        (
            "grid",
            "2102110130010",
            WrongCode,
            "网格的区划代码应为 15 位，现有 13 位。",
        ),
        ("grid", "210211009001009", WrongCode, "区划代码应以上级代码 210211013001 开头。"),
        ("grid", "21021101300100x", WrongCode, "区划代码只能由数字组成。"),
        ("grid", "210211013001001", CodeTaken, "区划代码 210211013001001 已由“第1网格”使用。"),
    ],
)
def test_found_area_refuses_what_does_not_fit(community, grid, kind, code, error, words):
    before = codes()
    with pytest.raises(error) as refused:
        found(community, kind, code)
    assert words in refused.value.messages[0]
    assert codes() == before


def test_found_area_needs_a_parent_below_the_district(db):
    with pytest.raises(WrongPlace, match="街道（乡镇）的上级必须是区。"):
        found(None, "street", "210211014")


def test_found_area_refuses_overlong_text(community):
    with pytest.raises(ValidationError):
        found(community, name="长" * 61)
    assert Area.objects.filter(kind="grid").count() == 0


def test_rename_keeps_row_and_uuid_and_says_what_it_was(grid):
    key = grid.uuid
    rename(grid, name="幸福里网格", code=grid.code, on=ON, by=None)
    grid = Area.objects.get(uuid=key)
    assert grid.name == "幸福里网格"
    past = grid.as_of(ON - timedelta(days=1))
    assert (past.name, past.code, past.parent) == ("第1网格", grid.code, grid.parent)
    assert (past.since, past.until) == (START, ON)
    assert grid.as_of(ON) == grid


def test_rename_again_continues_the_history(grid):
    rename(grid, name="甲", code=grid.code, on=ON, by=None)
    rename(grid, name="乙", code=grid.code, on=NEXT, by=None)
    versions = list(grid.history.values_list("name", "since", "until"))
    assert versions == [("甲", ON, NEXT), ("第1网格", START, ON)]


def test_two_changes_on_one_day_are_one(grid):
    rename(grid, name="甲", code=grid.code, on=ON, by=None)
    rename(grid, name="乙", code=grid.code, on=ON, by=None)
    assert list(grid.history.values_list("name", flat=True)) == ["第1网格"]
    assert Area.objects.get(pk=grid.pk).name == "乙"


def test_rename_before_the_last_change_is_refused(grid):
    rename(grid, name="甲", code=grid.code, on=NEXT, by=None)
    with pytest.raises(AlreadyChanged):
        rename(grid, name="乙", code=grid.code, on=ON, by=None)
    assert Area.objects.get(pk=grid.pk).name == "甲"


def test_a_new_code_reaches_all_below_with_their_history(street, community, grid, other_grid):
    rename(street, name="大连湾街道", code="210211088", on=ON, by=None)
    assert codes() == [
        "210211",
        "210211009",
        "210211009001",
        "210211009001001",
        "210211088",
        "210211088001",
        "210211088001001",
    ]
    assert sorted(AreaHistory.objects.values_list("code", flat=True)) == [
        "210211013",
        "210211013001",
        "210211013001001",
    ]
    assert check(Area) == 0


def test_a_taken_code_changes_nothing(street, other_street, community):
    before = codes()
    with pytest.raises(CodeTaken):
        rename(street, name="x", code=other_street.code, on=ON, by=None)
    assert codes() == before
    assert AreaHistory.objects.count() == 0


def test_the_trail_says_what_changed(grid, street_user):
    rename(grid, name="甲", code=grid.code, on=ON, by=street_user)
    entry = LogEntry.objects.get(actor=street_user)
    assert entry.changes == {"name": ["第1网格", "甲"]}
    assert (entry.object_id, entry.additional_data["verb"]) == (grid.pk, "rename")


def test_move_takes_the_subtree_along(street, other_street, community, grid, unit):
    move_area(community, other_street, on=ON, by=None)
    community = Area.objects.get(pk=community.pk)
    grid = Area.objects.get(pk=grid.pk)
    assert (community.parent, community.code) == (other_street, "210211009001")
    assert (grid.street, grid.code) == (other_street, "210211009001001")
    assert community.as_of(START).parent == street
    unit.refresh_from_db()
    assert unit.street == other_street
    assert check(Area) == 0


def test_move_onto_a_taken_code_needs_another(other_community, community, other_street):
    with pytest.raises(CodeTaken):
        move_area(community, other_street, on=ON, by=None)
    move_area(community, other_street, on=ON, by=None, code="210211009002")
    assert Area.objects.get(pk=community.pk).code == "210211009002"


def test_move_under_the_wrong_kind_is_refused(grid, street):
    with pytest.raises(WrongPlace):
        move_area(grid, street, on=ON, by=None)


def test_end_ends_the_posts_and_names_successors(community, grid, post):
    heir = found(community)
    end_area(grid, on=ON, by=None, successors=[heir])
    grid = Area.objects.get(pk=grid.pk)
    post.refresh_from_db()
    assert (grid.valid_to, post.until) == (ON, ON)
    assert AreaSuccessor.objects.get().successor == heir
    assert found(community, code="210211013001001", name="新第1网格").pk != grid.pk


def test_end_before_a_post_began_ends_it_on_its_first_day(grid, post):
    type(post).objects.update(since=NEXT)
    end_area(grid, on=ON, by=None)
    post.refresh_from_db()
    assert post.until == NEXT


def test_end_refuses_areas_in_use_and_days_before_the_start(community, grid):
    with pytest.raises(StillInUse):
        end_area(community, on=ON, by=None)
    with pytest.raises(AlreadyChanged):
        end_area(grid, on=START - timedelta(days=1), by=None)
    assert Area.objects.exclude(valid_to=None).count() == 0


def test_what_has_ended_changes_no_more(community, grid):
    end_area(grid, on=ON, by=None)
    with pytest.raises(Ended):
        rename(grid, name="x", code=grid.code, on=NEXT, by=None)
    with pytest.raises(Ended):
        end_area(grid, on=NEXT, by=None)
    with pytest.raises(Ended):
        found(grid, "micro", "210211013001001001")
    assert str(AreaSuccessor(area=grid, successor=community)) == "第1网格 → 海青社区"


def test_a_users_areas_include_what_their_areas_were_before(community, other_grid, street_user):
    heir = found(community)
    end_area(other_grid, on=ON, by=None, successors=[heir])
    assert street_user.areas().contains(other_grid) is True
