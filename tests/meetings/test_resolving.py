"""Resolutions are made on the minutes page; what a later meeting rules of them takes effect."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.actions import minutes, resolutions
from meetings.models import AgendaItem, Meeting, Minutes, Outcome, Resolution
from tests.meetings.conftest import statuses
from tests.meetings.test_minutes import both, page, typed


def facts(lead, helpers=(), **more) -> dict:
    due = timezone.localdate() + timedelta(days=30)
    known = {"title": "查电路", "lead": lead.pk, "helpers": [one.pk for one in helpers]}
    return known | {"due_on": f"{due}", "text": ""} | more


def test_the_button_saves_what_was_typed_and_leads_to_the_form(client, street_user, held):
    first, _ = both(held)
    client.force_login(street_user)
    answer = client.post(page(held), typed(first, said="要查") | {"then": f"resolve {first.uuid}"})
    assert answer.url == reverse("meetings:resolve", args=[held.uuid, first.uuid])
    assert Outcome.objects.get().said == "要查"
    shown = client.get(answer.url).text
    assert 'value="老旧小区电路检查"' in shown


def test_it_is_made_of_an_item_with_lead_and_helpers(client, street_user, held, unit, unit2):
    first, _ = both(held)
    client.force_login(street_user)
    url = reverse("meetings:resolve", args=[held.uuid, first.uuid])
    client.post(url, facts(unit, [unit, unit2]))

    made = Resolution.objects.for_list().get()
    assert (made.lead, made.helpers, made.item) == (unit, [unit2], first)
    assert (made.meeting, made.alliance, made.announced_at) == (held, held.rule.alliance, None)
    assert Outcome.objects.get().kind == "resolution"
    assert "查电路" in client.get(page(held)).text


def test_a_unit_outside_the_alliance_and_a_day_past_are_refused(
    client, street_user, held, unit, other_unit
):
    first, _ = both(held)
    client.force_login(street_user)
    url = reverse("meetings:resolve", args=[held.uuid, first.uuid])
    assert "有 1 处需要改正" in client.post(url, facts(other_unit)).text
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = client.post(url, facts(unit, due_on=f"{yesterday}"))
    assert "完成期限不能早于今天" in answer.text
    assert "查电路" in answer.text
    assert not Resolution.objects.exists()


def test_before_the_minutes_are_issued_units_know_nothing(client, held, unit, liaison_user, draft):
    first, _ = both(held)
    made = resolutions.make(first, title="查", lead=unit, due_on=date(2099, 1, 1),
                            by=liaison_user, now=timezone.now())  # fmt: skip
    assert not Resolution.objects.of_liaison(liaison_user).exists()
    assert not Resolution.objects.visible_to(liaison_user).exists()
    assert statuses(client, "get", made.phone_url, liaison_user) == [404]


def test_until_then_it_can_be_mended_and_struck(client, street_user, held, draft, unit, unit2):
    first, _ = both(held)
    due, now = date(2099, 1, 1), timezone.now()
    made = resolutions.make(first, title="查", lead=unit, due_on=due, by=street_user, now=now)
    client.force_login(street_user)
    mend = reverse("meetings:resolution_mend", args=[held.uuid, made.uuid])
    stale = client.get(mend).context["form"]["seen"].value()
    client.post(mend, facts(unit2, [unit], title="查两遍", seen=stale))
    made = Resolution.objects.for_list().get()
    assert (made.title, made.lead, made.helpers) == ("查两遍", unit2, [unit])
    answer = client.post(mend, facts(unit, title="旧页面", seen=stale))
    assert "刚刚有了变化" in answer.text
    client.post(reverse("meetings:resolution_strike", args=[held.uuid, made.uuid]))
    assert not Resolution.objects.exists()


def test_once_issued_it_is_mended_no_more(resolution, street_user, unit2, client, held):
    with pytest.raises(resolutions.Announced):
        resolutions.mend(resolution, title="x", lead=unit2, due_on=date(2099, 1, 1),
                         by=street_user, now=timezone.now())  # fmt: skip
    with pytest.raises(resolutions.Announced):
        resolutions.strike(resolution, by=street_user)
    mend = reverse("meetings:resolution_mend", args=[held.uuid, resolution.uuid])
    assert statuses(client, "get", mend, street_user) == [404]


def test_the_minutes_keep_how_it_read(resolution, held, unit):
    row = Outcome.objects.get(item=resolution.item).resolved[0]
    assert row["lead"] == {"label": "区第二医院", "inner": False}
    assert [one["label"] for one in row["helpers"]] == ["大连湾供电所"]
    Resolution.objects.update(due_on=date(2099, 1, 1), title="后来改了")
    assert Outcome.objects.get(item=resolution.item).resolved[0] == row


def next_meeting(held, resolution) -> tuple[Meeting, AgendaItem]:
    """The next joint meeting, with the open resolution on its agenda, as it is carried there."""
    now = timezone.now()
    facts = {"notified_at": now, "held_at": now, "status": "held"}
    meeting = Meeting.objects.create(
        rule=held.rule, period=date(2099, 1, 1), starts_at=now, **facts
    )
    item = AgendaItem.objects.create(
        meeting=meeting, order=1, title=resolution.title, resolution=resolution
    )
    return meeting, item


@pytest.mark.parametrize(
    ("ruling", "reason", "status"),
    [("open", "", "open"), ("accepted", "", "accepted"), ("dropped", "不需要了", "dropped")],
)
def test_what_the_next_meeting_rules_takes_effect_when_issued(
    client, resolution, held, street_user, ruling, reason, status
):
    meeting, item = next_meeting(held, resolution)
    client.force_login(street_user)
    assert "继续办理" in client.get(page(meeting)).text
    words = typed(item, said="供电所说都查完了", ruling=ruling, ruling_reason=reason)
    client.post(page(meeting), words)
    resolution.refresh_from_db()
    assert resolution.status == "open"
    minutes.issue(meeting.minutes.get(), by=street_user, now=timezone.now())

    resolution.refresh_from_db()
    assert resolution.status == status
    assert resolution in Resolution.objects.unfinished() or status != "open"
    shown = client.get(resolution.get_absolute_url()).text
    assert meeting.title in shown
    if status == "accepted":
        assert resolution.outcome == "供电所说都查完了"
    if status == "dropped":
        assert "不需要了" in shown


def test_dropping_needs_its_reason(client, resolution, held, street_user):
    meeting, item = next_meeting(held, resolution)
    client.force_login(street_user)
    answer = client.post(page(meeting), typed(item, said="留着", ruling="dropped"))
    assert "请写明为什么不再办理" in answer.text
    assert "留着" in answer.text


def test_a_correction_moves_no_resolution_again(client, resolution, held, street_user):
    meeting, item = next_meeting(held, resolution)
    now = timezone.now()
    draft = minutes.begin(meeting, by=street_user, now=now)
    minutes.write(draft, item, {"said": "接着办", "ruling": "open"}, by=street_user,
                  seen=Outcome().seen)  # fmt: skip
    minutes.issue(draft, by=street_user, now=now)
    again = minutes.correct(meeting, reason="补一句", by=street_user, now=now)
    client.force_login(street_user)
    seen = again.outcomes.get().seen
    client.post(page(meeting), typed(item, said="接着办，补一句", ruling="accepted", seen=seen))
    minutes.issue(again, by=street_user, now=now)
    resolution.refresh_from_db()
    assert resolution.status == "open"
    assert again.outcomes.get().ruling == "open"


def test_one_settled_meanwhile_is_left_alone(resolution, held, street_user, liaison_user):
    meeting, item = next_meeting(held, resolution)
    now = timezone.now()
    draft = minutes.begin(meeting, by=street_user, now=now)
    minutes.write(draft, item, {"said": "办完", "ruling": "accepted"}, by=street_user,
                  seen=Outcome().seen)  # fmt: skip
    resolutions.drop(resolution, reason="另有安排", by=street_user, now=now)
    minutes.issue(draft, by=street_user, now=now)
    resolution.refresh_from_db()
    assert resolution.status == "dropped"


def test_none_is_made_on_issued_minutes(resolution, held, unit, street_user, client):
    with pytest.raises(ValidationError):
        resolutions.make(held.agenda.last(), title="晚了", lead=unit, due_on=date(2099, 1, 1),
                         by=street_user, now=timezone.now())  # fmt: skip
    client.force_login(street_user)
    url = reverse("meetings:resolve", args=[held.uuid, held.agenda.last().uuid])
    assert "已经印发" in client.post(url, facts(unit)).text
    assert Resolution.objects.count() == 1
    assert Minutes.objects.count() == 1
