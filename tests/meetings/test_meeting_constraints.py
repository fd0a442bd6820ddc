"""What the database itself refuses of meetings, their rules and files."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from meetings.models import AgendaItem, Material, Meeting, MeetingRule
from tests.conftest import at


def refused(rows, **facts) -> bool:
    try:
        with transaction.atomic():
            rows.update(**facts)
    except IntegrityError:
        return True
    return False


NOW = at("2026-11-20")
CALLED = {"notified_at": NOW}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"status": "topics"}, {"topics_until": NOW.date()}),
        ({"status": "notified"}, CALLED),
        ({"status": "held", **CALLED}, {"held_at": NOW}),
        ({"status": "held", "held_at": NOW}, CALLED),
        ({"status": "notified", "held_at": NOW, **CALLED}, {"held_at": None}),
        ({"status": "closed", "held_at": NOW, **CALLED}, {"closed_at": NOW}),
        ({"status": "held", "held_at": NOW, "closed_at": NOW, **CALLED}, {"closed_at": None}),
        ({"moved_at": NOW}, CALLED),
        ({"quorum": 100}, {"quorum": 99}),
    ],
    ids=str,
)
def test_the_facts_of_each_stage(meeting, wrong, right):
    rows = Meeting.objects.all()
    assert refused(rows, **wrong)
    assert not refused(rows, **(wrong | right))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"kind": "own", "months": 2}, {"name": "理事会"}),
        ({"name": "理事会"}, {"name": ""}),
        ({"kind": "own", "name": "理事会", "months": 5}, {"months": 4}),
        ({"months": 1}, {"months": 0}),
        ({"collect_days": 61}, {"collect_days": 60}),
        ({"notice_days": 0}, {"notice_days": 1}),
        ({"notice_days": 31}, {"notice_days": 30}),
        ({"quorum": 100}, {"quorum": 0}),
    ],
    ids=str,
)
def test_what_a_rule_may_say(rule, wrong, right):
    rows = MeetingRule.objects.all()
    assert refused(rows, **wrong)
    assert not refused(rows, **(wrong | right))


def test_one_rule_of_a_standing_kind_and_own_ones_by_their_names(rule, alliance):
    facts = {"week": 1, "weekday": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingRule.objects.create(alliance=alliance, kind="liaison", **facts)
    own = {"alliance": alliance, "kind": "own", "months": 6} | facts
    for name in ("理事会", "例会"):
        MeetingRule.objects.create(name=name, **own)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingRule.objects.create(name="例会", **own)


def test_a_file_is_of_a_kind_that_is_read_and_not_too_large(meeting, street_user):
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="学习")
    facts = {"item": item, "name": "a.pdf", "kind": "pdf", "data": b"x", "size": 1}
    Material.objects.create(added_by=street_user, added_at=NOW, **facts)
    rows = Material.objects.all()
    assert refused(rows, kind="exe")
    assert refused(rows, size=0)
    assert refused(rows, size=10 * 1024 * 1024 + 1)
    assert not refused(rows, size=10 * 1024 * 1024)
    with pytest.raises(ProtectedError):
        meeting.delete()
