"""One trace of a need: the same steps whichever record of it is opened, each by the scope."""

from datetime import date

import pytest
from django.urls import reverse

from projects.models import (
    Deliberation,
    DeliberationStep,
    Demand,
    Engagement,
    Project,
    Request,
    RequestStep,
    Share,
)
from tests.conftest import at
from tests.projects.conftest import category_of

TOLD = [
    "居民：收到",
    "海青社区：派单",
    "区第二医院提出“路灯要修”",
    "审核通过，公布",
    "提出对接",
    "双方同意对接",
    "立项“亮灯行动”",
    "项目启动",
    "提议",
    "报告办成",
    "需求方确认：满意",
    "需求方确认全部解决",
    "居民评价：满意，居民说已解决",
]


@pytest.fixture
def thread(make, unit2, community, street_user) -> dict:
    demand = make(Demand, "路灯要修", now=at("2026-11-03"))
    Demand.objects.filter(pk=demand.pk).update(met_on=date(2026, 11, 21))
    request = Request.objects.create(
        number="1",
        area=community,
        category=category_of("repair"),
        text="路灯不亮",
        status="confirmed",
        received_at=at("2026-11-01"),
        accepted_at=at("2026-11-01"),
        taken_at=at("2026-11-02"),
        done_at=at("2026-11-20"),
        closed_at=at("2026-11-22"),
        take_by=date(2026, 11, 3),
        done_by=date(2026, 11, 30),
        volunteers="亮灯队",
        outcome="已修好",
        solved=True,
        rating="good",
        demand=demand,
    )
    for verb, who, day, to in [
        ("receive", "居民", "2026-11-01", ""),
        ("dispatch", "海青社区", "2026-11-02", "亮灯队"),
    ]:
        RequestStep.objects.create(
            request=request, verb=verb, at=at(day), by_label=who, to_label=to,
            due_on=date(2026, 11, 30) if to else None, internal_note="只在内部",
        )  # fmt: skip
    engagement = Engagement.objects.create(
        demand=demand,
        awaits="asker",
        status="confirmed",
        proposed_at=at("2026-11-05"),
        proposed_by=street_user,
        accepted_at=at("2026-11-06"),
        touched_at=at("2026-11-20"),
        reported_at=at("2026-11-19"),
        outcome="换了灯",
        confirmed_at=at("2026-11-20"),
        confirmed_by=street_user,
        rating="good",
    )
    Share.objects.create(engagement=engagement, unit=unit2, role="lead", joined_at=at("2026-11-05"))
    project = Project.objects.create(
        name="亮灯行动",
        level="micro",
        origin="engagement",
        engagement=engagement,
        lead=unit2,
        area=community,
        aim="修路灯",
        status="active",
        started_on=date(2026, 11, 8),
        created_at=at("2026-11-07"),
        created_by=street_user,
    )
    talk = Deliberation.objects.create(
        title="装不装新灯", area=community, request=request, begun_on=date(2026, 11, 9),
        created_by=street_user,
    )  # fmt: skip
    DeliberationStep.objects.create(
        deliberation=talk, order=1, name="提议", held_on=date(2026, 11, 9), people=12, outcome="装"
    )
    DeliberationStep.objects.create(deliberation=talk, order=2, name="商议")
    return {"demand": demand, "request": request, "engagement": engagement, "project": project}


def page(client, start, record):
    return client.get(reverse("projects:trace", args=[start, record.uuid]))


@pytest.mark.parametrize("start", ["demand", "request", "engagement", "project"])
def test_the_same_steps_from_any_record(start, thread, client, street_user):
    client.force_login(street_user)

    answer = page(client, start, thread[start])

    assert [event.what for event in answer.context["events"]] == TOLD
    assert "交给亮灯队　11 月 30 日前" in answer.content.decode()
    assert "只在内部" not in answer.content.decode()


def test_a_record_alone_tells_its_own(client, street_user, thread):
    for record in (thread["request"], thread["project"]):
        fields = {"demand": None} if record is thread["request"] else {
            "engagement": None, "origin": "idea",
        }  # fmt: skip
        type(record).objects.filter(pk=record.pk).update(**fields)
    client.force_login(street_user)

    told = {
        start: [event.what for event in page(client, start, thread[start]).context["events"]]
        for start in ("request", "project")
    }

    assert told == {
        "request": [TOLD[0], TOLD[1], "提议", TOLD[-1]],
        "project": ["立项“亮灯行动”", "项目启动"],
    }


def test_what_was_not_done_says_why(client, street_user, thread):
    Engagement.objects.update(
        status="not_done", reason="没有配件", rating="", confirmed_at=None, confirmed_by=None
    )
    client.force_login(street_user)

    events = page(client, "demand", thread["demand"]).context["events"]

    assert ("未办成", "没有配件") in [(event.what, event.more) for event in events]


def test_strangers_find_nothing(client, other_street_user, thread):
    client.force_login(other_street_user)

    for start, record in thread.items():
        assert page(client, start, record).status_code == 404
    assert page(client, "meeting", thread["demand"]).status_code == 404


def test_only_what_the_reader_may_see(client, thread, other_street_user, other_community):
    """The other street's staff see the project that works there, and nothing of the need."""
    Project.objects.filter(pk=thread["project"].pk).update(area=other_community)
    client.force_login(other_street_user)

    events = page(client, "project", thread["project"]).context["events"]

    assert [event.what for event in events] == ["立项“亮灯行动”", "项目启动"]


def test_queries_do_not_grow(client, street_user, thread, django_assert_num_queries):
    client.force_login(street_user)
    page(client, "demand", thread["demand"])
    with django_assert_num_queries(16):
        page(client, "demand", thread["demand"])
    for number in "23":
        twin = Request.objects.get(number="1")
        twin.pk, twin.uuid, twin.number = (
            None,
            f"00000000-0000-4000-8000-00000000000{number}",
            number,
        )
        twin.save()
        RequestStep.objects.create(
            request=twin, verb="receive", at=at("2026-11-01"), by_label="居民"
        )
    with django_assert_num_queries(16):
        page(client, "demand", thread["demand"])
