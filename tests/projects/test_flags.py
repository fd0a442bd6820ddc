"""号码错了: anybody says it, the owner settles it, staff where nobody does."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.models import Liaison
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from projects.actions import flags, items, revisions
from projects.items.owners import left_to_staff
from projects.items.packed import pack, seal
from projects.models import Demand, ItemFlag, Resource, Service
from projects.views import flags as views
from tests.conftest import at
from tests.projects.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = at("2026-11-12")
FORM = {"kind": "number", "text": "打不通"}


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


def stored(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.fixture
def item(make):
    return make(now=timezone.now())


@pytest.fixture
def flag(make):
    return flags.raise_flag(make(), kind="number", text="打不通", now=NOW)


# --- said ----------------------------------------------------------------------------------------


def test_the_page_of_an_item_leads_to_the_form(client, item):
    assert f'href="/s/{item.uuid}/wrong/"' in client.get(f"/s/{item.uuid}/").content.decode()
    text = client.get(f"/s/{item.uuid}/wrong/").content.decode()
    for words in ("号码错了", "已经不办了", "不用留姓名和电话"):
        assert words in text
    for gone in ("captcha", "验证码", 'type="tel"'):
        assert gone not in text


def test_a_report_is_a_task_without_a_trace_of_who_said_it(client, item):
    answer = client.post(f"/s/{item.uuid}/wrong/", FORM)
    assert answer.url == f"/s/{item.uuid}/wrong/thanks/"
    made = ItemFlag.objects.get()
    assert (made.item, made.kind, made.text, made.settled_at) == (item, "number", "打不通", None)
    entry = LogEntry.objects.get_for_object(made).get()
    assert (entry.actor, entry.changes) == (None, {})
    assert "谢谢您" in client.get(answer.url).content.decode()


def test_the_same_again_gets_the_same_thanks_and_does_not_pile_up(client, item):
    first = client.post(f"/s/{item.uuid}/wrong/", FORM)
    again = client.post(f"/s/{item.uuid}/wrong/", FORM | {"text": "我也打不通"})
    other = client.post(f"/s/{item.uuid}/wrong/", FORM | {"kind": "closed"})
    assert first.url == again.url == other.url
    said = ItemFlag.objects.order_by("pk").values_list("kind", "text")
    assert list(said) == [("number", "打不通"), ("closed", "打不通")]


def test_a_robot_is_thanked_and_forgotten(client, item):
    answer = client.post(f"/s/{item.uuid}/wrong/", FORM | {"website": "http://x"})
    assert (answer.status_code, ItemFlag.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"kind": "x"}, {"text": "长" * 201}], ids=["none", "unknown", "long"]
)
def test_an_error_keeps_the_words(client, item, wrong):
    page = client.post(f"/s/{item.uuid}/wrong/", FORM | wrong)
    assert list(page.context["form"].errors) == list(wrong)
    assert ItemFlag.objects.count() == 0


def test_too_many_from_one_address_wait(client, item, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    codes = [client.post(f"/s/{item.uuid}/wrong/", FORM).status_code for _ in range(3)]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize("how", ["draft", "inside", "demand", "military", "old"])
def test_only_of_what_is_public(client, make, military_unit, how):
    now = timezone.now()
    item = {
        "draft": lambda: make(status="draft", now=now),
        "inside": lambda: make(is_public=False, now=now),
        "demand": lambda: make(Demand, now=now),
        "military": lambda: make(unit=military_unit, is_public=False, now=now),
        "old": lambda: make(now=at("2026-01-10")),
    }[how]()
    for path in ("wrong/", "wrong/thanks/"):
        assert client.get(f"/s/{item.uuid}/{path}").status_code == 404
    assert client.post(f"/s/{item.uuid}/wrong/", FORM).status_code == 404
    assert ItemFlag.objects.count() == 0


# --- settled -------------------------------------------------------------------------------------


def test_the_owner_says_what_came_of_it_and_so_confirms(flag, liaison_user):
    flags.settle(flag, outcome="已改好", words="换了值班电话", by=liaison_user, now=LATER)
    done = stored(flag)
    assert (done.settled_by, done.settled_at, done.outcome) == (
        liaison_user, LATER, "已改好：换了值班电话",
    )  # fmt: skip
    kept = stored(flag.item)
    assert (kept.last_confirmed, kept.confirmed_by) == (date(2026, 11, 12), "区第二医院")


def test_while_an_edit_waits_the_old_text_is_not_confirmed(flag, liaison_user):
    facts = {"seen": seal(pack(flag.item, ["phone"])), "phone": "0411-87600303"}
    revisions.propose_edit(flag.item, by=liaison_user, now=LATER, **facts)
    flags.settle(flag, outcome="已改好", by=liaison_user, now=LATER)
    assert stored(flag.item).last_confirmed == date(2026, 11, 10)


def test_settled_once(flag, liaison_user, street_user):
    stale = stored(flag)
    flags.settle(flag, outcome="核实无误", by=liaison_user, now=LATER)
    with pytest.raises(flags.AlreadySettled):
        flags.settle(stale, outcome="已改好", by=street_user, now=at("2026-11-13"), how="phone")
    assert stored(flag).outcome == "核实无误"
    assert stored(flag.item).last_confirmed == date(2026, 11, 12)


def test_no_other_outcome(flag, liaison_user):
    with pytest.raises(ValidationError):
        flags.settle(flag, outcome="不管", by=liaison_user, now=LATER)
    assert stored(flag).settled_at is None


def test_after_that_the_same_may_be_said_again(flag, liaison_user):
    assert flags.raise_flag(flag.item, kind="number", text="", now=LATER) is None
    flags.settle(flag, outcome="核实无误", by=liaison_user, now=LATER)
    assert flags.raise_flag(flag.item, kind="number", text="", now=LATER) is not None


def test_of_a_withdrawn_item_nobody_is_asked(client, flag, street_user, liaison_user):
    items.withdraw(flag.item, by=street_user, now=at("2026-11-12"), reason="停办")
    assert list(ItemFlag.objects.open()) == []
    client.force_login(liaison_user)
    assert client.get("/l/").context["errands"] == []


# --- whose task ----------------------------------------------------------------------------------


def test_it_stands_on_the_officer_s_home_and_is_settled_there(client, flag, liaison_user):
    client.force_login(liaison_user)
    (card,) = client.get("/l/").context["errands"]
    assert (card.what, card.more, card.url) == (
        "居民反映“免费量血压”：号码错了", "打不通", f"/l/flags/{flag.uuid}/",
    )  # fmt: skip
    assert (
        "居民反映：号码错了" in client.get(f"/l/items/service/{flag.item.uuid}/").content.decode()
    )
    page = client.post(card.url, {"outcome": ""})
    assert list(page.context["form"].errors) == ["outcome"]
    assert client.post(card.url, {"outcome": "核实无误"}).url == "/l/"
    assert client.get("/l/").context["errands"] == []
    late = client.post(card.url, {"outcome": "已改好"})
    assert "已经处理过了" in late.content.decode()
    assert "处理结果" in client.get(card.url).content.decode()


def test_the_officer_is_told_once_and_no_longer_than_it_is_open(
    flag, liaison_user, mailoutbox, settings
):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(liaison_user).objects.update(email="l@example.com")
    for _ in range(2):
        raise_notices(at=LATER.isoformat())
    deliver_notices(at=LATER.isoformat())
    assert [letter.subject for letter in mailoutbox] == ["居民反映“免费量血压”：号码错了"]
    assert f"/l/flags/{flag.uuid}/" in mailoutbox[0].body
    flags.settle(flag, outcome="核实无误", by=liaison_user, now=LATER)
    deliver_notices(at=at("2026-11-13").isoformat())
    assert Notice.objects.get().status == Notice.Status.DROPPED


@pytest.mark.parametrize(
    ("day", "spoken_for", "theirs"),
    [
        (date(2026, 11, 16), True, False),
        (date(2026, 11, 17), True, True),
        (date(2026, 11, 10), False, True),
    ],
)
def test_staff_take_over_after_a_week_or_where_nobody_speaks(
    flag, liaison_user, day, spoken_for, theirs
):
    if not spoken_for:
        Liaison.objects.update(until=date(2026, 11, 1))
    assert left_to_staff(ItemFlag.objects.all(), day).exists() is theirs


def test_staff_settle_and_say_how_they_know(client, flag, street_user):
    client.force_login(street_user)
    assert "核实居民反映的错误 1 条" in [t.what for t in client.get("/w/").context["todo"]]
    path = f"/w/flags/{flag.uuid}/"
    assert [line.obj for line in client.get("/w/flags/?state=staff").context["list"].lines] == [
        flag
    ]
    page = client.post(path, {"outcome": "核实无误"})
    assert list(page.context["form"].errors) == ["how"]
    client.post(path, {"outcome": "核实无误", "how": "visit"})
    kept = stored(flag.item)
    assert (kept.confirmed_by, kept.confirmed_how) == ("大连湾街道", "visit")
    assert client.get("/w/flags/?state=settled").context["list"].count == 1
    assert client.get("/w/flags/?state=open").context["list"].count == 0


def test_scope(client, flag, other_street_user, auditor, liaison2_user):
    path, data = f"/w/flags/{flag.uuid}/", {"outcome": "核实无误", "how": "phone"}
    client.force_login(other_street_user)
    assert [client.get(path).status_code, client.post(path, data).status_code] == [404, 404]
    client.force_login(auditor)
    assert [client.get(path).status_code, client.post(path, data).status_code] == [200, 403]
    client.force_login(liaison2_user)
    assert client.post(f"/l/flags/{flag.uuid}/", data).status_code == 404
    assert stored(flag).settled_at is None


def test_whom_it_only_reaches_reads(client, make, other_street, other_street_user):
    flag = flags.raise_flag(make(area=other_street), kind="number", text="", now=NOW)
    client.force_login(other_street_user)
    data = {"outcome": "核实无误", "how": "phone"}
    assert client.get(f"/w/flags/{flag.uuid}/").status_code == 200
    assert client.post(f"/w/flags/{flag.uuid}/", data).status_code == 403


@pytest.mark.parametrize("many", [1, 3])
def test_the_register_costs_the_same(
    client, make, street_user, many, django_assert_max_num_queries
):
    for number in range(many):
        item = make([Service, Resource][number % 2], f"第 {number} 项")
        flags.raise_flag(item, kind="other", text="", now=NOW)
    client.force_login(street_user)
    with django_assert_max_num_queries(8):
        assert client.get("/w/flags/").context["list"].count == many
