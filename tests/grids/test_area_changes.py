"""Renaming, moving and adding areas, adding and ending posts: form, confirm page, action."""

from datetime import date

import pytest

from grids.models import Area, GridPost
from tests.conftest import START

ON = "2026-06-01"
PAGES = ["rename", "move", "add", "posts/add"]


def path(area, page: str) -> str:
    return f"/w/areas/{area.uuid}/{page}/"


@pytest.fixture
def staff(client, street_user):
    client.force_login(street_user)
    return client


@pytest.fixture
def sibling(street) -> Area:
    return Area.objects.create(
        parent=street, kind="community", code="210211013002", name="棉花社区", valid_from=START
    )


def errors(answer) -> list[str]:
    return [text for texts in answer.context["form"].errors.values() for text in texts]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_change(client, page, grid, auditor, other_street_user, liaison_user, street_user):
    users = (street_user, auditor, other_street_user, liaison_user)
    codes = {}
    for user in users:
        client.force_login(user)
        codes[user.username] = [
            client.get(path(grid, page)).status_code,
            client.post(path(grid, page), {}).status_code,
            client.put(path(grid, page)).status_code,
        ]
    assert codes == {
        "street": [200, 200, 405],
        "auditor": [403, 403, 405],
        "otherstreet": [404, 404, 405],
        "liaison": [404, 404, 405],
    }
    assert Area.objects.get(pk=grid.pk).name == "第1网格"


def test_rename_asks_once_more_then_renames(staff, grid):
    data = {"name": "幸福里网格", "code": grid.code, "on": ON}
    html = staff.post(path(grid, "rename"), data).content.decode()
    assert "第1网格 → 幸福里网格" in html
    assert '<input type="hidden" name="confirmed" value="1">' in html
    assert Area.objects.get(pk=grid.pk).name == "第1网格"
    answer = staff.post(path(grid, "rename"), data | {"confirmed": "1"}, follow=True)
    assert answer.redirect_chain == [(f"/w/areas/{grid.uuid}/", 302)]
    assert "已更名。" in answer.content.decode()
    grid = Area.objects.get(pk=grid.pk)
    assert (grid.name, grid.as_of(START).name) == ("幸福里网格", "第1网格")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "名称和代码都没有改动。"),
        ({"name": ""}, "请填写这一项。"),
        ({"code": "210211013001"}, "网格的区划代码应为 15 位，现有 12 位。"),
        ({"code": "210211009001001"}, "区划代码应以上级代码 210211013001 开头。"),
        ({"name": "新", "on": "2999-01-01"}, "日期不能晚于今天。"),
    ],
)
def test_rename_says_what_is_wrong(staff, grid, change, text):
    data = {"name": grid.name, "code": grid.code, "on": ON, **change}
    answer = staff.post(path(grid, "rename"), data)
    assert text in errors(answer)
    assert "<title>错误：" in answer.content.decode()
    assert grid.history.count() == 0


def test_what_the_action_refuses_stands_in_the_form(staff, grid):
    data = {"name": "新", "code": grid.code, "on": "2025-06-01", "confirmed": "1"}
    answer = staff.post(path(grid, "rename"), data)
    assert errors(answer) == ["“第1网格”最近一次变更在 2026-01-01，生效日期不能更早。"]
    assert 'value="新"' in answer.content.decode()


def test_move_a_grid_to_another_community(staff, grid, sibling):
    html = staff.get(path(grid, "move")).content.decode()
    assert "棉花社区" in html
    assert f'value="{grid.community.uuid}"' not in html
    data = {"parent": str(sibling.uuid), "code": "", "on": ON}
    html = staff.post(path(grid, "move"), data).content.decode()
    assert "海青社区 → 棉花社区" in html
    assert "210211013001001 → 210211013002001" in html
    staff.post(path(grid, "move"), data | {"confirmed": "1"})
    grid = Area.objects.get(pk=grid.pk)
    assert (grid.parent, grid.code) == (sibling, "210211013002001")


def test_move_only_within_ones_scope_and_to_a_free_code(staff, grid, sibling, other_community):
    data = {"parent": str(other_community.uuid), "on": ON}
    assert len(errors(staff.post(path(grid, "move"), data))) == 1
    Area.objects.create(
        parent=sibling, kind="grid", code="210211013002001", name="甲", valid_from=START
    )
    data = {"parent": str(sibling.uuid), "on": ON}
    assert errors(staff.post(path(grid, "move"), data)) == [
        "区划代码 210211013002001 已由“甲”使用。"
    ]
    assert Area.objects.get(pk=grid.pk).parent == grid.parent


