"""The residents' board /open/: brands, projects under way, notices of deliberations."""

from datetime import date, timedelta
from typing import Any

import pytest

from members.models import PartyOrganization
from projects import open_board
from projects.actions import deliberations, work_steps
from projects.models import Project
from tests.conftest import START
from tests.projects.works import NOW, TODAY, deliberation, named_brand, project_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(unit, unit2, military_unit, street_user) -> Project:
    partners = [(unit2, ""), (military_unit, "出动官兵")]
    project = project_of(unit, street_user, "completed", is_public=True, partners=partners)
    story = "从一盏灯开始。\n\n后来整个小区都亮了。"
    return named_brand(project, street_user, story=story)


def put_up(area, by, title: str, on: date):
    issue = deliberation(area, by, title=title)
    facts: dict[str, Any] = {"people": 9, "outcome": "内部结果", "notice": f"{title}，同意。"}
    deliberations.hold_step(issue.steps.get(order=1), on=on, by=by, now=NOW, **facts)
    return issue


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def titles(client, url: str = "/open/") -> list[str]:
    return [entry.title for entry in client.get(url).context["page"].object_list]


def test_the_latest_comes_first_and_only_what_is_public(client, brand, unit, grid, street_user):
    project_of(unit, street_user, name="公开的项目", is_public=True)
    project_of(unit, street_user, name="内部的项目")
    project_of(unit, street_user, "planned", name="没启动的", is_public=True)
    project_of(unit, street_user, "completed", name="做完了不是品牌", is_public=True)
    put_up(grid, street_user, "加装电梯", TODAY)
    deliberation(grid, street_user, title="还没公示")
    assert titles(client) == ["亮灯行动", "加装电梯", "公开的项目"]
    assert titles(client, "/open/?kind=brand") == ["亮灯行动"]
    assert titles(client, "/open/?kind=project") == ["公开的项目"]
    assert titles(client, "/open/?kind=notice") == ["加装电梯"]
    assert len(titles(client, "/open/?kind=nonsense&area=nonsense&page=x")) == 3


def test_a_place_shows_what_reaches_it(
    client, brand, other_unit, street, other_community, community, street_user
):
    far = project_of(other_unit, street_user, name="别的街道", is_public=True)
    whole = project_of(brand.lead, street_user, name="全街道", area=street, is_public=True)
    assert titles(client, f"/open/?area={community.uuid}") == [brand.brand, whole.name]
    assert titles(client, f"/open/?area={other_community.uuid}") == [far.name]


def test_pages_of_twenty_at_the_same_cost(client, unit, street_user, django_assert_max_num_queries):
    project_of(unit, street_user, name="第 0 个", is_public=True)
    with django_assert_max_num_queries(4):
        titles(client)
    for number in range(1, 22):
        project_of(unit, street_user, name=f"第 {number} 个", is_public=True)
    with django_assert_max_num_queries(4):
        assert len(titles(client)) == 20
    assert len(titles(client, "/open/?page=2")) == 2


def test_it_is_counted_no_further_than_anybody_reads(
    client, unit, street_user, monkeypatch, django_assert_max_num_queries
):
    for number in range(4):
        project_of(unit, street_user, name=f"第 {number} 个", is_public=True)
    monkeypatch.setattr(open_board, "SIZE", 1)
    for most, words, pages in ((3, "共 3+ 条", 3), (4, "共 4 条", 4)):
        monkeypatch.setattr(open_board, "COUNTED", most)
        with django_assert_max_num_queries(4) as asked:
            page = client.get("/open/?page=9")
        assert words in page.content.decode()
        assert page.context["page"].number == pages
        (count,) = [query["sql"] for query in asked.captured_queries if "COUNT" in query["sql"]]
        assert f"LIMIT {most + 1}" in count
        assert "ORDER BY" not in count


def test_a_brand_tells_its_story_and_names_no_person_and_no_military_unit(
    client, brand, street, street_user
):
    PartyOrganization.objects.create(
        kind="branch", name="照明项目党支部", area=brand.area, project_key=brand.uuid,
        founded_on=START,
    )  # fmt: skip
    facts = {"on": TODAY, "by": street_user, "now": NOW}
    work_steps.note(brand, text="装好 6 个单元", is_public=True, **facts)
    work_steps.note(brand, text="内部的事", **facts)
    page = read(client, brand.public_url)
    for words in (
        "亮灯行动", "从一盏灯开始。", "后来整个小区都亮了。", "2026 年 11 月 10 日命名",
        "区第二医院", "大连湾供电所", "照明项目党支部", "装好 6 个单元", "换了 60 盏",
    ):  # fmt: skip
        assert words in page
    for words in ("某部", "驻街单位甲", "出动官兵", "内部的事", street_user.name):
        assert words not in page


def test_what_is_not_public_has_no_page(client, unit, military_unit, street_user):
    hidden = project_of(unit, street_user)
    led = project_of(military_unit, street_user, name="营区")
    Project.objects.filter(pk=led.pk).update(is_public=True)
    planned = project_of(unit, street_user, "planned", name="没启动", is_public=True)
    stopped = project_of(unit, street_user, "stopped", name="停了", is_public=True)
    for project in (hidden, led, planned, stopped):
        assert client.get(project.public_url).status_code == 404
    assert titles(client) == []
    assert "这里还没有公开的内容" in read(client, "/open/")


def test_the_home_and_the_foot_lead_there(client, db):
    page = read(client, "/")
    assert page.count('href="/open/"') == 2


def test_a_notice_taken_down_is_gone(client, grid, street_user):
    issue = put_up(grid, street_user, "加装电梯", TODAY - timedelta(days=3))
    assert "海青社区 第1网格" in read(client, "/open/")
    step = issue.steps.get(order=1)
    deliberations.put_up(step, "", by=street_user, now=NOW)
    assert titles(client) == []
    assert client.get(issue.public_url).status_code == 404
