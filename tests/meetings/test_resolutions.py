"""A resolution followed to its end: who does what, lost races, the register, the reminders."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.lifecycle import IllegalMove
from grids.actions.areas import found_area
from grids.actions.merges import merge
from meetings.actions import resolutions
from meetings.models import Progress, Resolution, Undertaking
from meetings.resolutions.scope import standing
from members.models import Liaison
from notices.jobs import deliver_notices, raise_notices
from notices.kinds import render
from notices.models import Notice
from tests.conftest import START
from tests.meetings.conftest import statuses


def staff(resolution, verb: str) -> str:
    return reverse(f"meetings:resolution_{verb}", args=[resolution.uuid])


def mine(resolution, verb: str) -> str:
    return reverse(f"meetings:my_resolution_{verb}", args=[resolution.uuid])


def test_the_lead_reports_and_the_convener_accepts(client, resolution, liaison_user, street_user):
    client.force_login(liaison_user)
    assert "报告完成" in client.get(resolution.phone_url).text
    client.post(mine(resolution, "note"), {"text": "查了一半"})
    client.post(mine(resolution, "report"), {"outcome": "18 幢都查完", "seen": resolution.seen})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.reported_by) == ("reported", liaison_user)

    client.force_login(street_user)
    assert "18 幢都查完" in client.get(staff(resolution, "accept")).text
    client.post(staff(resolution, "accept"), {"seen": resolution.seen})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.accepted_by) == ("accepted", street_user)
    shown = client.get(resolution.get_absolute_url()).text
    for words in ("查了一半", "牵头单位报告完成", "召集方验收，办结", "李建国"):
        assert words in shown


def test_when_its_alliance_has_ended_the_heir_s_staff_put_an_end_to_it(
    client, resolution, district, street, district_user, street_user
):
    client.force_login(street_user)
    ended, carried = "联合体已终止，不再开会", "自动带入下次会议"
    page = client.get(resolution.get_absolute_url()).text
    assert (ended in page, carried in page) == (False, True)
    on = timezone.localdate()
    heir = found_area(
        parent=district, kind="street", code="210211019", name="新大连湾街道", on=on, by=None
    )
    merge([street], into=heir, on=on, by=district_user, now=timezone.now())

    page = client.get(resolution.get_absolute_url()).text
    assert (ended in page, carried in page) == (True, False)
    client.post(staff(resolution, "drop"), {"reason": "街道已合并", "seen": resolution.seen})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.reason) == ("dropped", "街道已合并")
    assert ended not in client.get(resolution.get_absolute_url()).text


def test_given_back_it_goes_on_with_what_is_missing(client, resolution, liaison_user, street_user):
    resolutions.report(resolution, outcome="好了", by=liaison_user, now=timezone.now())
    client.force_login(street_user)
    assert "请写明还差什么" in client.post(staff(resolution, "give_back"), {"missing": ""}).text
    client.post(staff(resolution, "give_back"), {"missing": "3 幢没有查"})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.is_sent_back) == ("open", True)
    client.force_login(liaison_user)
    page = client.get(resolution.phone_url).text
    assert "3 幢没有查" in page
    assert "好了" in client.get(mine(resolution, "report")).text  # mended, not typed again
    resolutions.report(resolution, outcome="都好了", by=liaison_user, now=timezone.now())
    assert (resolution.missing, resolution.returned_at) == ("", None)


def test_the_convener_moves_the_day_and_drops_for_a_reason(client, resolution, street_user):
    client.force_login(street_user)
    later = timezone.localdate() + timedelta(days=60)
    url = staff(resolution, "move_due")
    assert "请写明为什么调整" in client.post(url, {"due_on": f"{later}"}).text
    client.post(url, {"due_on": f"{later}", "reason": "等材料", "seen": resolution.seen})
    stale = resolution.seen
    resolution.refresh_from_db()
    assert resolution.due_on == later
    answer = client.post(staff(resolution, "drop"), {"reason": "旧页面", "seen": stale})
    assert "刚刚有了变化" in answer.text
    client.post(staff(resolution, "drop"), {"reason": "小区要拆迁", "seen": resolution.seen})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.reason) == ("dropped", "小区要拆迁")
    assert "等材料" in client.get(resolution.get_absolute_url()).text


@pytest.mark.parametrize("days", [-1, 20])
def test_a_day_past_or_the_same_is_refused(resolution, street_user, days):
    due_on = timezone.localdate() + timedelta(days=days)
    with pytest.raises(resolutions.WrongDay):
        resolutions.move_due(resolution, due_on=due_on, reason="x", by=street_user,
                             now=timezone.now())  # fmt: skip


def test_who_comes_second_changes_nothing(resolution, liaison_user, street_user):
    now = timezone.now()
    other = Resolution.objects.get(pk=resolution.pk)
    resolutions.report(resolution, outcome="好了", by=liaison_user, now=now)
    with pytest.raises(IllegalMove):
        resolutions.drop(other, reason="没看到报告", by=street_user, now=now)
    with pytest.raises(IllegalMove):
        resolutions.move_due(other, due_on=date(2099, 1, 1), reason="x", by=street_user, now=now)
    before = Resolution.objects.get(pk=resolution.pk)
    resolutions.give_back(resolution, missing="差", by=street_user, now=now)
    resolutions.report(resolution, outcome="又好了", by=liaison_user, now=now + timedelta(hours=1))
    with pytest.raises(IllegalMove):  # it accepts a report that is no longer the one
        resolutions.accept(before, by=street_user, now=now)


def test_helpers_write_progress_but_do_not_report(
    client, resolution, liaison_user, liaison2_user, other_liaison_user
):
    url = mine(resolution, "report")
    assert statuses(client, "post", url, liaison2_user, other_liaison_user) == [403, 404]
    client.force_login(liaison2_user)
    client.post(mine(resolution, "note"), {"text": "派了两名电工"})
    line = Progress.objects.get()
    assert (line.unit.name, line.by) == ("大连湾供电所", liaison2_user)
    assert "记一句进展" in client.get(resolution.phone_url).text
    assert "报告完成</a>" not in client.get(resolution.phone_url).text
    resolution.refresh_from_db()
    assert resolution.status == "open"


def test_what_only_the_convener_does_is_no_page_of_the_phone(client, resolution, liaison_user):
    client.force_login(liaison_user)
    url = f"{resolution.phone_url}accept/"
    assert client.get(url).status_code == 404


def test_strangers_and_readers(
    client, resolution, other_street_user, grid_user, auditor, liaison_user
):
    page, accept = resolution.get_absolute_url(), staff(resolution, "drop")
    assert statuses(client, "get", page, other_street_user, grid_user, liaison_user) == [404] * 3
    assert statuses(client, "post", accept, other_street_user, auditor) == [404, 403]
    assert statuses(client, "get", page, auditor) == [200]
    resolution.refresh_from_db()
    assert resolution.status == "open"


def test_staff_speak_only_for_a_unit_without_an_officer(
    client, resolution, liaison_user, street_user, community_user, unit
):
    """The community sees it because its unit has a part; it reports once there is no officer."""
    report = staff(resolution, "report")
    assert statuses(client, "get", resolution.get_absolute_url(), community_user) == [200]
    assert statuses(client, "post", report, community_user, street_user) == [403, 403]
    assert statuses(client, "post", staff(resolution, "drop"), community_user) == [403]
    Liaison.objects.filter(unit=unit).update(until=START)
    assert (
        standing(community_user, resolution).behalf(resolution).startswith("区第二医院没有联络员")
    )
    client.force_login(community_user)
    client.post(report, {"outcome": "代报：好了"})
    resolution.refresh_from_db()
    assert (resolution.status, resolution.reported_by) == ("reported", community_user)
    assert "没有联络员，由工作人员代办" in client.get(resolution.get_absolute_url()).text


def test_the_register_finds_by_state_lateness_unit_and_alliance(client, resolution, street_user):
    Resolution.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    client.force_login(street_user)
    url = reverse("meetings:resolutions")
    assert "逾期 3 天" in client.get(url).text
    for query, count in [
        ("status=unfinished", 1), ("status=accepted", 0), ("late=late", 1), ("late=ok", 0),
        ("unit=供电所", 1), ("unit=小学", 0), ("alliance=大连湾", 1), ("alliance=红旗", 0),
    ]:  # fmt: skip
        assert client.get(f"{url}?{query}").context["list"].count == count, query


def test_the_register_costs_no_more_with_three(
    client, resolution, street_user, unit, django_assert_max_num_queries
):
    client.force_login(street_user)
    url, counts = reverse("meetings:resolutions"), []
    for more in (0, 2):
        for n in range(more):
            copy = Resolution.objects.create(
                alliance=resolution.alliance, meeting=resolution.meeting, title=f"又{n}",
                due_on=date(2099, 1, 1), announced_at=timezone.now(),
            )  # fmt: skip
            Undertaking.objects.create(resolution=copy, unit=unit, role="lead")
        with django_assert_max_num_queries(8) as captured:
            client.get(url)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_officers_find_what_their_unit_has_to_do(client, resolution, liaison_user, liaison2_user):
    client.force_login(liaison_user)
    assert "检查幸福里电路" in client.get(reverse("meetings:my_resolutions")).text
    home = reverse("home:phone")
    assert "检查幸福里电路" not in client.get(home).text  # twenty days are left
    Resolution.objects.update(due_on=timezone.localdate() + timedelta(days=5))
    assert "检查幸福里电路" in client.get(home).text
    client.force_login(liaison2_user)
    assert "检查幸福里电路" not in client.get(home).text  # a helper has nothing to report


def test_staff_see_today_what_waits_to_be_accepted(client, resolution, liaison_user, street_user):
    client.force_login(street_user)
    assert "验收决议" not in client.get(reverse("home:staff")).text
    resolutions.report(resolution, outcome="好", by=liaison_user, now=timezone.now())
    assert "验收决议 1 项" in client.get(reverse("home:staff")).text


def test_it_stands_on_the_page_and_in_the_year_of_its_unit(
    client, resolution, street_user, unit, unit2
):
    client.force_login(street_user)
    assert "检查幸福里电路" in client.get(unit.get_absolute_url()).text
    year = reverse("members:unit_year", args=[unit2.uuid])
    assert "检查幸福里电路" in client.get(year).text


# --- reminders --------------------------------------------------------------------------------


def told(kind: str) -> list[tuple[str, str]]:
    """(recipient, slot without its moment) of the standing notices of that kind."""
    rows = Notice.objects.filter(kind=kind).exclude(status="dropped").order_by("pk")
    return [(one.recipient.username, one.slot.split(" ")[0]) for one in rows]


def read(kind: str) -> list[tuple[str, str]]:
    """The same of those that still say something to their reader."""
    rows = list(Notice.objects.filter(kind=kind).exclude(status="dropped").order_by("pk"))
    texts = render(rows, now=timezone.now())
    return [(one.recipient.username, one.slot.split(" ")[0]) for one in rows if texts[one.pk]]


def tick(days: int = 0) -> None:
    now = timezone.now() + timedelta(days=days, minutes=1)
    for job in (raise_notices, deliver_notices):
        job(at=now.isoformat())


def test_the_lead_is_reminded_once_at_each_step(resolution, liaison_user, liaison2_user):
    for days, steps, sent in [
        (0, [], 0), (13, ["T-7"], 1), (14, ["T-7"], 1), (19, ["T-1"], 2), (21, ["overdue"], 3),
        (40, ["overdue"], 3),
    ]:  # fmt: skip
        tick(days)
        assert told("resolution_due") == [("liaison", step) for step in steps], days
        assert Notice.objects.filter(kind="resolution_due").count() == sent, days


def test_a_moved_day_reminds_anew_and_what_is_reported_no_more(
    resolution, liaison_user, street_user
):
    tick(19)
    now = timezone.now() + timedelta(days=19)
    assert told("resolution_due") == [("liaison", "T-1")]
    due_on = resolution.due_on + timedelta(days=2)
    resolutions.move_due(resolution, due_on=due_on, reason="x", by=street_user, now=now)
    tick(21)
    assert told("resolution_due") == [("liaison", "T-1")]
    assert Notice.objects.filter(kind="resolution_due").count() == 2
    resolutions.report(resolution, outcome="好", by=liaison_user, now=now)
    tick(30)
    assert told("resolution_due") == []


def test_everybody_is_told_what_happened_once(
    resolution, liaison_user, liaison2_user, street_user, community_user, district_user
):
    tick()
    both = ["liaison", "liaison2"]
    assert told("resolution_news") == [(name, "made") for name in both]
    resolutions.report(resolution, outcome="好", by=liaison_user, now=timezone.now())
    tick()
    assert told("resolution_reported") == [("street", "reported")]  # the convener alone
    resolutions.give_back(resolution, missing="差", by=street_user, now=timezone.now())
    tick()
    assert told("resolution_reported") == []
    assert told("resolution_news")[2:] == [(name, "returned") for name in both]
    resolutions.report(resolution, outcome="好", by=liaison_user, now=timezone.now())
    resolutions.accept(resolution, by=street_user, now=timezone.now())
    tick()
    tick()
    assert read("resolution_news") == [(name, "accepted") for name in both]
    assert len(told("resolution_news")) == 6  # each once


def test_dropping_is_told_with_its_reason(client, resolution, liaison_user, street_user):
    resolutions.drop(resolution, reason="不需要了", by=street_user, now=timezone.now())
    tick()
    assert told("resolution_news") == [("liaison", "dropped")]
    client.force_login(liaison_user)
    assert "不需要了" in client.get(reverse("notices:phone_inbox")).text


def test_who_spoke_for_the_unit_before_reads_nothing_of_it(resolution, liaison_user, unit, client):
    tick()
    assert read("resolution_news") == [("liaison", "made")]
    Liaison.objects.filter(unit=unit).update(until=timezone.localdate())
    assert read("resolution_news") == []


# --- the API ----------------------------------------------------------------------------------


def test_the_api_reads_and_moves_by_the_same_rules(
    client, resolution, liaison_user, street_user, other_liaison_user
):
    json = {"content_type": "application/json"}
    rows, one = "/api/v1/resolutions/", f"/api/v1/resolutions/{resolution.uuid}/"
    client.force_login(other_liaison_user)
    assert client.get(rows).json()["results"] == []
    assert client.post(f"{one}report/", {"outcome": "x"}, **json).status_code == 404
    client.force_login(liaison_user)
    seen = client.get(one).json()["seen"]
    assert client.post(f"{one}accept/", {}, **json).status_code == 403
    assert client.post(f"{one}report/", {"outcome": " "}, **json).status_code == 400
    answer = client.post(f"{one}report/", {"outcome": "好了", "seen": seen}, **json)
    assert (answer.status_code, answer.json()["status"]) == (200, "reported")
    client.force_login(street_user)
    assert client.post(f"{one}accept/", {"seen": seen}, **json).status_code == 409
    assert client.post(f"{one}accept/", {}, **json).json()["status"] == "accepted"


# --- what the database refuses ----------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "reported"},
        {"missing": "没有退回过"},
        {"returned_at": timezone.now()},
        {"due_reason": "没有调整过"},
        {"due_moved_at": timezone.now()},
        {"status": "dropped"},
    ],
)
def test_the_database_refuses(resolution, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(**wrong)


def test_the_database_refuses_a_report_without_words(resolution, liaison_user):
    facts = {"status": "reported", "reported_at": timezone.now(), "reported_by": liaison_user}
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(**facts)
    Resolution.objects.filter(pk=resolution.pk).update(outcome="好", **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(status="accepted")


def test_a_second_tap_writes_no_second_line(resolution, unit, unit2, liaison_user):
    now = timezone.now()
    told = {"by": liaison_user, "now": now}
    first = resolutions.note(resolution, text="查了两栋 ", unit=unit, **told)
    assert resolutions.note(resolution, text="查了两栋", unit=unit, **told) == first
    resolutions.note(resolution, text="查了三栋", unit=unit, **told)
    resolutions.note(resolution, text="查了两栋", unit=unit, **told)
    assert resolution.progress.count() == 3