def test_only_who_holds_the_parent_may_take_an_area_away(client, street, street_user):
    client.force_login(street_user)
    assert client.get(path(street, "move")).status_code == 403
    assert "/move/" not in client.get(f"/w/areas/{street.uuid}/").content.decode()


def test_a_district_does_not_move(client, district, district_user):
    client.force_login(district_user)
    assert client.get(path(district, "move")).status_code == 403
    assert client.get(path(district, "add")).status_code == 200


def test_add_an_area_below(staff, community):
    html = staff.get(path(community, "add")).content.decode()
    assert "网格为 15 位，以 210211013001 开头。" in html
    data = {"code": "210211013001002", "name": "第2网格", "setting": "urban", "on": ON}
    html = staff.post(path(community, "add"), data).content.decode()
    assert "第2网格" in html
    staff.post(path(community, "add"), data | {"confirmed": "1"})
    added = Area.objects.get(code="210211013001002")
    assert (added.parent, added.valid_from) == (community, date(2026, 6, 1))
    assert errors(staff.post(path(community, "add"), data)) == [
        "区划代码 210211013001002 已由“第2网格”使用。"
    ]


def test_nothing_hangs_below_a_micro_grid(staff, grid):
    micro = Area.objects.create(
        parent=grid, kind="micro", code="210211013001001001", name="一号楼", valid_from=START
    )
    assert staff.get(path(micro, "add")).status_code == 403


POST = {
    "role": "full_time",
    "name": "王芳",
    "duty_phone": "0411 8760 0102",
    "since": ON,
    "consent_on": "",
}


def test_a_post_is_added(staff, grid):
    answer = staff.post(path(grid, "posts/add"), POST)
    assert answer["Location"] == f"/w/areas/{grid.uuid}/"
    post = GridPost.objects.get()
    assert (post.area, post.name, post.duty_phone) == (grid, "王芳", "041187600102")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"role": "head"}, "该网格已有网格长，请先结束其任职。"),
        ({"duty_phone": "八"}, "电话应为手机号，或带区号的座机号，例如 0411-87600000。"),
        ({"consent_on": "2999-01-01"}, "同意公开日期不能晚于今天。"),
        ({"since": "某日"}, "请填日期，例如 2026-11-22。"),
    ],
)
def test_a_wrong_post_is_refused(staff, grid, post, change, text):
    answer = staff.post(path(grid, "posts/add"), POST | change)
    assert text in errors(answer)
    assert GridPost.objects.count() == 1
    assert "王芳" in answer.content.decode()


def end_path(post) -> str:
    return f"/w/posts/{post.uuid}/end/"


def test_a_post_is_ended_once(staff, post):
    assert "陈桂芳" in staff.get(end_path(post)).content.decode()
    staff.post(end_path(post), {"on": ON})
    post.refresh_from_db()
    assert post.until == date(2026, 6, 1)
    assert errors(staff.post(end_path(post), {"on": "2026-07-01"})) == ["该任职已经结束。"]
    post.refresh_from_db()
    assert post.until == date(2026, 6, 1)


def test_a_post_does_not_end_before_it_began(staff, post):
    answer = staff.post(end_path(post), {"on": "2025-06-01"})
    assert errors(answer) == ["结束日期不能早于任职日期 2026-01-01。"]


def test_who_may_end_a_post(client, post, auditor, other_street_user, liaison_user):
    codes = {}
    for user in (auditor, other_street_user, liaison_user):
        client.force_login(user)
        codes[user.username] = client.post(end_path(post), {"on": ON}).status_code
    assert codes == {"auditor": 403, "otherstreet": 404, "liaison": 404}
    post.refresh_from_db()
    assert post.until is None


def test_staff_elsewhere_who_only_read_here_may_not_change(
    client, grid, post, other_street_user, district
):
    other_street_user.postings.create(role="auditor", area=district, since=START)
    client.force_login(other_street_user)
    assert client.get(f"/w/areas/{grid.uuid}/").status_code == 200
    assert client.get(path(grid, "rename")).status_code == 403
    assert client.get(end_path(post)).status_code == 403
