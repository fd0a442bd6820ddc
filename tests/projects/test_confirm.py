"""Freshness as a duty: who says that an item holds, how they know, when it goes and comes back."""

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from members.models import Liaison, MemberUnit
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from projects.actions import items as actions
from projects.items.facts import checked_text
from projects.items.history import history
from projects.jobs import lapse_items
from projects.models import Demand, Resource, Service
from projects.models.items import Checked
from tests.conftest import at

pytestmark = pytest.mark.django_db
LATER = at("2026-12-01")


def said(item) -> tuple:
    kept = type(item).objects.get(pk=item.pk)
    return kept.last_confirmed, kept.confirmed_by, kept.confirmed_how


def run(day: str) -> str:
    return lapse_items.run(at(day).isoformat())


# --- whose word, and how they know -------------------------------------------------------------


def test_what_the_unit_handed_in_is_the_unit_s_word(make):
    assert said(make()) == (date(2026, 11, 10), "区第二医院", "owner")


def test_a_military_unit_goes_by_its_alias_here_too(make, military_unit):
    item = make(unit=military_unit, is_public=False)
    assert said(item)[1] == "驻街单位甲"


@pytest.mark.parametrize(
    ("account", "how", "who"),
    [
        ("liaison_user", "owner", "区第二医院"),
        ("street_user", "phone", "大连湾街道"),
        ("community_user", "visit", "海青社区"),
        ("district_user", "phone", "甘井子区"),
    ],
)
def test_staff_say_it_in_the_name_of_their_area(make, request, account, how, who):
    item = make()
    actions.confirm(item, by=request.getfixturevalue(account), now=LATER, how=how)
    assert said(item) == (date(2026, 12, 1), who, how)
    step = history(item)[0]
    assert (step.what, step.why) == ("确认仍然有效", Checked(how).label)


def test_what_staff_entered_says_so(make, unit, community, street_user, category):
    item = Service(unit=unit, area=community, category=category, title="义诊", contact="办公室")
    item.phone, item.audience, item.place, item.hours = "0411-87600202", "居民", "站", "周一"
    actions.enter(item, by=street_user, now=LATER)
    assert said(item) == (date(2026, 12, 1), "大连湾街道", "staff")


@pytest.mark.parametrize(
    ("how", "who", "text"),
    [
        ("owner", "", "2026 年 11 月 10 日由区第二医院确认有效"),
        ("phone", "海青社区", "2026 年 11 月 10 日由海青社区电话核实"),
        ("visit", "海青社区", "2026 年 11 月 10 日由海青社区现场核实"),
        ("staff", "海青社区", "2026 年 11 月 10 日由海青社区登记"),
        ("import", "海青社区", "2026 年 11 月 10 日随海青社区的清单登记"),
        ("import", "", "2026 年 11 月 10 日随清单登记"),
    ],
)
def test_a_confirmation_in_words(make, how, who, text):
    item = make()
    item.confirmed_by, item.confirmed_how = who, how
    assert checked_text(item) == text


def test_the_public_reads_when_by_whom_and_how(client, make, community_user):
    item, now = make(now=timezone.now()), timezone.now()
    day = f"{timezone.localdate().month} 月 {timezone.localdate().day} 日"
    assert f"{day}确认有效" in client.get("/s/").content.decode()
    actions.confirm(item, by=community_user, now=now, how="phone")
    for path in ("/s/", f"/s/{item.uuid}/"):
        assert f"{day}由海青社区电话核实" in client.get(path).content.decode()


# --- the desk's two buttons, the officer's one -------------------------------------------------


@pytest.mark.parametrize("how", [None, "owner", "import", "x"])
def test_staff_must_say_how_they_asked(client, make, street_user, how):
    item = make()
    client.force_login(street_user)
    data = {"how": how} if how else {}
    page = client.post(f"/w/lists/service/{item.uuid}/confirm/", data, follow=True)
    assert "请选择是电话核实还是现场核实" in page.content.decode()
    assert said(item)[0] == date(2026, 11, 10)


def test_the_link_of_a_notice_survives_the_sign_in(client, make, liaison_user):
    item = make(status="lapsed")
    link = f"/l/items/service/{item.uuid}/confirm/"
    answer = client.get(link)
    assert (answer.status_code, answer.url) == (302, f"/in/?next={link.replace('/', '%2F')}")
    client.force_login(liaison_user)
    assert "点一下就恢复" in client.get(link).content.decode()
    assert client.post(link).url == "/l/items/"
    assert said(item) == (timezone.localdate(), "区第二医院", "owner")


@pytest.mark.parametrize("status", ["draft", "submitted", "withdrawn"])
def test_the_page_of_what_needs_no_word_has_no_button(client, make, liaison_user, status):
    item = make(status=status)
    client.force_login(liaison_user)
    text = client.get(f"/l/items/service/{item.uuid}/confirm/").content.decode()
    assert "这一项现在不用确认" in text
    assert 'btn-main btn-wide">仍然有效' not in text


# --- demands that are met ----------------------------------------------------------------------


@pytest.fixture
def met(make):
    item = make(Demand, "缺两名辅导老师")
    Demand.objects.filter(pk=item.pk).update(met_on=date(2026, 11, 20))
    item.refresh_from_db()
    return item


def test_a_met_demand_does_not_lapse(met, make):
    make(Demand, "缺健身器材")
    assert run("2028-01-01").startswith("1 项")
    met.refresh_from_db()
    assert met.status == "published"


