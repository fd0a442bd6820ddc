"""Bulletins: generated, edited, issued once with a number, read by each unit, shown in public."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction

from common.lifecycle import IllegalMove
from meetings.actions import bulletins
from meetings.bulletins.checks import trouble_of
from meetings.bulletins.scope import Issuer, Period
from meetings.models import Bulletin, Meeting, Receipt, Resolution
from members.models import AllianceMembership
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from projects.actions import work_steps, works
from projects.models import Engagement, Share
from tests.conftest import START, at
from tests.meetings.conftest import join, statuses
from tests.meetings.test_facts import engaged
from tests.projects.works import project_of

pytestmark = pytest.mark.django_db
NOW = at("2026-11-22")
PERIOD = Period(date(2026, 10, 1), date(2026, 11, 22))
LIST = "/w/bulletins/"


@pytest.fixture
def issuer(alliance) -> Issuer:
    return Issuer(alliance, alliance.area)


@pytest.fixture
def drafted(issuer, street_user) -> Bulletin:
    made = bulletins.draft(issuer, PERIOD, is_public=True, by=street_user, now=NOW)
    Bulletin.objects.filter(pk=made.pk).update(key_work="推进老旧小区改造。")
    return Bulletin.objects.get(pk=made.pk)


@pytest.fixture
def issued(drafted, street_user) -> Bulletin:
    bulletins.issue(drafted, by=street_user, now=NOW)
    return Bulletin.objects.get(pk=drafted.pk)


def texts(issuer, by, *, public: bool = False) -> tuple[list[str], list[str]]:
    made = bulletins.draft(issuer, PERIOD, is_public=public, by=by, now=NOW)
    return made.development.splitlines(), made.works.splitlines()


def happened(alliance, unit, unit2, by, rule) -> None:
    AllianceMembership.objects.filter(unit=unit2).update(since=date(2026, 10, 5))
    meeting = Meeting.objects.create(
        rule=rule, period=date(2026, 11, 1), starts_at=at("2026-11-10", "14:30"), status="held",
        notified_at=at("2026-11-01"), held_at=at("2026-11-10", "14:30"),
    )  # fmt: skip
    Resolution.objects.create(
        alliance=alliance, meeting=meeting, title="修路灯", due_on=date(2026, 12, 1),
        announced_at=at("2026-11-11"),
    )  # fmt: skip
    engaged(
        unit, unit2, by, accepted_at=NOW, reported_at=NOW, outcome="好了", status="confirmed",
        confirmed_at=at("2026-11-09"), confirmed_by=by, rating="good",
    )  # fmt: skip
    project = project_of(unit, by, name="亮灯", is_public=True)
    step = work_steps.add_milestone(project, title="装完", due_on=date(2026, 11, 8), by=by)
    work_steps.reach(step, on=date(2026, 11, 8), by=by, now=NOW)
    for text, is_public in (("换了 60 盏", True), ("经费还差三千", False)):
        work_steps.note(
            project, text=text, on=date(2026, 11, 9), is_public=is_public, by=by, now=NOW
        )
    inner = project_of(unit, by, name="内部推进")
    works.complete(inner, outcome="好了", on=date(2026, 11, 20), by=by, now=NOW)


# --- what it is made of ------------------------------------------------------------------------


def test_it_is_generated_from_the_records_of_its_period(
    issuer, alliance, unit, unit2, street_user, rule, category
):
    happened(alliance, unit, unit2, street_user, rule)
    development, told = texts(issuer, street_user)
    assert development == [
        "大连湾供电所 1 家单位加入联合体。",
        "11 月 10 日，召开2026 年 11 月联络员工作会议，形成决议 1 条：修路灯。",
        "大连湾供电所帮助区第二医院解决“助餐助老”方面的需求，已由对方确认办成。",
    ]
    assert told == [
        "“亮灯”（区第二医院牵头）10 月 11 日启动。",
        "“内部推进”（区第二医院牵头）10 月 11 日启动，11 月 20 日完成。",
        "“亮灯”完成节点：装完。",
        "“亮灯”：换了 60 盏。",
        "“亮灯”：经费还差三千。",
    ]


def test_for_everybody_only_what_anybody_may_read(
    issuer, alliance, unit, unit2, street_user, rule, category
):
    happened(alliance, unit, unit2, street_user, rule)
    development, told = texts(issuer, street_user, public=True)
    assert len(development) == 3
    assert told == ["“亮灯”（区第二医院牵头）10 月 11 日启动。", "“亮灯”：换了 60 盏。"]
    assert "楼道照明" not in "".join(development)  # a demand's own words are never public


def test_the_military_is_in_no_sentence(
    issuer, alliance, unit, military_unit, street_user, category
):
    since = date(2026, 10, 5)
    AllianceMembership.objects.create(alliance=alliance, unit=military_unit, since=since)
    done = {
        "accepted_at": NOW, "reported_at": NOW, "outcome": "好了", "status": "confirmed",
        "confirmed_at": at("2026-11-09"), "confirmed_by": street_user, "rating": "good",
    }  # fmt: skip
    for sides in ((unit, military_unit), (military_unit, unit)):
        engaged(*sides, street_user, **done)
    third = join(alliance, unit.area, 1)[0]
    mixed = engaged(unit, third, street_user, **done)
    Share.objects.create(engagement=mixed, unit=military_unit, role="helper", joined_at=NOW)
    led = project_of(unit, street_user, name="营区共建")
    type(led).objects.filter(pk=led.pk).update(lead=military_unit)
    assert Engagement.objects.count() == 3
    assert texts(issuer, street_user) == ([], [])


def test_the_statements_do_not_grow(
    issuer, alliance, unit, unit2, street_user, rule, category, django_assert_max_num_queries
):
    from meetings.bulletins.sources import sources_of

    happened(alliance, unit, unit2, street_user, rule)
    join(alliance, unit.area, 30)
    with django_assert_max_num_queries(7):
        sources_of(issuer, PERIOD)


def test_an_area_and_an_alliance_of_a_trade_have_theirs(
    street, community, alliance, unit, unit2, street_user, rule, category
):
    happened(alliance, unit, unit2, street_user, rule)
    development, told = texts(Issuer(None, street), street_user)
    said = next(one for one in development if "召开" in one)
    assert said.startswith("11 月 10 日，大连湾街道区域化党建联合体召开2026 年 11 月联络员工作会议")
    trade = type(alliance).objects.create(
        kind="functional", industry="金融", name="金融联合体", area=street, founded_on=START
    )
    assert texts(Issuer(trade, street), street_user) == ([], [])
    AllianceMembership.objects.create(alliance=trade, unit=unit, since=START)
    assert texts(Issuer(trade, street), street_user)[1] == told


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-11-22", "2026-11-01"), ("2026-11-23", "2026-12-01"), ("2025-01-01", "2026-11-01")],
)
def test_a_period_that_cannot_be_is_refused(issuer, street_user, since, until):
    period = Period(date.fromisoformat(since), date.fromisoformat(until))
    with pytest.raises(bulletins.WrongPeriod):
        bulletins.draft(issuer, period, is_public=False, by=street_user, now=NOW)


# --- what must not stand in it -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("联系电话 13812345678", "电话"),
        ("请打 138 1234 5678", "电话"),
        ("请打 0411-87600000", "电话"),
        ("请打 400-123-4567", "电话"),
        ("感谢李建国同志", "姓名"),
        ("驻街单位甲来慰问", "军警"),
        ("某部警卫连来慰问", "军警"),
    ],
)
def test_people_phones_and_the_military_keep_it_from_being_issued(
    drafted, street_user, liaison_user, military_unit, text, word
):
    Bulletin.objects.filter(pk=drafted.pk).update(key_work=text)
    with pytest.raises(bulletins.NotToBeIssued) as refused:
        bulletins.issue(drafted, by=street_user, now=NOW)
    assert word in refused.value.messages[0]
    assert Bulletin.objects.get().status == "draft"
    assert not Receipt.objects.exists()


def test_inside_phones_and_names_may_stand_but_never_the_military(
    drafted, liaison_user, military_unit
):
    drafted.is_public = False
    drafted.key_work = "找李建国，0411-87600000"
    assert trouble_of(drafted) == []
    drafted.key_work = "驻街单位甲"
    assert len(trouble_of(drafted)) == 1


def test_a_sentence_of_an_internal_record_does_not_go_out(
    issuer, alliance, unit, unit2, street_user, rule, category
):
    happened(alliance, unit, unit2, street_user, rule)
    made = bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)
    assert trouble_of(made) == []
    made.is_public = True
    assert "“内部推进”" in trouble_of(made)[0]


def test_an_empty_one_is_not_issued(issuer, street_user):
    made = bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)
    AllianceMembership.objects.all()
    Bulletin.objects.filter(pk=made.pk).update(development="", works="", key_work=" ")
    with pytest.raises(bulletins.NotToBeIssued):
        bulletins.issue(made, by=street_user, now=NOW)


def test_a_second_tap_drafts_no_second_one(drafted, issuer, street_user, auditor):
    def again(period=PERIOD, is_public=True, by=street_user, seconds=59) -> Bulletin:
        now = NOW + timedelta(seconds=seconds)
        return bulletins.draft(issuer, period, is_public=is_public, by=by, now=now)

    assert again() == drafted
    others = [
        again(seconds=60), again(is_public=False), again(by=auditor),
        again(Period(PERIOD.since, PERIOD.since)),
    ]  # fmt: skip
    assert len({drafted, *others}) == 5
    bulletins.issue(drafted, by=street_user, now=NOW)
    assert again() == others[0]  # what was issued is no draft any more
    AllianceMembership.objects.update(since=PERIOD.since)
    assert again() not in {drafted, *others}  # nor is it the same once it tells of more


# --- issued, once --------------------------------------------------------------------------------


def test_it_gets_its_number_and_goes_to_every_member(issued, alliance, unit, unit2, street_user):
    assert (issued.status, issued.year, issued.number) == ("issued", 2026, 1)
    assert issued.title == "大连湾街道区域化党建联合体定期通报〔2026〕1号"
    assert set(issued.receipts.values_list("unit", flat=True)) == {unit.pk, unit2.pk}
    verbs = [e.additional_data["verb"] for e in LogEntry.objects.get_for_object(issued)]
    assert verbs == ["move", "create"]


def test_numbers_run_by_issuer_and_year_without_a_gap(issuer, street, street_user):
    def issue(who, now):
        made = bulletins.draft(who, PERIOD, is_public=False, by=street_user, now=NOW)
        Bulletin.objects.filter(pk=made.pk).update(key_work="x")
        bulletins.issue(made, by=street_user, now=now)
        return made.number

    area = Issuer(None, street)
    new_year = at("2027-01-05")
    found = [issue(who, now) for who, now in (
        (issuer, NOW), (area, NOW), (issuer, NOW), (issuer, new_year), (area, new_year),
    )]  # fmt: skip
    assert found == [1, 1, 2, 1, 1]


def test_what_is_refused_takes_no_number(drafted, issuer, street_user, military_unit):
    other = bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)
    Bulletin.objects.filter(pk=other.pk).update(key_work="驻街单位甲")
    with pytest.raises(bulletins.NotToBeIssued):
        bulletins.issue(other, by=street_user, now=NOW)
    bulletins.issue(drafted, by=street_user, now=NOW)
    assert drafted.number == 1


def test_once_issued_it_never_changes(issued, street_user):
    for act in (
        lambda: bulletins.edit(issued, {"key_work": "改"}, is_public=False, by=street_user),
        lambda: bulletins.issue(issued, by=street_user, now=NOW),
        lambda: bulletins.discard(issued, by=street_user),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert Bulletin.objects.get().key_work == "推进老旧小区改造。"
    assert Bulletin.objects.get().number == 1


def test_a_stale_page_neither_saves_nor_issues(drafted, street_user):
    seen = drafted.seen
    bulletins.edit(drafted, {"key_work": "甲"}, is_public=True, by=street_user, seen=seen)
    with pytest.raises(bulletins.EditedMeanwhile):
        bulletins.edit(drafted, {"key_work": "乙"}, is_public=True, by=street_user, seen=seen)
    with pytest.raises(bulletins.EditedMeanwhile):
        bulletins.issue(drafted, by=street_user, now=NOW, seen=seen)
    assert Bulletin.objects.get().key_work == "甲"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": None}, {"year": None}, {"number": 0}, {"issued_at": None}, {"issued_by": None},
        {"status": "draft"}, {"key_work": "", "development": "", "works": ""},
        {"until": date(2026, 9, 1)},
    ],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_what_must_not_be(issued, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=issued.pk).update(**wrong)


@pytest.mark.parametrize("of", ["alliance", "area"])
def test_no_number_twice(issued, street, street_user, of):
    who = Issuer(issued.alliance if of == "alliance" else None, street)
    for _ in range(2):
        made = bulletins.draft(who, PERIOD, is_public=False, by=street_user, now=NOW)
        Bulletin.objects.filter(pk=made.pk).update(key_work="x")
        bulletins.issue(made, by=street_user, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bulletin.objects.filter(pk=made.pk).update(number=1)


# --- read ----------------------------------------------------------------------


def test_each_officer_is_told_once_until_it_is_opened(issued, liaison_user, liaison2_user, client):
    for _ in range(2):
        raise_notices(at=at("2026-11-23").isoformat())
    told = Notice.objects.filter(kind="bulletin_issued")
    assert {one.recipient for one in told} == {liaison_user, liaison2_user}
    assert told.count() == 2

    client.force_login(liaison_user)
    page = client.get(issued.phone_url).text
    assert "推进老旧小区改造。" in page
    assert 'data-opened="' in page
    assert not Receipt.objects.exclude(read_at=None).exists()  # a look by a crawler is none
    for _ in range(2):
        client.post(f"{issued.phone_url}read/")
    receipt = Receipt.objects.get(read_by=liaison_user)
    assert receipt.unit.name == "区第二医院"
    assert not Notice.objects.visible_to(liaison_user).filter(kind="bulletin_issued").exists()
    assert Notice.objects.visible_to(liaison2_user).filter(kind="bulletin_issued").exists()
    assert LogEntry.objects.get_for_object(receipt).count() == 1
    deliver_notices(at=at("2026-11-24").isoformat())
    raise_notices(at=at("2026-11-24").isoformat())
    assert told.count() == 2


def test_the_letter(issued, liaison_user, mailoutbox):
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="l@example.com")
    raise_notices(at=at("2026-11-23").isoformat())
    deliver_notices(at=at("2026-11-23").isoformat())
    assert [one.subject for one in mailoutbox] == [issued.title]


@pytest.mark.parametrize("wrong", [{"read_at": NOW}, {"read_by": 1}], ids=str)
def test_a_receipt_says_when_and_by_whom(issued, street_user, wrong):
    if "read_by" in wrong:
        wrong = {"read_by": street_user}
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.update(**wrong)


def test_one_receipt_a_unit(issued, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(bulletin=issued, unit=unit)


def test_staff_see_who_has_not_read(client, alliance, military_unit, drafted, street_user,
                                    liaison_user):  # fmt: skip
    AllianceMembership.objects.create(alliance=alliance, unit=military_unit, since=START)
    bulletins.issue(drafted, by=street_user, now=NOW)
    receipt = Receipt.objects.get(unit__name="区第二医院")
    bulletins.read(receipt, by=liaison_user, now=NOW)
    client.force_login(street_user)
    found = client.get(drafted.get_absolute_url())
    reading = found.context["reading"]
    assert "还有 1 家单位没有打开：大连湾供电所。" in reading.text
    assert "驻街单位甲" not in reading.text
    assert reading.unnamed == 1
    assert "李建国" in found.text


# --- pages ----------------------------------------------------------------------


def test_drafted_edited_and_issued_through_the_pages(client, alliance, street_user):
    client.force_login(street_user)
    today = date.today()  # noqa: DTZ011 - the pages read the clock
    typed = {
        "issuer": str(alliance.uuid), "since": str(today - timedelta(days=30)),
        "until": str(today), "is_public": "on",
    }  # fmt: skip
    answer = client.post(f"{LIST}new/", typed, follow=True)
    made = Bulletin.objects.get()
    assert "草稿已生成" in answer.text
    words = {"development": "动态\r\n第二句", "works": "", "key_work": "重点", "is_public": "on"}
    edit = f"{LIST}{made.uuid}/edit/"
    answer = client.post(edit, words | {"seen": made.seen}, follow=True)
    assert "草稿已保存。" in answer.text
    made.refresh_from_db()
    assert made.development == "动态\n第二句"
    stale = client.post(edit, words | {"seen": "x", "key_work": "别的"})
    assert "刚被他人改过" in stale.text
    assert "别的</textarea>" in stale.text
    confirm = f"{LIST}{made.uuid}/issue/"
    assert "2 家单位" in client.get(confirm).text
    answer = client.post(confirm, {"seen": made.seen}, follow=True)
    assert "通报已发出。" in answer.text
    made.refresh_from_db()
    assert made.number == 1
    for page in (edit, confirm, f"{LIST}{made.uuid}/discard/"):
        assert client.get(page).url == made.get_absolute_url()
        client.post(page, words)
    assert Bulletin.objects.get().key_work == "重点"
    assert "〔" in client.get(LIST).text


def test_the_page_says_what_stands_in_the_way(client, drafted, street_user):
    Bulletin.objects.update(key_work="打 13812345678")
    client.force_login(street_user)
    page = client.get(drafted.get_absolute_url()).text
    assert "发出前请先改好" in page
    assert "/issue/" not in page
    answer = client.post(
        f"{drafted.get_absolute_url()}issue/", {"seen": Bulletin.objects.get().seen}
    )
    assert "不写电话" in answer.text


def test_a_draft_can_be_thrown_away(client, drafted, street_user):
    client.force_login(street_user)
    assert client.post(f"{drafted.get_absolute_url()}discard/").url == LIST
    assert not Bulletin.objects.exists()


def test_who_may(client, drafted, auditor, community_user, other_street_user, liaison_user):
    url = drafted.get_absolute_url()
    strangers = (community_user, other_street_user, liaison_user)
    assert client.get(url).url.startswith("/in/?next=")
    assert statuses(client, "get", url, auditor, *strangers) == [200, 404, 404, 404]
    for verb in ("edit/", "issue/", "discard/"):
        assert statuses(client, "post", url + verb, auditor, *strangers) == [403, 404, 404, 404]
    assert statuses(client, "post", f"{LIST}new/", auditor, liaison_user) == [403, 404]
    assert statuses(client, "get", drafted.phone_url, liaison_user) == [404]
    assert Bulletin.objects.get().status == "draft"


def test_officers_read_only_what_went_to_their_unit(
    client, issued, liaison_user, liaison2_user, other_liaison_user, street_user
):
    for user, code in ((liaison_user, 200), (other_liaison_user, 404), (street_user, 404)):
        assert statuses(client, "get", issued.phone_url, user) == [code]
    assert statuses(client, "post", f"{issued.phone_url}read/", other_liaison_user) == [404]
    client.force_login(liaison2_user)
    assert issued.title in client.get("/l/bulletins/").text
    assert not Receipt.objects.exclude(read_at=None).exists()


def test_in_public_only_what_was_issued_for_everybody(client, drafted, issuer, street_user):
    assert client.get(drafted.public_url).status_code == 404
    bulletins.issue(drafted, by=street_user, now=NOW)
    inner = bulletins.draft(issuer, PERIOD, is_public=False, by=street_user, now=NOW)
    Bulletin.objects.filter(pk=inner.pk).update(key_work="内部")
    bulletins.issue(inner, by=street_user, now=NOW)
    assert client.get(inner.public_url).status_code == 404
    page = client.get(drafted.public_url).text
    assert "推进老旧小区改造。" in page
    assert "周敏" not in page
    listed = client.get("/open/bulletins/").text
    assert drafted.public_url in listed
    assert inner.public_url not in listed


def test_queries_of_the_lists(client, issuer, street_user, liaison_user,
                              django_assert_max_num_queries):  # fmt: skip
    for total in (1, 3):
        for number in range(Bulletin.objects.count(), total):
            made = bulletins.draft(issuer, PERIOD, is_public=True, by=street_user, now=NOW)
            Bulletin.objects.filter(pk=made.pk).update(key_work=f"第{number}")
            bulletins.issue(made, by=street_user, now=NOW)
        pages = [
            (street_user, LIST), (liaison_user, "/l/bulletins/"), (None, "/open/bulletins/"),
            (street_user, made.get_absolute_url()),
        ]  # fmt: skip
        for user, url in pages:
            client.force_login(user) if user else client.logout()
            with django_assert_max_num_queries(8):
                assert client.get(url).status_code == 200


def test_a_receipt_that_nobody_opened_goes_along_when_a_unit_is_unmade(issued, liaison_user):
    from meetings.companions import unread

    bulletins.read(Receipt.objects.get(unit__name="区第二医院"), by=liaison_user, now=NOW)
    assert [one.unit.name for one in unread(Receipt.objects.all())] == ["大连湾供电所"]


def test_a_day_at_the_beginning_of_time_is_refused(client, alliance, street_user):
    client.force_login(street_user)
    days = {"since": "0001-01-01", "until": "0001-02-01"}
    answer = client.post(f"{LIST}new/", {"issuer": str(alliance.uuid), **days})
    assert "请核对年份" in answer.text


def test_only_what_was_held_and_announced_is_told(issuer, alliance, street_user, rule, joint_rule):
    """And on the day on which it was held."""
    facts = {"period": date(2026, 10, 1), "starts_at": at("2026-11-10", "14:30")}
    Meeting.objects.create(rule=joint_rule, status="agenda", **facts)
    facts |= {"status": "held", "notified_at": NOW, "held_at": at("2026-11-11", "14:30")}
    meeting = Meeting.objects.create(rule=rule, **facts)
    Resolution.objects.create(
        alliance=alliance, meeting=meeting, title="还没印发", due_on=date(2026, 12, 1)
    )
    assert texts(issuer, street_user)[0] == ["11 月 11 日，召开2026 年 10 月联络员工作会议。"]
