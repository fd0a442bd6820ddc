"""Topics of units, and the agenda in its order: /l/meetings/…/topic/, /w/meetings/…/agenda/."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.files import MOST_BYTES, BadFile, check
from common.lifecycle import IllegalMove
from meetings.actions import agenda, minutes, stages
from meetings.models import AgendaItem, Material, Outcome, Topic
from tests.meetings.conftest import after_expiry, put, resolved, statuses

PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def collecting(meeting, street_user):
    until = timezone.localdate() + timedelta(days=3)
    stages.collect(meeting, until=until, by=street_user, now=timezone.now())
    return meeting


def topic_of(meeting, unit, by, title="充电桩不够") -> Topic:
    return agenda.propose(meeting, unit=unit, title=title, text="", by=by, now=timezone.now())


# --- topics ---------------------------------------------------------------------------------------


def test_an_officer_hands_in_a_topic_and_takes_it_back(client, collecting, liaison_user, unit):
    client.force_login(liaison_user)
    assert "提一个议题" in client.get(collecting.phone_url).text
    url = f"{collecting.phone_url}topic/"
    answer = client.post(url, {"title": "充电桩不够", "text": "小区晚上排队"}, follow=True)
    assert answer.redirect_chain == [(collecting.phone_url, 302)]
    topic = Topic.objects.get()
    assert (topic.unit, topic.status, topic.text) == (unit, "proposed", "小区晚上排队")
    withdraw = f"{url}{topic.uuid}/withdraw/"
    assert "已撤回" in client.post(withdraw, follow=True).text
    topic.refresh_from_db()
    assert topic.status == "withdrawn"
    assert "现在不能改为" in client.post(withdraw, follow=True).text


def test_only_until_the_deadline_and_not_without_end(client, collecting, liaison_user, unit):
    for number in range(agenda.MOST_TOPICS):
        topic_of(collecting, unit, liaison_user, f"议题{number}")
    client.force_login(liaison_user)
    url = f"{collecting.phone_url}topic/"
    page = client.post(url, {"title": "再来一个"}).text
    assert "最多提 5 个议题" in page
    assert 'value="再来一个"' in page
    put("topics", topics_until=timezone.localdate() - timedelta(days=1))
    page = client.post(url, {"title": "太晚了"}).text
    assert "议题征集已截止" in page
    assert Topic.objects.count() == agenda.MOST_TOPICS
    topic = Topic.objects.earliest("pk")
    assert "议题征集已截止" in client.post(f"{url}{topic.uuid}/withdraw/", follow=True).text
    page = client.get(collecting.phone_url).text
    assert "提一个议题" not in page
    client.logout()
    assert 'value="过期"' in after_expiry(client, liaison_user, url, {"title": "过期"}).text


def test_whose_topics_they_are(
    client, collecting, unit, liaison_user, liaison2_user, other_liaison_user, street_user
):
    topic = topic_of(collecting, unit, liaison_user)
    url = f"{collecting.phone_url}topic/"
    assert statuses(client, "get", url, liaison2_user) == [200]
    assert statuses(client, "get", url, other_liaison_user, street_user) == [404, 404]
    withdraw = f"{url}{topic.uuid}/withdraw/"
    assert statuses(client, "post", withdraw, liaison2_user, other_liaison_user) == [404, 404]
    client.force_login(liaison2_user)
    assert "充电桩不够" not in client.get(collecting.phone_url).text
    topic.refresh_from_db()
    assert topic.status == "proposed"


def test_staff_take_one_in_and_decline_another(
    client, collecting, unit, liaison_user, street_user, auditor, other_street_user
):
    one, other = (topic_of(collecting, unit, liaison_user, title) for title in ("甲事", "乙事"))
    base = f"{collecting.get_absolute_url()}topics/"
    client.force_login(street_user)
    assert "现在不能改议程" in client.post(f"{base}{one.uuid}/take/", follow=True).text
    stages.begin_agenda(collecting, by=street_user)
    assert statuses(client, "post", f"{base}{one.uuid}/take/", auditor, other_street_user) == [
        403, 404,
    ]  # fmt: skip
    client.force_login(street_user)
    client.post(f"{base}{one.uuid}/take/")
    item = AgendaItem.objects.get()
    assert (item.topic, item.title, item.presenter) == (one, "甲事", unit.label)
    assert "现在不能改为" in client.post(f"{base}{one.uuid}/take/", follow=True).text
    assert AgendaItem.objects.count() == 1
    decline = f"{base}{other.uuid}/decline/"
    assert "请写明原因" in client.post(decline, {"reason": ""}).text
    client.post(decline, {"reason": "已在办"})
    other.refresh_from_db()
    assert (other.status, other.reason) == ("declined", "已在办")
    stages.notify(collecting, by=street_user, now=timezone.now())
    client.force_login(liaison_user)
    page = client.get(collecting.phone_url).text
    assert "已在办" in page
    assert "列入议程" in page


# --- the agenda -----------------------------------------------------------------------------------


@pytest.fixture
def set_up(joint, street_user):
    """A joint meeting at its agenda, with three items."""
    stages.begin_agenda(joint, by=street_user)
    for title, length in (("学习", 20), ("通报", 15), ("讨论", 30)):
        agenda.add(joint, title=title, minutes=length, presenter="", by=street_user)
    return joint


def order(meeting) -> list[str]:
    return list(meeting.agenda.order_by("order", "pk").values_list("title", flat=True))


def shift(client, meeting, title, to, seen=None):
    item = meeting.agenda.get(title=title)
    url = f"{meeting.get_absolute_url()}agenda/{item.uuid}/shift/"
    now = agenda.seen_as(list(meeting.agenda.order_by("order", "pk")))
    return client.post(url, {"to": to, "seen": now if seen is None else seen}, follow=True)


def test_items_move_up_and_down_and_a_stale_tab_moves_nothing(client, set_up, street_user):
    client.force_login(street_user)
    old = agenda.seen_as(list(set_up.agenda.order_by("order", "pk")))
    shift(client, set_up, "讨论", "up")
    assert order(set_up) == ["学习", "讨论", "通报"]
    assert "议程刚被他人改动" in shift(client, set_up, "讨论", "up", seen=old).text
    assert order(set_up) == ["学习", "讨论", "通报"]
    shift(client, set_up, "学习", "up")
    shift(client, set_up, "学习", "down")
    assert order(set_up) == ["讨论", "学习", "通报"]


def test_the_page_sums_the_minutes_and_says_when_it_ends(client, set_up, street_user):
    client.force_login(street_user)
    page = client.get(set_up.get_absolute_url()).text
    ends = timezone.localtime(set_up.starts_at + timedelta(minutes=65))
    assert f"3 项，共 65 分钟，约 {ends:%H:%M} 结束" in page


def test_an_item_is_added_changed_and_struck_off(client, set_up, street_user):
    client.force_login(street_user)
    base = f"{set_up.get_absolute_url()}agenda/"
    client.post(f"{base}new/", {"title": "总结", "minutes": 5, "presenter": "书记"})
    item = set_up.agenda.get(title="总结")
    assert (item.order, item.presenter) == (4, "书记")
    page = client.post(f"{base}new/", {"title": "太久", "minutes": 241}).text
    assert "<title>错误：" in page
    url = f"{base}{item.uuid}/"
    typed = {"title": "小结", "minutes": 6, "presenter": "", "seen": item.seen}
    assert client.post(url, typed).status_code == 302
    page = client.post(url, typed | {"title": "又改"}).text
    assert "议程刚被他人改动" in page
    assert 'value="又改"' in page
    client.post(f"{base}{item.uuid}/strike/")
    assert order(set_up) == ["学习", "通报", "讨论"]


def test_what_was_struck_off_is_not_lost(set_up, street_user, unit, liaison_user):
    found = resolved(set_up, "修路灯")
    carried = AgendaItem.objects.create(meeting=set_up, order=9, title="修路灯", resolution=found)
    agenda.strike(carried, by=street_user)
    found.refresh_from_db()
    assert found.status == "open"
    topic = Topic.objects.create(
        meeting=set_up, unit=unit, title="甲", proposed_by=liaison_user, proposed_at=timezone.now()
    )
    item = agenda.take(topic, by=street_user)
    agenda.strike(item, by=street_user)
    topic.refresh_from_db()
    assert topic.status == "proposed"
    with pytest.raises(agenda.AgendaChanged):
        agenda.edit(carried, title="x", minutes=1, presenter="", by=street_user)


def test_carried_resolutions_lead_to_their_pages_without_a_query_for_each(
    client, set_up, street_user
):
    client.force_login(street_user)
    costs = []
    for number in (1, 2, 3):
        found = resolved(set_up, f"修路灯 {number}")
        AgendaItem.objects.create(meeting=set_up, order=9, title=found.title, resolution=found)
        with CaptureQueriesContext(connection) as queries:
            assert (
                f'href="{found.get_absolute_url()}"' in client.get(set_up.get_absolute_url()).text
            )
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_the_agenda_is_closed_before_its_stage_and_after_the_meeting(meeting, street_user):
    facts = {"title": "x", "minutes": 1, "presenter": "", "by": street_user}
    for status in ("planned", "topics", "held", "closed", "cancelled"):
        put(status, cancel_reason="x")
        with pytest.raises(agenda.AgendaIsClosed):
            agenda.add(meeting, **facts)
    put("notified", cancel_reason="")
    assert agenda.add(meeting, **facts)


def test_what_comes_up_later_can_be_carried_in(client, set_up, failed, street_user):
    client.force_login(street_user)
    page = client.get(set_up.get_absolute_url()).text
    assert "/carry/" in page
    client.post(f"{set_up.get_absolute_url()}carry/")
    assert order(set_up) == ["学习", "通报", "讨论", "缺一间活动室"]
    assert "/carry/" not in client.get(set_up.get_absolute_url()).text


def test_what_is_carried_in_is_on_the_trail_once(client, set_up, failed, street_user):
    client.force_login(street_user)
    url = f"{set_up.get_absolute_url()}carry/"
    assert "已带入议程 1 项" in client.post(url, follow=True).text
    assert "已带入议程 0 项" in client.post(url, follow=True).text
    trail = LogEntry.objects.get_for_object(set_up).filter(additional_data__verb="carry")
    assert [(one.actor, one.changes) for one in trail] == [(street_user, {"agenda": [3, 4]})]
    put("held")
    assert "现在不能改议程" in client.post(url, follow=True).text


def test_no_more_is_carried_in_than_an_agenda_holds(client, set_up, failed, street_user):
    rows = [AgendaItem(meeting=set_up, order=n, title=f"第 {n} 项") for n in range(4, 41)]
    AgendaItem.objects.bulk_create(rows)
    client.force_login(street_user)
    url = f"{set_up.get_absolute_url()}carry/"
    assert "一次会议的议程最多 40 项" in client.post(url, follow=True).text
    assert set_up.agenda.count() == agenda.MOST_ITEMS
    assert not LogEntry.objects.filter(additional_data__verb="carry").exists()
    rows[0].delete()
    client.post(url)
    assert order(set_up)[-1] == "缺一间活动室"


def test_a_second_tap_adds_nothing(set_up, street_user):
    last = set_up.agenda.last()
    facts = {"title": last.title, "minutes": last.minutes, "presenter": last.presenter}
    assert agenda.add(set_up, by=street_user, **facts) == last
    assert agenda.add(set_up, by=street_user, **facts | {"minutes": 5}) != last
    assert agenda.add(set_up, by=street_user, **facts) != last  # no longer the last
    assert order(set_up) == ["学习", "通报", "讨论", "讨论", "讨论"]
    made = LogEntry.objects.get_for_objects(set_up.agenda.all())
    assert made.count() == 5


# --- files ----------------------------------------------------------------------------------------


def office(main: str, *more: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", main, *more):
            archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("通知.pdf", PDF, ("通知.pdf", "pdf")),
        ("表.docx", office("word/document.xml"), ("表.docx", "docx")),
        ("表.xlsx", office("xl/workbook.xml"), ("表.xlsx", "xlsx")),
        ("讲稿.pptx", office("ppt/presentation.xml"), ("讲稿.pptx", "pptx")),
        ("图.png", b"\x89PNG\r\n\x1a\n", ("图.png", "png")),
        ("照片.JPEG", b"\xff\xd8\xff\xe0", ("照片.JPEG", "jpg")),
        ("其实是PDF.exe", PDF, ("其实是PDF.exe.pdf", "pdf")),
        ("C:\\夹\\..\\a.pdf", PDF, ("a.pdf", "pdf")),
        ("\u202efdp.exe", PDF, ("fdp.exe.pdf", "pdf")),
        ("长" * 200 + ".pdf", PDF, ("长" * 96 + ".pdf", "pdf")),
        ("", PDF, ("材料.pdf", "pdf")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_what_its_content_says(name, data, kept):
    found = check(name, data)
    assert (found.name, found.kind) == kept


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空的"),
        (b"MZ\x90", "只收"),
        (b"<script>alert(1)</script>", "只收"),
        (b"PK\x03\x04 broken", "打不开"),
        (office("a.txt"), "只收"),
        (office("word/document.xml", "word/vbaProject.bin"), "带宏"),
        (b"\xd0\xcf\x11\xe0", "老格式"),
        (PDF + b"x" * MOST_BYTES, "10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_kept_says_why(data, why):
    with pytest.raises(BadFile, match=why):
        check("a.pdf", data)


def test_a_file_is_read_by_whoever_sees_the_meeting_and_by_nobody_else(
    client, set_up, street_user, auditor, liaison_user, other_liaison_user, other_street_user
):
    item = set_up.agenda.get(title="学习")
    client.force_login(street_user)
    url = f"{set_up.get_absolute_url()}agenda/{item.uuid}/materials/new/"
    bad = SimpleUploadedFile("a.pdf", b"MZ")
    assert "只收 PDF" in client.post(url, {"file": bad}).text
    client.post(url, {"file": SimpleUploadedFile("学习材料.pdf", PDF)})
    file = Material.objects.get()
    assert (file.name, file.size, bytes(file.data)) == ("学习材料.pdf", len(PDF), PDF)
    staff = f"{set_up.get_absolute_url()}materials/{file.uuid}/"
    phone = f"{set_up.phone_url}materials/{file.uuid}/"
    answer = client.get(staff)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "%E5%AD%A6" in answer["Content-Disposition"]
    assert statuses(client, "get", staff, auditor, other_street_user, liaison_user) == [
        200, 404, 404,
    ]  # fmt: skip
    assert statuses(client, "get", phone, liaison_user, other_liaison_user) == [200, 404]
    drop = f"{staff}drop/"
    assert statuses(client, "post", drop, auditor, other_street_user) == [403, 404]
    client.force_login(street_user)
    client.post(drop)
    assert not Material.objects.exists()


def test_the_same_file_twice_is_one(set_up, street_user):
    item, other = set_up.agenda.all()[:2]

    def attach(item, name="a.pdf", data=PDF) -> Material:
        now = timezone.now()
        return agenda.attach(item, check(name, data), by=street_user, now=now)

    first = attach(item)
    assert attach(item) == first
    more = [attach(item, "b.pdf"), attach(item, data=PDF + b"2"), attach(other)]
    assert len({first, *more}) == Material.objects.count() == 4
    assert LogEntry.objects.get_for_objects(Material.objects.all()).count() == 4


def test_who_may_and_who_may_not(
    client, set_up, street_user, auditor, other_street_user, liaison_user
):
    item = set_up.agenda.get(title="学习")
    base = f"{set_up.get_absolute_url()}agenda/"
    for url in (f"{base}new/", f"{base}{item.uuid}/", f"{base}{item.uuid}/strike/",
                f"{base}{item.uuid}/materials/new/"):  # fmt: skip
        for method in ("get", "post"):
            assert statuses(client, method, url, auditor) == [403]
            assert statuses(client, method, url, other_street_user, liaison_user) == [404, 404]
    carry = f"{set_up.get_absolute_url()}carry/"
    for url in (f"{base}{item.uuid}/shift/", carry):
        assert statuses(client, "post", url, auditor, other_street_user) == [403, 404]
        assert statuses(client, "get", url, street_user) == [405]
    assert order(set_up) == ["学习", "通报", "讨论"]


def test_the_moves_of_a_topic(collecting, unit, liaison_user, street_user):
    topic = topic_of(collecting, unit, liaison_user)
    agenda.decline(topic, reason="已在办", by=street_user)
    with pytest.raises(IllegalMove):
        agenda.withdraw(topic, by=liaison_user, now=timezone.now())


def test_a_second_tap_hands_in_no_second_topic(collecting, unit, liaison_user):
    first = topic_of(collecting, unit, liaison_user)
    assert topic_of(collecting, unit, liaison_user) == first
    assert topic_of(collecting, unit, liaison_user, title="另一件事") != first
    assert Topic.objects.count() == 2


def test_what_the_minutes_tell_of_is_not_struck_off(client, called, street_user):
    item = agenda.add(called, title="充电桩", minutes=5, presenter="", by=street_user)
    draft = minutes.begin(called, by=street_user, now=timezone.now())
    minutes.write(draft, item, {"said": "议了"}, by=street_user, seen=Outcome().seen)
    client.force_login(street_user)
    answer = client.post(f"{called.get_absolute_url()}agenda/{item.uuid}/strike/", {})
    assert "已经写进纪要" in answer.text
    assert AgendaItem.objects.get() == item
