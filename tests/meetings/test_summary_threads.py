"""Two issue the same month in the same moment: one number, one paper."""

import pytest
from django.utils import timezone

from common.lifecycle import IllegalMove
from meetings.actions import summaries
from meetings.models import DocumentNumber, SummaryIssue
from members.models import Alliance
from tests.meetings.test_bulletin_threads import at_once
from tests.meetings.test_late import last_month
from tests.meetings.test_summary import handed

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_issue_the_same_month_one_does(alliance, unit, liaison_user, street_user):
    handed(unit, liaison_user, practice="义诊两场")
    said = []

    def issue() -> None:
        issuer = Alliance.objects.select_related("area").get(pk=alliance.pk)
        try:
            given = summaries.issue(issuer, last_month(), by=street_user, now=timezone.now())
            said.append(str(given.number))
        except IllegalMove:
            said.append("refused")

    at_once([issue, issue])
    assert sorted(said) == ["1", "refused"]
    assert SummaryIssue.objects.get().number == DocumentNumber.objects.get()
