"""What was not done stands on the page of its alliance's next joint meeting, and on no other."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import Meeting, MeetingRule
from members.models import Alliance
from projects.models import Engagement, Share
from tests.conftest import START, at

HEAD = "未办成的对接（带入本次会议）"


@pytest.fixture
def joint(alliance):
    return _meeting(alliance, date(2099, 1, 1), at("2099-03-19", "14:30"))


def _meeting(alliance, period, starts_at, kind="joint"):
    rule, _ = MeetingRule.objects.get_or_create(
        alliance=alliance, kind=kind, defaults={"week": 3, "weekday": 3}
    )
    return Meeting.objects.create(rule=rule, period=period, starts_at=starts_at)


def page(client, user, meeting) -> str:
    client.force_login(user)
    return client.get(meeting.get_absolute_url()).content.decode()


def test_on_the_next_joint_meeting_until_it_is_dealt_with(client, joint, failed, street_user):
    text = page(client, street_user, joint)
    assert HEAD in text
    assert failed.get_absolute_url() in text
    assert "没有场地" in text
    Engagement.objects.update(status="closed", closed_at=timezone.now())
    text = page(client, street_user, joint)
    assert "没有需要带入本次会议的对接" in text
    assert failed.get_absolute_url() not in text


def test_on_no_other_meeting(client, joint, failed, alliance, street_user):
    later = _meeting(alliance, date(2099, 4, 1), at("2099-06-18", "14:30"))
    liaison = _meeting(alliance, date(2099, 1, 1), at("2099-01-13", "14:30"), "liaison")
    past = _meeting(alliance, date(2026, 1, 1), at("2026-03-19", "14:30"))
    for meeting in (later, liaison, past):
        assert HEAD not in page(client, street_user, meeting)


def test_to_the_nearest_regional_alliance_alone(failed, alliance, community, district):
    of_community = Alliance.objects.create(name="社区联合体", area=community, founded_on=START)
    of_district = Alliance.objects.create(name="区联合体", area=district, founded_on=START)
    chain = Alliance.objects.create(
        name="链", kind="chain", industry="冷链", area=community, founded_on=START
    )

    def carried():
        every = (of_community, alliance, of_district, chain)
        return [one for one in every if Engagement.objects.carried_to(one).exists()]

    assert carried() == [of_community]
    Alliance.objects.filter(pk=of_community.pk).update(ended_on=START)
    assert carried() == [of_community, alliance]  # an ended one has no meetings to come
    Alliance.objects.filter(pk=alliance.pk).update(ended_on=START)
    assert of_district in carried()


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same(
    client, joint, failed, street_user, count, django_assert_max_num_queries
):
    for number in range(count - 1):
        again = Engagement.objects.get(pk=failed.pk)
        again.pk, again.uuid = None, f"00000000-0000-4000-8000-00000000000{number}"
        again.save()
        Share.objects.create(
            engagement=again, unit=failed.lead, role="lead", joined_at=timezone.now()
        )
    client.force_login(street_user)
    client.get(joint.get_absolute_url())
    with django_assert_max_num_queries(15):
        client.get(joint.get_absolute_url())
