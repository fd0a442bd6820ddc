"""/w/meetings/<uuid>/"""

import pytest

from tests.meetings.conftest import in_days, join, put, statuses


def test_it_shows_when_where_who_and_how_far(client, street_user, meeting, military_unit):
    join_military = meeting.rule.alliance.memberships.create
    join_military(unit=military_unit, since="2026-01-01")
    client.force_login(street_user)
    page = client.get(meeting.get_absolute_url()).text

    for words in ("街道三楼", "参会单位 3 家", "区第二医院", "驻街单位甲", "改期", "取消会议"):
        assert words in page
    assert "警卫连" not in page
    assert 'aria-current="step">已排期' in page


def test_strangers_do_not_see_it(
    client, meeting, other_street_user, community_user, liaison_user, grid_user
):
    url = meeting.get_absolute_url()
    assert client.get(url).url.startswith("/in/?next=")
    strangers = (other_street_user, community_user, liaison_user, grid_user)
    assert statuses(client, "get", url, *strangers) == [404] * 4


def test_an_auditor_reads_but_is_offered_nothing(client, meeting, auditor):
    client.force_login(auditor)
    page = client.get(meeting.get_absolute_url()).text
    assert "街道三楼" in page
    assert "reschedule/" not in page
    assert "cancel/" not in page


def test_it_is_only_read(client, meeting, street_user):
    assert statuses(client, "post", meeting.get_absolute_url(), street_user) == [405]


@pytest.mark.parametrize(
    ("status", "days", "offered"),
    [
        ("planned", 10, ["reschedule", "cancel"]),
        ("notified", 10, ["reschedule", "cancel"]),
        ("planned", -1, ["cancel"]),
        ("held", -1, []),
        ("cancelled", 10, []),
    ],
)
def test_what_can_still_be_done_is_offered(client, meeting, street_user, status, days, offered):
    put(status, starts_at=in_days(days), cancel_reason="防汛")
    client.force_login(street_user)
    page = client.get(meeting.get_absolute_url()).text
    assert [verb for verb in ("reschedule", "cancel") if f"/{verb}/" in page] == offered


def test_a_hundred_units_cost_no_more_queries_than_two(
    client, meeting, street_user, community, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (0, 1, 97):
        join(meeting.rule.alliance, community, more)
        with django_assert_max_num_queries(10) as captured:
            page = client.get(meeting.get_absolute_url()).text
        counts.append(len(captured))
    assert "参会单位 100 家" in page
    assert len(set(counts)) == 1