def test_a_met_demand_is_not_asked_about(client, met, liaison_user):
    raise_notices(at=at("2027-02-01").isoformat())
    assert not Notice.objects.exists()
    with pytest.raises(actions.NotConfirmable):
        actions.confirm(met, by=liaison_user, now=LATER)
    Demand.objects.filter(pk=met.pk).update(valid_until=timezone.localdate() + timedelta(days=1))
    client.force_login(liaison_user)
    page = client.get("/l/items/")
    assert (page.context["asking"], [i.title for i in page.context["others"]]) == (
        [],
        ["缺两名辅导老师"],
    )
    assert client.get("/l/").context["confirm"] == []
    assert "已经解决" in client.get(f"/l/items/demand/{met.uuid}/confirm/").content.decode()


# --- the right days ----------------------------------------------------------------------------


def raised(day: str) -> list[tuple[str, str, str]]:
    """What a run on `day` raises: (recipient, kind, slot)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day).isoformat())
    new = Notice.objects.exclude(pk__in=before).order_by("kind", "slot")
    return [(notice.recipient.username, notice.kind, notice.slot) for notice in new]


def test_a_service_is_asked_for_lapses_and_comes_back_on_the_right_days(make, liaison_user):
    """Confirmed on 10 November it holds 60 days, through 9 January."""
    item = make(Service)
    assert item.valid_until == date(2027, 1, 9)
    assert raised("2026-12-25") == []
    assert raised("2026-12-26") == [("liaison", "item_lapsing_service", "T-14 2027-01-09")]
    assert raised("2027-01-05") == []
    assert raised("2027-01-06") == [("liaison", "item_lapsing_service", "T-3 2027-01-09")]
    assert raised("2027-01-09") == []
    assert run("2027-01-09").startswith("0 项")
    assert run("2027-01-10").startswith("1 项")
    assert raised("2027-01-10") == [("liaison", "item_lapsed_service", "lapsed 2027-01-09")]
    assert raised("2027-01-11") == []
    item.refresh_from_db()
    until = actions.confirm(item, by=liaison_user, now=at("2027-01-12"))
    item.refresh_from_db()
    assert (item.status, item.valid_until, until) == (
        "published",
        date(2027, 3, 13),
        date(2027, 3, 13),
    )
    assert run("2027-03-13").startswith("0 项")
    assert run("2027-03-14").startswith("1 项")


def test_a_resource_has_ninety_days(make, liaison_user):
    make(Resource)
    assert raised("2027-01-24") == []
    assert raised("2027-01-25") == [("liaison", "item_lapsing_resource", "T-14 2027-02-08")]
    assert run("2027-02-08").startswith("0 项")
    assert run("2027-02-09").startswith("1 项")


def test_a_week_s_standstill_loses_nothing_and_repeats_nothing(make, liaison_user):
    make(Service)
    assert raised("2027-01-08") == [("liaison", "item_lapsing_service", "T-3 2027-01-09")]
    assert raised("2027-01-08") == []


def test_what_lapsed_long_ago_is_no_longer_chased(make, liaison_user):
    make(Service)
    run("2027-01-10")
    assert raised("2027-03-11") == []


def test_a_confirmation_takes_the_reminders_away(make, liaison_user):
    item = make(Service)
    raised("2026-12-26")
    actions.confirm(item, by=liaison_user, now=at("2026-12-27"))
    deliver_notices(at=at("2026-12-27").isoformat())
    assert Notice.objects.get().status == Notice.Status.DROPPED


def test_the_letter_leads_to_the_button(make, liaison_user, mailoutbox, settings):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(liaison_user).objects.update(email="l@example.com")
    item = make(Service)
    raised("2026-12-26")
    deliver_notices(at=at("2026-12-26").isoformat())
    assert [letter.subject for letter in mailoutbox] == ["“免费量血压”还有 14 天到期，请确认"]
    assert f"https://portal.example/l/items/service/{item.uuid}/confirm/" in mailoutbox[0].body
    run("2027-01-10")
    raised("2027-01-10")
    deliver_notices(at=at("2027-01-10").isoformat())
    assert mailoutbox[1].subject == "“免费量血压”已暂停公开"


def test_a_former_officer_is_told_nothing(make, liaison_user, unit):
    make(Service)
    raised("2026-12-26")
    Liaison.objects.filter(unit=unit).update(until=date(2026, 12, 26))
    type(liaison_user).objects.update(email="l@example.com")
    deliver_notices(at=at("2026-12-26").isoformat())
    assert Notice.objects.get().status == Notice.Status.DROPPED


def test_a_unit_without_officer_raises_nothing(make):
    make(Service)
    assert raised("2026-12-26") == []


def test_the_reminders_cost_the_same_for_one_and_three(
    make, liaison_user, django_assert_num_queries, mailoutbox
):
    from notices.kinds import render
    from projects.notices import items as kinds  # noqa: F401

    for number in range(3):
        make(Service, f"第 {number} 项")
    raised("2026-12-26")
    notices = list(Notice.objects.all())
    assert len(notices) == 3
    for some in (notices[:1], notices):
        with django_assert_num_queries(1):
            render(some, now=at("2026-12-26"))


def test_the_audit_trail_says_how(make, street_user):
    item = make()
    actions.confirm(item, by=street_user, now=LATER, how="visit")
    entry = LogEntry.objects.get_for_object(item).order_by("-pk")[0]
    assert entry.additional_data == {"verb": "confirm", "reason": "工作人员现场核实"}
    assert MemberUnit.objects.count() == 1
