"""Suggestions: raised on the phone or out of a report, answered by a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.lifecycle import IllegalMove
from meetings.actions import suggestions
from meetings.models import LiaisonReport, Suggestion
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from tests.conftest import START, at
from tests.meetings.conftest import after_expiry, join, statuses
from tests.meetings.test_notices import raised

pytestmark = pytest.mark.django_db
LIST, MINE = "/w/suggestions/", "/l/suggestions/"


@pytest.fixture
def raised_one(unit, liaison_user, calendar, now) -> Suggestion:
    return suggestions.raise_suggestion(unit, "路灯早点亮", by=liaison_user, now=now)


@pytest.fixture
def accepted(submitted, street_user, now) -> LiaisonReport:
    LiaisonReport.objects.filter(pk=submitted.pk).update(
        status="accepted", accepted_at=now, reviewed_by=street_user, advice="路灯早点亮"
    )
    submitted.refresh_from_db()
    return submitted


def test_it_is_answered_within_fifteen_workdays(raised_one, unit):
    assert raised_one.answer_by == date(2026, 12, 1)
    assert (raised_one.area_id, raised_one.status) == (unit.area_id, "open")


def test_holidays_are_not_counted(unit, liaison_user, calendar):
    made = suggestions.raise_suggestion(unit, "x", by=liaison_user, now=at("2026-09-28"))
    weekdays = suggestions.answer_day(date(2026, 11, 2)) - date(2026, 11, 2)
    assert weekdays == timedelta(days=21)
    assert made.answer_by - date(2026, 9, 28) > timedelta(days=21)


def test_an_officer_writes_one_on_the_phone(client, unit, liaison_user, calendar):
    client.force_login(liaison_user)
    answer = client.post(MINE, {"text": "路灯\r\n早点亮"}, follow=True)
    made = Suggestion.objects.get()
    assert answer.redirect_chain == [(made.phone_url, 302)]
    assert (made.unit, made.raised_by, made.text) == (unit, liaison_user, "路灯\n早点亮")
    assert "街道马上就能看到" in answer.text
    assert made.phone_url in client.get(MINE).text
    wrong = client.post(MINE, {"text": " "})
    assert "请写下您的意见或建议。" in wrong.text
    assert Suggestion.objects.count() == 1


def test_what_was_typed_survives_an_expired_session(client, unit, liaison_user):
    page = after_expiry(client, liaison_user, MINE, {"text": "路灯早点亮"})
    assert "路灯早点亮</textarea>" in page.text


def test_staff_answer_it_and_the_officer_is_told(client, raised_one, street_user, liaison_user):
    client.force_login(street_user)
    url = raised_one.get_absolute_url()
    answer = client.post(url, {"answer": "下周调整", "seen": raised_one.seen}, follow=True)
    assert "已答复" in answer.text
    kept = Suggestion.objects.get()
    assert (kept.status, kept.answer, kept.answered_by) == ("answered", "下周调整", street_user)
    Suggestion.objects.update(answered_at=at("2026-11-12"))
    for _ in range(2):
        raise_notices(at=at("2026-11-12").isoformat())
    told = Notice.objects.get(kind="suggestion_answered")
    assert told.recipient == liaison_user
    client.force_login(liaison_user)
    assert "下周调整" in client.get(kept.phone_url).text


def test_a_second_answer_is_refused(client, raised_one, street_user, now):
    stale = Suggestion.objects.get()
    suggestions.answer(raised_one, "甲", by=street_user, now=now)
    with pytest.raises(IllegalMove):
        suggestions.answer(stale, "乙", by=street_user, now=now)
    client.force_login(street_user)
    page = client.post(raised_one.get_absolute_url(), {"answer": "丙", "seen": stale.seen})
    assert "有了变化" in page.text or "不能改为" in page.text
    assert Suggestion.objects.get().answer == "甲"


def test_the_street_is_reminded_when_raised_before_the_day_and_after_it(raised_one, street_user):
    assert raised("2026-11-10") == [("street", "suggestion_due", "raised")]
    assert raised("2026-11-27") == []
    assert raised("2026-11-28") == [("street", "suggestion_due", "T-3")]
    assert raised("2026-12-02") == [("street", "suggestion_due", "overdue")]
    assert raised("2026-12-03") == []
    deliver_notices(at=at("2026-12-03").isoformat())
    (left,) = Notice.objects.visible_to(street_user)
    assert left.slot == "overdue"
    suggestions.answer(Suggestion.objects.get(), "好", by=street_user, now=at("2026-12-03"))
    assert not Notice.objects.visible_to(street_user).exists()


def test_the_letters(raised_one, street_user, liaison_user, mailoutbox):
    type(street_user).objects.filter(pk=street_user.pk).update(email="s@example.com")
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="l@example.com")
    raised("2026-11-28")
    deliver_notices(at=at("2026-11-28").isoformat())
    assert {one.subject for one in mailoutbox} == {"区第二医院的意见建议还有 3 天要答复"}
    suggestions.answer(raised_one, "下周调整", by=street_user, now=at("2026-11-29"))
    raised("2026-11-29")
    deliver_notices(at=at("2026-11-29").isoformat())
    assert mailoutbox[-1].subject == "意见建议有了答复"


def test_the_advice_of_a_report_becomes_one_with_one_tap(client, accepted, street_user, unit):
    client.force_login(street_user)
    assert "转为意见建议" in client.get(accepted.get_absolute_url()).text
    answer = client.post(f"{accepted.get_absolute_url()}suggest/")
    made = Suggestion.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.text, made.unit, made.report) == ("路灯早点亮", unit, accepted)
    again = client.post(f"{accepted.get_absolute_url()}suggest/")  # a second click does no harm
    assert again.url == made.get_absolute_url()
    assert Suggestion.objects.count() == 1
    assert "把建议转为意见建议" not in client.get(accepted.get_absolute_url()).text


def test_so_does_the_officer(client, accepted, liaison_user):
    client.force_login(liaison_user)
    assert "请街道答复这条建议" in client.get(accepted.phone_url).text
    answer = client.post(f"{accepted.phone_url}suggest/")
    assert answer.url == Suggestion.objects.get().phone_url
    assert "待答复" in client.get(accepted.phone_url).text


@pytest.mark.parametrize("wrong", [{"status": "submitted"}, {"advice": " "}], ids=str)
def test_only_the_advice_of_an_accepted_report(client, accepted, street_user, wrong):
    LiaisonReport.objects.filter(pk=accepted.pk).update(**wrong)
    client.force_login(street_user)
    client.post(f"{accepted.get_absolute_url()}suggest/")
    assert not Suggestion.objects.exists()


def test_who_may(client, raised_one, accepted, auditor, community_user, other_street_user,
                 liaison_user, liaison2_user):  # fmt: skip
    url = raised_one.get_absolute_url()
    strangers = (other_street_user, liaison_user)
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, auditor, community_user, *strangers) == [200, 200, 404, 404]
    assert statuses(client, "post", url, auditor, *strangers) == [403, 404, 404]
    assert statuses(client, "get", raised_one.phone_url, liaison2_user, auditor) == [404, 404]
    assert statuses(client, "get", MINE, auditor) == [404]
    made = f"{accepted.get_absolute_url()}suggest/"
    assert statuses(client, "post", made, auditor, community_user, liaison2_user) == [403, 403, 404]
    assert statuses(client, "post", f"{accepted.phone_url}suggest/", liaison2_user) == [404]
    assert statuses(client, "get", made, community_user) == [405]
    assert Suggestion.objects.get().status == "open"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""}, {"status": "answered"}, {"answer": "好"}, {"answered_at": at("2026-11-12")},
    ],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_a_state_without_its_facts(raised_one, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(**wrong)


def test_one_of_a_report(accepted, unit, liaison_user, now):
    suggestions.of_report(accepted, by=liaison_user, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        suggestions.raise_suggestion(unit, "又", by=liaison_user, now=now, report=accepted)


def test_the_register_finds_the_late_and_costs_no_more(
    client, alliance, community, street_user, liaison_user, calendar, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (1, 2):
        for unit in join(alliance, community, more):
            suggestions.raise_suggestion(unit, "x", by=liaison_user, now=timezone.now())
        with django_assert_max_num_queries(8) as captured:
            assert client.get(LIST).context["list"].count == Suggestion.objects.count()
        counts.append(len(captured))
    assert len(set(counts)) == 1
    late = Suggestion.objects.earliest("pk")
    Suggestion.objects.filter(pk=late.pk).update(answer_by=START)
    page = client.get(f"{LIST}?late=late")
    assert page.context["list"].count == 1
    assert "已逾期" in client.get(late.get_absolute_url()).text


def test_a_second_tap_raises_no_second_one(unit, liaison_user, now):
    first = suggestions.raise_suggestion(unit, "修路灯 ", by=liaison_user, now=now)
    assert suggestions.raise_suggestion(unit, "修路灯", by=liaison_user, now=now) == first
    suggestions.answer(first, "已修好", by=liaison_user, now=now)
    assert suggestions.raise_suggestion(unit, "修路灯", by=liaison_user, now=now) != first
