"""The three lists on the page of a member unit."""

import pytest
from django.utils import timezone

from projects.models import Demand, Resource, Service
from projects.panels import MOST, items_of_unit

pytestmark = pytest.mark.django_db


def test_the_units_items_stand_on_its_page(client, make, unit, unit2, street_user):
    item = make(Service, "免费量血压", now=timezone.now())
    make(Resource, "多功能厅", "draft")
    make(Demand, "撤下的", "withdrawn")
    make(Service, "别家的", unit=unit2)
    client.force_login(street_user)
    text = client.get(f"/w/units/{unit.uuid}/").content.decode()
    assert "服务项目　已发布" in text
    assert "共享资源　草稿" in text
    assert f'href="/w/lists/service/{item.uuid}/"' in text
    assert "撤下的" not in text
    assert "别家的" not in text


def test_a_unit_without_items_says_so(unit, street_user):
    assert items_of_unit(unit, street_user).rows == []


def test_the_panel_is_short_and_costs_little(
    make, unit, street_user, django_assert_max_num_queries
):
    for number in range(MOST + 2):
        make(Service, f"第 {number} 项", "draft")
    with django_assert_max_num_queries(2):
        assert len(items_of_unit(unit, street_user).rows) == MOST
