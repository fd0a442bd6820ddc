"""Staff hear of terms that end: 30 days before, once for each day and place."""

from datetime import date

import pytest

from grids.models import GridPost
from notices.jobs import raise_notices
from notices.kinds import render
from notices.models import Notice
from tests.conftest import START, at

ENDS = date(2026, 12, 10)


@pytest.fixture
def posts(post, grid) -> list[GridPost]:
    more = {"duty_phone": "0411-87600300", "since": START, "term_ends_on": ENDS}
    guide = GridPost.objects.create(area=grid, role="guide", name="某", **more)
    GridPost.objects.filter(pk=post.pk).update(term_ends_on=ENDS)
    return [post, guide]


def raised(day: str) -> list[str]:
    raise_notices(at=at(day).isoformat())
    rows = Notice.objects.filter(kind="post_terms").order_by("recipient__username")
    return [f"{row.recipient.username} {row.slot} {row.due_on}" for row in rows]


def text(day: str) -> list[object]:
    rows = list(Notice.objects.filter(kind="post_terms").order_by("recipient__username"))
    found = render(rows, now=at(day))
    return [found[row.pk] for row in rows]


def test_the_staff_of_community_and_street_hear_once(
    posts, street_user, community_user, other_street_user, district_user, auditor
):
    assert raised("2026-11-09") == []
    told = ["community 2026-12-10 2026-12-10", "street 2026-12-10 2026-12-10"]
    assert raised("2026-11-10") == told
    assert raised("2026-11-11") == told
    community, street = text("2026-11-11")
    assert community.subject == "海青社区有 2 个网格岗位的任期将于 2026 年 12 月 10 日结束"
    assert street.subject == "大连湾街道有 2 个网格岗位的任期将于 2026 年 12 月 10 日结束"
    assert street.url == "/w/posts/?term=soon"
    over = text("2026-12-11")[0]
    assert (over.subject, over.url) == (
        "海青社区有 2 个网格岗位的任期已于 2026 年 12 月 10 日结束",
        "/w/posts/?term=over",
    )


def test_it_is_settled_when_the_posts_are_ended_or_renewed(posts, street_user):
    raised("2026-11-10")
    GridPost.objects.filter(role="head").update(until=date(2026, 11, 11))
    assert text("2026-11-11")[0].subject.startswith("大连湾街道有 1 个网格岗位")
    GridPost.objects.filter(role="guide").update(term_ends_on=date(2028, 12, 31))
    assert text("2026-11-11") == [None]


def test_who_has_left_reads_it_no_more(posts, street_user):
    raised("2026-11-10")
    street_user.postings.update(until=date(2026, 11, 11))
    assert text("2026-11-12") == [None]


def test_a_term_long_over_is_not_brought_up(posts, street_user):
    assert raised("2027-02-09") == []
    assert raised("2027-02-08") == ["street 2026-12-10 2026-12-10"]
