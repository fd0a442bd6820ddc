"""/w/meetings/<uuid>/minutes/: taken item by item, checked, issued, corrected; on the phone."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.actions import minutes, resolutions
from meetings.minutes import minutes_of
from meetings.models import AgendaItem, Invitation, Minutes, Outcome, Resolution
from notices.jobs import raise_notices
from notices.models import Notice
from tests.meetings.conftest import after_expiry, put, statuses


def page(meeting) -> str:
    return reverse("meetings:minutes", args=[meeting.uuid])


def typed(item, **facts) -> dict[str, str]:
    """The part of the form of one item, as somebody who saw it empty sends it."""
    prefix = f"i{item.uuid.hex}"
    known = {"said": "", "text": "", "seen": Outcome().seen} | facts
    return {f"{prefix}-{name}": value for name, value in known.items()}


def both(held) -> list[AgendaItem]:
    return list(held.agenda.order_by("order"))


def test_each_item_is_saved_and_the_others_are_kept(client, street_user, held):
    first, second = both(held)
    client.force_login(street_user)
    client.post(page(held), typed(first, said="三个小区要查", kind="information", text="已通报"))
    answer = client.post(page(held), typed(second, said="教室有了", kind="decision", text="办"))

    assert answer.status_code == 302
    rows = Outcome.objects.values_list("title", "said", "kind", "text")
    assert list(rows) == [
        ("老旧小区电路检查", "三个小区要查", "information", "已通报"),
        ("暑期托管", "教室有了", "decision", "办"),
    ]
    assert "三个小区要查" in client.get(page(held)).text


def test_a_stale_item_is_refused_and_the_rest_of_the_page_is_saved(client, street_user, held):
    first, second = both(held)
    client.force_login(street_user)
    client.post(page(held), typed(first, said="甲写的"))
    answer = client.post(page(held), typed(first, said="乙写的") | typed(second, said="别的事"))

    assert answer.status_code == 200
    assert "“老旧小区电路检查”刚刚被他人改过" in answer.text
    assert "乙写的" in answer.text
    assert [one.said for one in Outcome.objects.all()] == ["甲写的", "别的事"]
    seen = Outcome.objects.get(item=first).seen
    assert seen in answer.text  # sent again, knowing what stands there, it holds
    client.post(page(held), typed(first, said="乙写的", seen=seen))
    assert Outcome.objects.get(item=first).said == "乙写的"


def test_a_page_that_saves_by_itself_is_answered_with_the_new_stamps(client, street_user, held):
    first, _ = both(held)
    client.force_login(street_user)
    answer = client.post(page(held), typed(first, said="边听边记"), HTTP_ACCEPT="application/json")
    seen = Outcome.objects.get().seen
    assert answer.json() == {"seen": {f"i{first.uuid.hex}-seen": seen}, "errors": []}

    answer = client.post(page(held), typed(first, said="另一页"), HTTP_ACCEPT="application/json")
    assert answer.json()["errors"][0].startswith("老旧小区电路检查：")
    assert Outcome.objects.get().said == "边听边记"


def test_what_came_up_at_the_meeting_joins_the_agenda(client, street_user, held):
    client.force_login(street_user)
    client.post(page(held), {"new_title": "临时增加的事"})
    assert list(held.agenda.values_list("order", "title"))[-1] == (3, "临时增加的事")


def test_what_was_typed_outlives_the_session(client, street_user, held):
    first, _ = both(held)
    answer = after_expiry(client, street_user, page(held), typed(first, said="记到一半"))
    assert "记到一半" in answer.text


def test_a_text_too_long_is_said_and_kept(client, street_user, held):
    first, second = both(held)
    client.force_login(street_user)
    words = "长" * 3001
    answer = client.post(page(held), typed(first, said=words) | typed(second, said="短"))
    assert words in answer.text
    assert "1 处没有保存" in answer.text
    assert [one.said for one in Outcome.objects.all()] == ["短"]


def test_strangers_readers_and_wrong_moments(
    client, held, auditor, community_user, other_street_user, liaison_user, street_user
):
    strangers = (community_user, other_street_user, liaison_user)
    assert statuses(client, "get", page(held), *strangers) == [404] * 3
    assert statuses(client, "post", page(held), *strangers, auditor) == [404, 404, 404, 403]
    assert not Minutes.objects.exists()
    put("agenda")
    client.force_login(street_user)
    client.post(page(held), {"new_title": "太早"})
    assert not Minutes.objects.exists()
    assert held.agenda.count() == 2


def test_of_a_meeting_called_off_nothing_more_is_written(client, held, draft, unit, street_user):
    """What is stored stays, and is read."""
    first, second = both(held)
    now = timezone.now()
    made = {"lead": unit, "due_on": timezone.localdate(), "by": street_user, "now": now}
    kept = resolutions.make(first, title="查电路", **made)
    item = minutes.add_item(draft, "路灯", by=street_user)
    put("cancelled", cancel_reason="停电")
    acts = [
        lambda: minutes.write(draft, second, {"said": "x"}, by=street_user, seen=Outcome().seen),
        lambda: minutes.add_item(draft, "又一项", by=street_user),
        lambda: minutes.strike_item(draft, item, by=street_user),
        lambda: minutes.issue(draft, by=street_user, now=now),
        lambda: resolutions.make(second, title="另一件", **made),
        lambda: resolutions.mend(kept, title="改", **made),
        lambda: resolutions.strike(kept, by=street_user),
    ]
    for act in acts:
        with pytest.raises(minutes.NotTheTime, match="已取消的会议不记"):
            act()

    client.force_login(street_user)
    data = typed(second, said="晚了") | {"new_title": "又一项"}
    refused = "这场会议现在不能记纪要，没有保存。请刷新页面查看。"
    quietly = client.post(page(held), data, HTTP_ACCEPT="application/json")
    assert quietly.json() == {"seen": {}, "errors": [refused]}
    assert refused in client.post(page(held), data, follow=True).text
    check = reverse("meetings:minutes_check", args=[held.uuid])
    assert client.post(check, {"seen": ""}).url == page(held)
    read = client.get(page(held)).text
    assert "会议已取消，纪要不再记" in read
    assert "data-autosave" not in read
    assert "接着记" not in client.get(held.get_absolute_url()).text
    assert [one.title for one in Resolution.objects.all()] == ["查电路"]
    assert (Outcome.objects.get().item, held.agenda.count()) == (first, 3)
    assert Minutes.objects.get() == draft


def test_checked_and_issued_it_closes_the_meeting(client, street_user, held, unit):
    first, _ = both(held)
    now = timezone.now()
    Invitation.objects.create(meeting=held, unit=unit, attended_at=now, attended_how="list")
    client.force_login(street_user)
    answer = client.post(page(held), typed(first, said="说了", kind="information") | {
        "then": "check"
    })  # fmt: skip
    check = reverse("meetings:minutes_check", args=[held.uuid])
    assert answer.url == check
    shown = client.get(check)
    assert "区第二医院" in shown.text
    client.post(check, {"seen": shown.context["seen"]})

    held.refresh_from_db()
    found = minutes_of(held)
    assert (held.status, found.version, found.issued_by) == ("closed", 1, street_user)
    assert [one["label"] for one in found.attendance["present"]] == ["区第二医院"]
    assert [one.title for one in found.outcomes.all()] == ["老旧小区电路检查", "暑期托管"]
    assert "说了" in client.get(page(held)).text


def test_what_changed_after_the_check_is_looked_at_again(client, street_user, held, draft):
    first, _ = both(held)
    minutes.write(draft, first, {"said": "一"}, by=street_user, seen=Outcome().seen)
    client.force_login(street_user)
    check = reverse("meetings:minutes_check", args=[held.uuid])
    seen = client.get(check).context["seen"]
    minutes.write(draft, first, {"said": "二"}, by=street_user, seen=draft.outcomes.get().seen)
    answer = client.post(check, {"seen": seen})
    assert "刚刚又有改动" in answer.text
    assert Minutes.objects.get().status == "draft"


def test_it_is_not_issued_empty_nor_with_a_resolution_nobody_leads(draft, held, street_user):
    first, _ = both(held)
    with pytest.raises(minutes.NotReady, match="还是空的"):
        minutes.issue(draft, by=street_user, now=timezone.now())
    minutes.write(draft, first, {"kind": "resolution", "said": "定了"}, by=street_user,
                  seen=Outcome().seen)  # fmt: skip
    with pytest.raises(minutes.NotReady, match="还没有写明牵头单位"):
        minutes.issue(draft, by=street_user, now=timezone.now())
    put("notified")
    with pytest.raises(minutes.NotTheTime):
        minutes.issue(draft, by=street_user, now=timezone.now())
    assert Minutes.objects.get().status == "draft"


@pytest.fixture
def issued(draft, held, street_user) -> Minutes:
    first, _ = both(held)
    minutes.write(draft, first, {"said": "原来的话"}, by=street_user, seen=Outcome().seen)
    return minutes.issue(draft, by=street_user, now=timezone.now())


def test_an_issued_version_is_never_written_again(issued, held, street_user, client):
    first, _ = both(held)
    facts = {"by": street_user, "seen": issued.outcomes.first().seen}
    with pytest.raises(minutes.AlreadyIssued):
        minutes.write(issued, first, {"said": "改"}, **facts)
    with pytest.raises(minutes.AlreadyIssued):
        minutes.add_item(issued, "又一项", by=street_user)
    with pytest.raises(minutes.AlreadyIssued):
        minutes.issue(issued, by=street_user, now=timezone.now())
    with pytest.raises(minutes.AlreadyIssued):
        minutes.discard(issued, by=street_user)
    client.force_login(street_user)
    client.post(page(held), typed(first, said="改", seen=facts["seen"]))
    assert minutes_of(held).outcomes.first().said == "原来的话"
    assert Minutes.MOVES.get("issued") is None


def test_a_correction_is_a_new_version_for_a_reason(client, issued, held, street_user):
    first, _ = both(held)
    client.force_login(street_user)
    url = reverse("meetings:minutes_correct", args=[held.uuid])
    assert "请写明为什么更正" in client.post(url, {"reason": " "}).text
    client.post(url, {"reason": "写错了"})
    seen = Outcome.objects.get(minutes__status="draft", item=first).seen
    client.post(page(held), typed(first, said="改正的话", seen=seen))
    check = reverse("meetings:minutes_check", args=[held.uuid])
    client.post(check, {"seen": client.get(check).context["seen"]})

    rows = Minutes.objects.order_by("version").values_list("version", "status", "reason")
    assert list(rows) == [(1, "issued", ""), (2, "issued", "写错了")]
    old = client.get(reverse("meetings:minutes_version", args=[held.uuid, 1])).text
    new = client.get(reverse("meetings:minutes_version", args=[held.uuid, 2])).text
    assert "原来的话" in old
    assert "<del>原来</del>的话" in new
    assert "<ins>改正</ins>的话" in new
    assert minutes_of(held).version == 2


def test_a_correction_can_be_given_up(client, issued, held, street_user):
    now = timezone.now()
    draft = minutes.correct(held, reason="也许", by=street_user, now=now)
    assert minutes.correct(held, reason="两次", by=street_user, now=now) == draft
    client.force_login(street_user)
    client.post(reverse("meetings:minutes_discard", args=[held.uuid]))
    assert [one.version for one in Minutes.objects.all()] == [1]


def test_two_who_begin_at_once_write_the_same_draft(held, street_user, district_user):
    now = timezone.now()
    one = minutes.begin(held, by=street_user, now=now)
    assert minutes.begin(held, by=district_user, now=now) == one


def test_all_officers_are_told_once_a_version(
    issued, held, liaison_user, liaison2_user, other_liaison_user, street_user
):
    for _ in range(2):
        raise_notices(at=(timezone.now() + timedelta(minutes=1)).isoformat())
    told = Notice.objects.filter(kind="minutes_issued")
    assert {one.recipient for one in told} == {liaison_user, liaison2_user}
    assert told.count() == 2

    again = minutes.correct(held, reason="写错了", by=street_user, now=timezone.now())
    minutes.issue(again, by=street_user, now=timezone.now())
    raise_notices(at=(timezone.now() + timedelta(minutes=2)).isoformat())
    assert told.all().count() == 4


def test_officers_read_it_on_the_phone(client, issued, held, liaison_user, other_liaison_user):
    url = reverse("meetings:phone_minutes", args=[held.uuid])
    client.force_login(liaison_user)
    assert "原来的话" in client.get(url).text
    assert url in client.get(held.phone_url).text
    assert statuses(client, "get", url, other_liaison_user) == [404]
    Minutes.objects.update(status="draft", issued_at=None, issued_by=None)
    assert statuses(client, "get", url, liaison_user) == [404]


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"version": 2},
        {"reason": "第一版没有更正"},
        {"issued_at": None},
        {"issued_by": None},
        {"status": "draft"},
    ],
)
def test_the_database_refuses(issued, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(pk=issued.pk).update(**wrong)


def test_the_database_knows_one_draft_and_each_version_once(issued, held, street_user):
    facts = {"meeting": held, "begun_by": street_user, "begun_at": timezone.now(), "reason": "x"}
    Minutes.objects.create(version=2, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.create(version=3, **facts)  # a second draft
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(version=2).update(version=1, reason="")
    outcome = issued.outcomes.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(ruling="dropped")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(minutes=issued, item=outcome.item, order=1, title="又")


def test_the_queries_do_not_grow_with_the_agenda(
    client, street_user, draft, held, django_assert_max_num_queries
):
    client.force_login(street_user)
    counts = []
    for more in (0, 6):
        for n in range(more):
            AgendaItem.objects.create(meeting=held, order=10 + n, title=f"事项{n}")
        with django_assert_max_num_queries(20) as captured:
            client.get(page(held))
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_stamp_of_nothing_that_stands_there_is_stale(client, street_user, held):
    client.force_login(street_user)
    answer = client.post(page(held), typed(held.agenda.first(), said="议了", seen="abc"))
    assert "刚刚被他人改过" in answer.text
    assert Outcome().seen in answer.text  # sent again, it holds


def test_a_correction_given_up_leaves_nothing_behind(held, draft, unit, street_user):
    now = timezone.now()
    told = {"by": street_user, "seen": Outcome().seen}
    minutes.write(draft, held.agenda.first(), {"said": "议定"}, **told)
    minutes.issue(draft, by=street_user, now=now)
    again = minutes.correct(held, reason="漏记一项", by=street_user, now=now)
    item = minutes.add_item(again, "路灯", by=street_user)
    today = timezone.localdate()
    resolutions.make(item, title="修路灯", lead=unit, due_on=today, by=street_user, now=now)
    minutes.discard(again, by=street_user)
    assert not Resolution.objects.exists()
    assert [one.title for one in both(held)] == ["老旧小区电路检查", "暑期托管"]
    assert minutes_of(held).version == 1


def test_what_came_up_is_added_once_though_sent_twice(client, street_user, held):
    client.force_login(street_user)
    for _ in range(2):
        client.post(page(held), {"new_title": "路灯"})
    assert [one.title for one in both(held)] == ["老旧小区电路检查", "暑期托管", "路灯"]


# --- what came up, struck out again -----------------------------------------------------------


def strike(held, item) -> str:
    return reverse("meetings:minutes_item_strike", args=[held.uuid, item.uuid])


def test_what_was_added_by_mistake_is_taken_out(client, street_user, held, draft):
    item = minutes.add_item(draft, "路灯", by=street_user)
    told = {"said": "x", "kind": "decision"}
    seen = minutes.write(draft, item, told, by=street_user, seen=Outcome().seen).seen
    minutes.write(draft, item, {"said": ""}, by=street_user, seen=seen)
    client.force_login(street_user)
    shown = client.get(page(held)).text
    assert shown.count("移除") == 1
    assert f'href="{strike(held, item)}"' in shown
    assert "移除这一项？" in client.get(strike(held, item)).text
    assert held.agenda.count() == 3
    assert "“路灯”已移除。" in client.post(strike(held, item), follow=True).text
    assert [one.title for one in both(held)] == ["老旧小区电路检查", "暑期托管"]
    last = LogEntry.objects.get_for_object(draft).first()
    assert (last.actor, last.additional_data) == (
        street_user, {"verb": "strike_item", "reason": "路灯"},
    )  # fmt: skip
    assert client.post(strike(held, item)).status_code == 404
    minutes.strike_item(draft, item, by=street_user)
    assert LogEntry.objects.get_for_object(draft).first() == last


@pytest.mark.parametrize("came", ["words", "resolution", "issued"])
def test_what_something_came_of_stays(client, street_user, held, draft, unit, came):
    item, now = minutes.add_item(draft, "路灯", by=street_user), timezone.now()
    if came == "words":
        minutes.write(draft, item, {"text": "装灯"}, by=street_user, seen=Outcome().seen)
    elif came == "resolution":
        due = timezone.localdate()
        resolutions.make(item, title="装灯", lead=unit, due_on=due, by=street_user, now=now)
        Outcome.objects.all().delete()
    else:
        first = held.agenda.first()
        minutes.write(draft, first, {"said": "x"}, by=street_user, seen=Outcome().seen)
        minutes.issue(draft, by=street_user, now=now)
        minutes.correct(held, reason="漏记", by=street_user, now=now)
    client.force_login(street_user)
    if came != "issued":
        assert strike(held, item) not in client.get(page(held)).text
    answer = client.post(strike(held, item), follow=True)
    assert "“路灯”下面已有记录、决议，或已随纪要印发，不能移除。" in answer.text
    assert held.agenda.filter(pk=item.pk).exists()


def test_only_what_came_up_and_only_in_a_draft(client, street_user, held, draft):
    first, item = held.agenda.first(), minutes.add_item(draft, "路灯", by=street_user)
    with pytest.raises(minutes.SomethingCame):
        minutes.strike_item(draft, first, by=street_user)
    assert statuses(client, "post", strike(held, first), street_user) == [404]
    minutes.write(draft, first, {"said": "x"}, by=street_user, seen=Outcome().seen)
    minutes.issue(draft, by=street_user, now=timezone.now())
    with pytest.raises(minutes.AlreadyIssued):
        minutes.strike_item(draft, item, by=street_user)
    assert client.post(strike(held, item)).url == page(held)
    assert held.agenda.count() == 3


def test_who_may_take_out(client, held, draft, street_user, auditor, community_user):
    item = minutes.add_item(draft, "路灯", by=street_user)
    for method in ("get", "post"):
        found = statuses(client, method, strike(held, item), community_user, auditor)
        assert found == [404, 403]
    assert held.agenda.count() == 3


def test_what_others_wrote_about_it_meanwhile_is_not_lost(client, street_user, held, draft):
    item = minutes.add_item(draft, "路灯", by=street_user)
    late = AgendaItem.objects.get(pk=item.pk)
    minutes.strike_item(draft, item, by=street_user)
    with pytest.raises(minutes.WrittenMeanwhile):
        minutes.write(draft, late, {"said": "要装灯"}, by=street_user, seen=Outcome().seen)
    client.force_login(street_user)
    first = held.agenda.first()
    data = typed(late, said="要装灯") | typed(first, said="别的事")
    answer = client.post(page(held), data, HTTP_ACCEPT="application/json")
    words = "已移除的事项：有一项刚被他人移除，写在下面的没有保存：要装灯"
    assert answer.json()["errors"] == [words]
    assert "没有保存：要装灯" in client.post(page(held), data).text
    assert [one.said for one in Outcome.objects.all()] == ["别的事"]
    assert client.post(page(held), typed(late)).status_code == 302  # nothing was written there
