"""One public service or resource."""

import uuid

import pytest
from django.utils import timezone

from projects.models import Demand, Resource, Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(make):
    return make(
        Service, now=timezone.now(), booking="不用预约", bring="身份证", description="每人约五分钟"
    )


def test_it_says_when_where_for_whom_and_what_to_bring(client, item):
    page = client.get(f"/s/{item.uuid}/")
    text, day = page.content.decode(), timezone.localdate()
    for words in (
        "周一至周五 8:30–11:00", "社区卫生站", "全体居民", "不用预约", "身份证", "每人约五分钟",
        "党群办公室", 'href="tel:0411-87600202"', f"http://testserver/s/{item.uuid}/",
        f"{day.month} 月 {day.day} 日由区第二医院确认有效",
    ):  # fmt: skip
        assert words in text
    assert page.context["title"] == "免费量血压"


def test_a_resource_has_its_own_facts(client, make):
    item = make(Resource, "多功能厅", now=timezone.now(), capacity=120, conditions="自带投影线")
    text = client.get(f"/s/{item.uuid}/").content.decode()
    for words in ("场地", "周末 9:00–17:00", "120", "自带投影线", "kind=resource"):
        assert words in text


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "lapsed", "withdrawn"])
def test_what_is_not_published_does_not_exist(client, make, status):
    item = make(Service, status=status, now=timezone.now())
    assert client.get(f"/s/{item.uuid}/").status_code == 404


def test_neither_do_internal_items_demands_and_unknown_ones(client, make):
    inside = make(Service, is_public=False, now=timezone.now())
    demand = make(Demand, now=timezone.now())
    for key in (inside.uuid, demand.uuid, uuid.uuid4()):
        assert client.get(f"/s/{key}/").status_code == 404


def test_it_names_no_member(client, item, liaison_user):
    text = client.get(f"/s/{item.uuid}/").content.decode()
    assert "李建国" not in text
    assert "周敏" not in text


def test_three_queries(client, item, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(f"/s/{item.uuid}/")


def test_writing_to_it_is_refused(client, item):
    assert client.post(f"/s/{item.uuid}/").status_code == 405


def test_a_venue_says_where_it_is(client, make, street):
    room = make(Resource, "会议室", address="海湾路 3 号二楼", now=timezone.now())
    assert "<dt>地点</dt><dd>海湾路 3 号二楼</dd>" in client.get(room.public_url).content.decode()
    assert "海湾路 3 号二楼" in client.get("/s/?kind=resource").content.decode()
    found = client.get("/s/?kind=resource&q=海湾路").content.decode()
    assert room.public_url in found


def test_the_address_is_a_field_to_copy(client, make):
    item = make(now=timezone.now())
    page = client.get(item.public_url).content.decode()
    assert f'readonly value="http://testserver{item.public_url}"' in page
