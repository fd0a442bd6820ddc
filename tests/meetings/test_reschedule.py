"""/w/meetings/<uuid>/reschedule/"""

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from grids.models import WorkDay, WorkYear
from meetings.actions import planning
from meetings.actions.planning import ChangedMeanwhile, TooLate
from meetings.models import Meeting
from tests.meetings.conftest import after_expiry, as_typed, in_days, put, statuses


@pytest.fixture
def url(meeting) -> str:
    return f"{meeting.get_absolute_url()}reschedule/"


def stored() -> tuple:
    return Meeting.objects.values_list("starts_at", "place", "moved_by_hand").get()


def test_staff_move_it_by_hand(client, street_user, meeting, url):
    client.force_login(street_user)
    assert 'value="街道三楼"' in client.get(url).text
    LogEntry.objects.all().delete()

    answer = client.post(url, as_typed(in_days(12)) | {"seen": meeting.seen}, follow=True)

    assert answer.redirect_chain == [(meeting.get_absolute_url(), 302)]
    assert stored() == (in_days(12), "二楼会议室", True)
    assert "人工改期，系统不再自动调整" in answer.text
    entry = LogEntry.objects.get()
    assert (entry.additional_data["verb"], entry.actor) == ("reschedule", street_user)
    assert entry.changes["place"] == ["街道三楼", "二楼会议室"]


def test_who_may_and_who_may_not(
    client, url, meeting, auditor, other_street_user, community_user, liaison_user
):
    assert client.get(url).url.startswith("/in/?next=")
    assert client.post(url, as_typed(in_days(12))).url.startswith("/in/?next=")
    for method in ("get", "post"):
        assert statuses(client, method, url, auditor) == [403]
        strangers = (other_street_user, community_user, liaison_user)
        assert statuses(client, method, url, *strangers) == [404] * 3
    assert stored() == (meeting.starts_at, "街道三楼", False)


def test_a_street_officer_who_audits_the_district_may_not_move_another_s(
    client, url, meeting, other_street_user, district
):
    other_street_user.postings.create(role="auditor", area=district, since="2026-01-01")
    client.force_login(other_street_user)
    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert client.post(url, as_typed(in_days(12))).status_code == 403
    assert stored() == (meeting.starts_at, "街道三楼", False)


def test_another_verb_is_refused(client, url, street_user):
    assert statuses(client, "put", url, street_user) == [405]


def test_a_second_click_changes_nothing_and_complains_of_nothing(client, url, street_user, meeting):
    client.force_login(street_user)
    typed = as_typed(in_days(12)) | {"seen": meeting.seen}
    client.post(url, typed)
    LogEntry.objects.all().delete()

    assert client.post(url, typed).status_code == 302
    assert LogEntry.objects.count() == 0


def test_a_stale_tab_undoes_nothing_and_keeps_what_was_typed(client, url, street_user, meeting):
    client.force_login(street_user)
    Meeting.objects.update(starts_at=in_days(11), place="防汛指挥部")

    answer = client.post(url, as_typed(in_days(12)) | {"seen": meeting.seen})

    assert "会议刚被他人改动" in answer.text
    assert 'value="二楼会议室"' in answer.text
    assert stored() == (in_days(11), "防汛指挥部", False)

    seen = Meeting.objects.get().seen
    assert f'name="seen" value="{seen}"' in answer.text
    client.post(url, as_typed(in_days(12)) | {"seen": seen})
    assert stored() == (in_days(12), "二楼会议室", True)


def test_of_two_at_once_one_wins(meeting, street_user, now):
    stale = Meeting.objects.get()
    moved = {"by": street_user, "now": in_days(0), "place": ""}
    planning.reschedule(meeting, starts_at=in_days(11), **moved)
    with pytest.raises(ChangedMeanwhile):
        planning.reschedule(stale, starts_at=in_days(12), **moved)
    assert stored() == (in_days(11), "", True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": ""}, "日期"),
        ({"day": "2026-02-30"}, "日期"),
        ({"day": "0001-01-01"}, "要在现在之后、一年之内"),
        ({"day": "9999-12-31"}, "要在现在之后、一年之内"),
        ({"starts": "25:00"}, "时间"),
        ({"starts": ""}, "时间"),
        ({"place": "楼" * 101}, "100"),
        ({"place": "三楼\x00"}, "看不见的特殊字符"),
    ],
    ids=repr,
)
def test_what_is_wrong_is_said_and_nothing_changes(client, url, street_user, meeting, typed, words):
    client.force_login(street_user)
    answer = client.post(url, as_typed(in_days(12)) | {"seen": meeting.seen} | typed)
    assert answer.status_code == 200
    assert "<title>错误：" in answer.text
    summary = answer.text[answer.text.index('id="errors"') :]
    assert words in summary[: summary.index("</div>")]
    assert stored() == (meeting.starts_at, "街道三楼", False)


def test_odd_words_are_kept_as_they_are(client, url, street_user, meeting):
    client.force_login(street_user)
    odd = "𠮷野家 <b>& 😀"
    client.post(url, as_typed(in_days(12), odd) | {"seen": meeting.seen})
    assert stored()[1] == odd
    assert "𠮷野家 &lt;b&gt;&amp; 😀" in client.get(meeting.get_absolute_url()).text


@pytest.mark.parametrize("over", [{"status": "held"}, {"status": "cancelled"}, {"days": -1}])
def test_what_is_over_is_not_moved(client, url, street_user, meeting, over):
    status, starts = over.get("status", "planned"), in_days(over.get("days", 10))
    put(status, starts_at=starts, cancel_reason="防汛")
    client.force_login(street_user)
    answer = client.post(url, as_typed(in_days(12)) | {"seen": Meeting.objects.get().seen})
    assert "不能改期" in answer.text
    assert stored() == (starts, "街道三楼", False)


def test_the_action_refuses_what_is_over(meeting, street_user):
    with pytest.raises(TooLate):
        planning.reschedule(
            meeting, starts_at=in_days(20), place="", by=street_user, now=in_days(11)
        )


def test_what_was_typed_survives_an_expired_session(client, url, street_user, meeting):
    page = after_expiry(client, street_user, url, as_typed(in_days(12))).text
    assert 'value="二楼会议室"' in page
    assert f'value="{as_typed(in_days(12))["day"]}"' in page
    assert stored() == (meeting.starts_at, "街道三楼", False)


@pytest.mark.parametrize("worked", [True, False])
def test_a_day_off_is_pointed_out(client, url, street_user, meeting, worked):
    moment = in_days(12)
    day = timezone.localdate(moment)
    kept = {"source": "通知", "changed_at": timezone.now()}
    year, _ = WorkYear.objects.get_or_create(year=day.year, defaults=kept)
    WorkDay.objects.update_or_create(date=day, defaults={"year": year, "is_workday": worked})
    client.force_login(street_user)
    answer = client.post(url, as_typed(moment) | {"seen": meeting.seen}, follow=True)
    assert ("这一天是休息日" in answer.text) is not worked
