"""A project founded of a resolution, and the one trace that is read from either of them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.actions import resolutions
from meetings.actions.projects import NotAnnounced, found_project
from meetings.models import Resolution
from projects.models import Project
from tests.meetings.conftest import statuses


def url(resolution) -> str:
    return reverse("meetings:resolution_project", args=[resolution.uuid])


def facts(resolution, community) -> dict:
    return {"name": "亮灯行动", "level": "micro", "area": community.pk, "aim": "查电路",
            "alliance": resolution.alliance_id, "planned_until": ""}  # fmt: skip


def test_it_is_filled_in_and_founded_with_the_helpers(
    client, resolution, community, street_user, unit, unit2
):
    client.force_login(street_user)
    assert "检查幸福里电路" in client.get(url(resolution)).text
    client.post(url(resolution), facts(resolution, community))

    made = Project.objects.get()
    assert (made.origin, made.resolution_key, made.lead) == ("resolution", resolution.uuid, unit)
    assert [one.unit for one in made.partners.all()] == [unit2]
    assert "亮灯行动" in client.get(resolution.get_absolute_url()).text
    shown = client.get(made.get_absolute_url()).text
    assert f"{resolution.meeting.title}决议“检查幸福里电路”" in shown
    assert resolution.get_absolute_url() in shown


def test_one_that_is_not_stopped_a_resolution(client, resolution, community, street_user):
    client.force_login(street_user)
    client.post(url(resolution), facts(resolution, community))
    answer = client.post(url(resolution), facts(resolution, community))
    assert "这项决议已经成立了项目" in answer.text
    assert Project.objects.count() == 1
    Project.objects.update(status="stopped", reason="x")
    client.post(url(resolution), facts(resolution, community))
    assert Project.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(status="planned")


def test_not_of_one_dropped_or_not_announced(resolution, street_user, unit, community):
    project = Project(lead=unit, name="x", level="micro", area=community, aim="x")
    Resolution.objects.update(announced_at=None)
    with pytest.raises(NotAnnounced):
        found_project(resolution, project, by=street_user, now=timezone.now())
    Resolution.objects.update(announced_at=timezone.now())
    resolutions.drop(resolution, reason="x", by=street_user, now=timezone.now())
    with pytest.raises(resolutions.IllegalMove):
        found_project(resolution, project, by=street_user, now=timezone.now())
    assert not Project.objects.exists()


def test_only_the_convener_founds(client, resolution, auditor, other_street_user, community_user):
    found = statuses(client, "post", url(resolution), auditor, other_street_user, community_user)
    assert found == [403, 404, 403]


def test_the_trace_is_the_same_from_both_ends(
    client, resolution, community, street_user, liaison_user
):
    client.force_login(street_user)
    client.post(url(resolution), facts(resolution, community))
    resolutions.report(resolution, outcome="好了", by=liaison_user, now=timezone.now())
    told = []
    for start, key in (("resolution", resolution.uuid), ("project", Project.objects.get().uuid)):
        page = client.get(reverse("projects:trace", args=[start, key]))
        told.append([event.what for event in page.context["events"]])
    assert told[0] == told[1]
    assert told[0] == [
        f"{resolution.meeting.title}决议“检查幸福里电路”", "立项“亮灯行动”", "牵头单位报告完成",
    ]  # fmt: skip


def test_a_stranger_finds_no_trace(client, resolution, other_street_user):
    where = reverse("projects:trace", args=["resolution", resolution.uuid])
    assert statuses(client, "get", where, other_street_user) == [404]
