"""The staff home: communities' open needs as a map beside the table, where outlines exist."""

import gzip
import re

import pytest

from alliance import here
from projects.models import Demand
from tests.alliance.test_homes import published
from tests.grids.test_map import communities, outline

LIGHT = 60 * 1024  # bytes of the page, compressed


@pytest.fixture
def needs(unit, category, community, street_user):
    for n in range(3):
        published(Demand, unit, category, community, street_user, title=f"需求{n}")


def page(client, user) -> str:
    client.force_login(user)
    return client.get("/w/").content.decode()


def test_open_needs_stand_on_the_map_and_in_the_table(
    client, street, community, needs, street_user
):
    outline(community, 121.69, 39.0, 121.70, 39.01)
    communities(street, 2)
    html = page(client, street_user)
    shapes = re.findall(r'<a href="([^"]*)" class="t-(.)" aria-label="([^"]*)"', html)
    url = f"/w/lists/demand/?status=unclaimed&amp;area={community.uuid}"

    assert [shape[1:] for shape in shapes] == [
        ("3", "海青社区，3 项未对接"),
        ("0", "东0社区，0 项未对接"),
        ("0", "东1社区，0 项未对接"),
    ]
    assert shapes[0][0] == url
    assert f'<th scope="row"><a href="{url}">海青社区</a></th><td class="r">3</td>' in html


def test_without_outlines_there_is_the_table(client, community, needs, street_user):
    html = page(client, street_user)

    assert '<svg class="map"' not in html
    assert '>海青社区</a></th><td class="r">3</td>' in html


def test_outlines_of_others_are_not_drawn(client, community, other_community, needs, street_user):
    outline(other_community, 121.69, 39.0, 121.70, 39.01)

    assert '<svg class="map"' not in page(client, street_user)


def test_too_many_for_one_map_are_not_drawn(
    client, street, community, needs, street_user, monkeypatch
):
    communities(street, 3)
    monkeypatch.setattr(here, "MOST_DRAWN", 2)

    assert '<svg class="map"' not in page(client, street_user)


def test_a_street_of_many_communities_stays_light(client, street, community, needs, street_user):
    communities(street, 40)

    assert len(gzip.compress(page(client, street_user).encode())) < LIGHT / 3
