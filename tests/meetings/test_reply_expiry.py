"""Names of substitutes and reasons of leave are forgotten half a year after the meeting."""

from datetime import timedelta

from django.utils import timezone

from meetings.actions.expiry import CLEARED, forget_replies


def test_half_a_year_after_the_meeting_and_once(called, street_user):
    facts = {"replied_at": timezone.now(), "replied_by": street_user}
    first, second = called.invitations.order_by("pk")
    rows = type(first).objects
    rows.filter(pk=first.pk).update(reply="substitute", substitute="王芳", **facts)
    rows.filter(pk=second.pk).update(reply="leave", reason="出差", **facts)

    assert forget_replies(called.starts_at + timedelta(days=179)) == ""
    later = called.starts_at + timedelta(days=180)
    assert forget_replies(later) == "会议回执 2 份"
    assert forget_replies(later + timedelta(days=1)) == ""

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reply, first.substitute) == ("substitute", CLEARED)
    assert (second.reply, second.reason) == ("leave", "")
