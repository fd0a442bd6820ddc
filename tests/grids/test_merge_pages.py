"""/w/areas/…/merge/ and …/split/: the form, the impact page, the confirmation, what came of it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grids.actions.areas import found_area
from grids.models import Area, AreaTransfer, GridPost
from members.models import MemberUnit
from tests.conftest import START

ON = "2026-06-01"
DAY = date(2026, 6, 1)


@pytest.fixture
def second(street) -> Area:
    return found_area(
        parent=street,
        kind="community",
        code="210211013002",
        name="柳林社区",
        on=START,
        by=None,
    )


@pytest.fixture
def second_grid(second) -> Area:
    return found_area(
        parent=second, kind="grid", code="210211013002001", name="柳林网格", on=START, by=None
    )


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


def path(area, page) -> str:
    return f"/w/areas/{area.uuid}/{page}/"


def errors(answer) -> list[str]:
    form = answer.context["form"]
    return [text for found in form.errors.values() for text in found]


def to_new(second, **more) -> dict:
    facts = {"others": [second.uuid], "into": "", "name": "海柳社区", "code": "210211013009"}
    return facts | {"parent": "", "boundary": "", "on": ON} | more


def decided(answer, **more) -> dict:
    """What the impact page posts when nothing on it is changed."""
    form = answer.context["form"]
    fields = {name: form[name].value() or "" for name in form.fields}
    for name in form.fields:
        if name.startswith("all_"):
            fields[name] = form.fields[name].choices[0][0]
    return fields | {"confirmed": "1"} | more


def test_the_impact_page_says_what_will_be_and_changes_nothing(
    staff, community, second, grid, second_grid, unit, post
):
    data = to_new(second)
    assert (
        "柳林社区（210211013002，大连湾街道）"
        in staff.get(path(community, "merge")).content.decode()
    )
    answer = staff.post(path(community, "merge"), data)
    html = answer.content.decode()
    assert "确认之前什么都不会改动" in html
    loads = {load.label: (load.here, load.below) for load in answer.context["impact"].loads}
    assert loads == {"网格岗位": (0, 1), "成员单位": (1, 0), "账号职务": (0, 0)} or loads == {
        "网格岗位": (0, 1),
        "成员单位": (1, 0),
    }
    for words in ("停用 2 个", "海柳社区", "210211013009002", unit.get_absolute_url(), unit.label):
        assert words in html
    assert Area.objects.exclude(valid_to=None).count() == 0


def test_confirmed_it_is_done_once_and_the_outcome_stands(
    staff, community, second, grid, second_grid, unit
):
    data = to_new(second)
    answer = staff.post(path(community, "merge"), data)
    more = decided(answer, **{f"code_{second_grid.pk}": "210211013009044"})
    answer = staff.post(path(community, "merge"), data | more)
    assert answer["Location"] == path(community, "outcome")
    heir = Area.objects.get(name="海柳社区")
    unit.refresh_from_db()
    assert (unit.area, unit.community) == (heir, heir)
    assert Area.objects.get(pk=second_grid.pk).code == "210211013009044"
    html = staff.get(answer["Location"]).content.decode()
    for words in ("海青社区", "柳林社区", "海柳社区", "柳林网格", "成员单位", "1 条"):
        assert words in html
    assert staff.post(path(community, "merge"), data | more).status_code == 403


def test_into_one_of_them(staff, community, second, second_grid):
    data = to_new(second, into=str(community.uuid), name="", code="")
    answer = staff.post(path(community, "merge"), data)
    assert "并入" in answer.content.decode()
    staff.post(path(community, "merge"), data | decided(answer))
    assert Area.objects.get(pk=second.pk).successors.get().successor == community


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"others": []}, "请填写这一项。"),
        ({"name": ""}, "设立新区域时必须填写。"),
        ({"code": "2102110130"}, "社区（村）的区划代码应为 12 位，现有 10 位。"),
        ({"code": "210211009009"}, "区划代码应以上级代码 210211013 开头。"),
        ({"on": "2999-01-01"}, "日期不能晚于今天。"),
        ({"on": "2025-01-01"}, "“海青社区”自 2026-01-01 起启用，生效日期不能更早。"),
        ({"others": ["x"]}, ""),
    ],
)
def test_what_is_wrong_stands_in_the_form(staff, community, second, change, text):
    answer = staff.post(path(community, "merge"), to_new(second, **change))
    found = errors(answer)
    assert found
    assert not text or text in found
    assert Area.objects.exclude(valid_to=None).count() == 0


def test_a_wrong_code_on_the_impact_page_stands_there(staff, community, second, grid, second_grid):
    data = to_new(second)
    answer = staff.post(path(community, "merge"), data)
    more = decided(answer, **{f"code_{second_grid.pk}": "210211013009001"})
    answer = staff.post(path(community, "merge"), data | more)
    assert errors(answer) == ["“柳林网格”的新代码 210211013009001 已由其他区域使用。"]
    assert Area.objects.exclude(valid_to=None).count() == 0


def test_a_change_meanwhile_is_noticed(staff, community, second, grid, second_grid):
    data = to_new(second)
    more = decided(staff.post(path(community, "merge"), data))
    Area.objects.filter(pk=grid.pk).update(name="改过名")
    answer = staff.post(path(community, "merge"), data | more)
    assert errors(answer) == ["区域刚被他人改动，请核对本页后再确认一次。"]
    assert Area.objects.exclude(valid_to=None).count() == 0


def test_two_units_of_one_name_stand_in_the_way(staff, community, second, unit):
    twin = MemberUnit.objects.create(name=unit.name, area=second, type="public", joined_on=START)
    data = to_new(second)
    answer = staff.post(path(community, "merge"), data)
    words = f"成员单位“{unit.name}”在新区域会有两份，请先处理其中一份，再来办理。"
    assert words in answer.content.decode()
    answer = staff.post(path(community, "merge"), data | decided(answer))
    assert "会有两份" in errors(answer)[0]
    twin.refresh_from_db()
    assert twin.area == second
    assert (Area.objects.exclude(valid_to=None).count(), AreaTransfer.objects.count()) == (0, 0)


def test_a_split_shares_out_areas_and_records(staff, community, grid, unit, unit2, post):
    answer = staff.get(path(community, "split") + "?parts=3")
    assert [name for name in answer.context["form"].fields if name.startswith("code")] == [
        "code_1",
        "code_2",
        "code_3",
    ]
    data = {
        "name_1": "甲社区",
        "code_1": "210211013001",
        "boundary_1": "",
        "name_2": "乙社区",
        "code_2": "210211013002",
        "boundary_2": "海边",
        f"home_{grid.pk}": "1",
        "on": ON,
    }
    answer = staff.post(path(community, "split"), data)
    more = decided(answer, **{f"memberunit_{unit2.pk}": "1"})
    answer = staff.post(path(community, "split"), data | more)
    first, second = Area.objects.current().filter(kind="community").order_by("code")
    for record in (unit, unit2, grid):
        record.refresh_from_db()
    assert (unit.area, unit2.area) == (first, second)
    assert (grid.parent, grid.code) == (second, "210211013002001")
    assert GridPost.objects.get().until is None


def test_posts_end_with_the_grid_unless_the_clerk_gives_them_to_a_part(staff, grid, post):
    data = {
        "name_1": "东",
        "code_1": "210211013001002",
        "boundary_1": "",
        "name_2": "西",
        "code_2": "210211013001003",
        "boundary_2": "",
        "on": ON,
    }
    answer = staff.post(path(grid, "split"), data)
    assert "随原区域结束" in answer.content.decode()
    staff.post(path(grid, "split"), data | decided(answer, **{f"gridpost_{post.pk}": "1"}))
    post.refresh_from_db()
    taken = GridPost.objects.get(until=None)
    assert (post.until, taken.area.name, taken.name) == (DAY, "西", post.name)


def test_who_may(
    client, community, second, grid, auditor, community_user, other_street_user, liaison_user
):
    codes = {}
    for user in (auditor, community_user, other_street_user, liaison_user):
        client.force_login(user)
        for page in ("merge", "split"):
            codes[user.username, page] = client.post(
                path(community, page), to_new(second)
            ).status_code
    assert codes == {
        ("auditor", "merge"): 403,
        ("auditor", "split"): 403,
        ("community", "merge"): 403,
        ("community", "split"): 403,
        ("otherstreet", "merge"): 404,
        ("otherstreet", "split"): 404,
        ("liaison", "merge"): 404,
        ("liaison", "split"): 404,
    }
    client.force_login(community_user)
    assert client.get(path(grid, "merge")).status_code == 200
    assert client.get(path(grid, "split")).status_code == 200
    assert client.get(path(grid, "outcome")).status_code == 404
    assert client.delete(path(grid, "merge")).status_code == 405


def test_only_areas_whose_parents_one_holds_are_offered(
    staff, community, second, other_community, grid, second_grid, community_user
):
    def offered(area):
        form = staff.get(path(area, "merge")).context["form"]
        return list(form.fields["others"].queryset)

    assert offered(community) == [second]
    assert offered(grid) == [second_grid]
    answer = staff.post(path(community, "merge"), to_new(other_community))
    assert "others" in answer.context["form"].errors
    staff.force_login(community_user)
    assert offered(grid) == []


def test_a_district_neither_merges_nor_splits(client, district, district_user):
    client.force_login(district_user)
    assert client.get(path(district, "merge")).status_code == 403
    assert client.get(path(district, "split")).status_code == 403


def test_the_impact_page_asks_the_same_number_of_queries(staff, community, second):
    def asked() -> int:
        with CaptureQueriesContext(connection) as held:
            staff.post(path(community, "merge"), to_new(second))
        return len(held)

    def more(n: int) -> None:
        code = f"21021101300200{n}"
        found_area(parent=second, kind="grid", code=code, name=f"第{n}网格", on=START, by=None)
        MemberUnit.objects.create(name=f"单位{n}", area=second, type="public", joined_on=START)

    more(1)
    once = asked()
    more(2)
    more(3)
    assert asked() == once <= 90


def test_rename_and_move_say_what_goes_along(staff, community, grid, unit, post):
    data = {"name": "新海青社区", "code": community.code, "on": str(timezone.localdate())}
    html = staff.post(path(community, "rename"), data).content.decode()
    for words in ("下级网格", "成员单位", "网格岗位", "1 条"):
        assert words in html
