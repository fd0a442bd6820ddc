"""Edits of published items: the published text stays until the reviewer accepts."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.lifecycle import IllegalMove
from notices.jobs import raise_notices
from notices.models import Notice
from projects.actions import items, revisions
from projects.items.diff import mark
from projects.items.packed import pack, seal
from projects.models import Demand, Item, Resource, Revision, Service
from tests.conftest import at
from tests.projects.conftest import NOW, typed

pytestmark = pytest.mark.django_db
LATER = at("2026-11-12")


def stored(obj):
    return type(obj).objects.get(pk=obj.pk)


def seen(item, **facts) -> str:
    return seal(pack(stored(item), facts))


@pytest.fixture
def propose(liaison_user):
    def edit(item, *, now=LATER, **facts):
        given = {"seen": seen(item, **facts), **facts}
        return revisions.propose_edit(item, by=liaison_user, now=now, **given)

    return edit


# --- proposed -----------------------------------------------------------------------------------


def test_the_published_text_stays_and_the_edit_keeps_what_differs(make, propose, liaison_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00", place=item.place, phone="0411-87600303")
    assert made.facts == {"hours": "周二 9:00–11:00", "phone": "0411-87600303"}
    assert made.before == {"hours": "周一至周五 8:30–11:00", "phone": "0411-87600202"}
    assert (made.status, made.created_by, made.created_at) == ("waiting", liaison_user, LATER)
    assert (stored(item).hours, stored(item).status) == ("周一至周五 8:30–11:00", "published")
    entry = LogEntry.objects.get_for_object(made).get()
    assert "87600303" not in str(entry.changes) + str(entry.additional_data)


def test_keys_and_days_are_kept_as_json(make, propose, street):
    item = make(Demand, "缺健身器材")
    made = stored(propose(item, area=street, wished_on=date(2027, 1, 2), urgency="urgent"))
    assert made.facts == {"area": street.pk, "wished_on": "2027-01-02", "urgency": "urgent"}


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
def test_nothing_else_has_an_edit(make, propose, status):
    item = make(status=status)
    with pytest.raises(items.NotEditable):
        propose(item, hours="周二")
    assert not Revision.objects.exists()


def test_one_waits_at_a_time(make, propose):
    item = make()
    propose(item, hours="周二")
    with pytest.raises(revisions.OneWaits):
        propose(item, hours="周三")
    assert Revision.objects.count() == 1


def test_an_edit_of_nothing_is_none(make, propose):
    item = make()
    with pytest.raises(revisions.NothingChanged):
        propose(item, hours=item.hours)


def test_what_another_wrote_meanwhile_is_seen_first(make, street_user, liaison_user):
    item = make()
    on_screen = seen(item, hours="")
    items.correct(item, by=street_user, seen=on_screen, hours="周四")
    with pytest.raises(items.ChangedMeanwhile):
        revisions.propose_edit(item, by=liaison_user, now=LATER, seen=on_screen, hours="周二")
    with pytest.raises(items.ChangedMeanwhile):
        items.correct(item, by=street_user, seen=on_screen, hours="周五")
    assert stored(item).hours == "周四"


@pytest.mark.parametrize("facts", [{"title": "长" * 61}, {"phone": "13812341234x"}, {"hours": ""}])
def test_what_the_item_could_not_be_is_refused_at_once(make, propose, facts):
    item = make()
    with pytest.raises(ValidationError) as error:
        propose(item, **facts)
    assert list(error.value.message_dict) == list(facts)
    assert not Revision.objects.exists()


def test_a_military_unit_s_item_is_not_made_public_by_an_edit(
    make, military_unit, street_user, liaison_user
):
    item = make(unit=military_unit, is_public=False)
    facts = {"seen": seen(item, is_public=True), "is_public": True}
    with pytest.raises(ValidationError):
        revisions.propose_edit(item, by=liaison_user, now=LATER, **facts)
    with pytest.raises(ValidationError):
        items.correct(item, by=street_user, **facts)
    assert stored(item).is_public is False


# --- decided ------------------------------------------------------------------------------------


def test_accepted_it_holds_and_can_be_found(make, propose, street_user):
    item = make()
    made = propose(item, title="免费测血糖", hours="周二 9:00–11:00")
    revisions.accept(made, by=street_user, now=at("2026-11-14"))
    kept, made = stored(item), stored(made)
    assert (kept.title, kept.hours, kept.status) == ("免费测血糖", "周二 9:00–11:00", "published")
    assert "血糖" in kept.search_text
    assert (made.status, made.decided_by, made.decided_at) == (
        "accepted", street_user, at("2026-11-14"),
    )  # fmt: skip
    change = LogEntry.objects.get_for_object(kept).filter(additional_data__verb="change").get()
    assert change.changes == {
        "title": ["免费量血压", "免费测血糖"],
        "hours": ["周一至周五 8:30–11:00", "周二 9:00–11:00"],
    }


def test_what_the_owner_typed_is_the_owner_s_word_of_that_day(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00", now=at("2026-11-20"))
    revisions.accept(made, by=street_user, now=at("2026-11-25"))
    kept = stored(item)
    assert (kept.last_confirmed, kept.valid_until) == (date(2026, 11, 20), date(2027, 1, 19))
    assert (kept.confirmed_by, kept.confirmed_how) == ("区第二医院", "owner")


def test_a_later_word_is_not_set_back_by_an_earlier_edit(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00", now=at("2026-11-20"))
    items.confirm(stored(item), by=street_user, now=at("2026-11-22"), how="phone")
    revisions.accept(made, by=street_user, now=at("2026-11-25"))
    assert stored(item).last_confirmed == date(2026, 11, 22)


def test_a_lapsed_item_comes_back_with_its_edit(make, propose, street_user):
    item = make(status="lapsed")
    made = propose(item, hours="周二 9:00–11:00", now=at("2027-01-20"))
    revisions.accept(made, by=street_user, now=at("2027-01-21"))
    assert (stored(item).status, stored(item).valid_until) == ("published", date(2027, 3, 21))


def test_the_columns_of_the_area_follow(make, propose, street_user, street):
    item = make()
    revisions.accept(propose(item, area=street), by=street_user, now=LATER)
    kept = stored(item)
    assert (kept.area_id, kept.street_id, kept.community_id) == (street.pk, street.pk, None)


def test_an_area_that_is_no_more_is_refused(make, propose, street_user, street):
    made = propose(make(), area=street)
    type(street).objects.filter(pk=street.pk).update(valid_to=date(2026, 11, 11))
    with pytest.raises(ValidationError, match="服务范围已停用"):
        revisions.accept(made, by=street_user, now=LATER)
    assert stored(made).status == "waiting"


def test_an_item_that_changed_meanwhile_says_which_fields(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00", place="二楼")
    items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周四")
    with pytest.raises(items.ChangedMeanwhile, match="又变了：服务时间。"):
        revisions.accept(stored(made), by=street_user, now=LATER)
    assert (stored(item).hours, stored(made).status) == ("周四", "waiting")


def test_who_saw_the_change_may_accept(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周四")
    now = seen(item, hours="")
    revisions.accept(stored(made), by=street_user, now=LATER, seen=now)
    assert stored(item).hours == "周二 9:00–11:00"


def test_other_fields_may_change_meanwhile(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    items.correct(item, by=street_user, seen=seen(item, place=""), place="三楼")
    revisions.accept(stored(made), by=street_user, now=LATER)
    assert (stored(item).hours, stored(item).place) == ("周二 9:00–11:00", "三楼")


DECIDE = {
    "accept": lambda made, by: revisions.accept(made, by=by, now=LATER),
    "refuse": lambda made, by: revisions.refuse(made, by=by, now=LATER, reason="请写清"),
    "take back": lambda made, by: revisions.take_back(made, by=by),
}


@pytest.mark.parametrize("first", DECIDE)
@pytest.mark.parametrize("second", DECIDE)
def test_decided_once(make, propose, street_user, first, second):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    stale = stored(made)
    DECIDE[first](made, street_user)
    hours, status = stored(item).hours, stored(made).status
    for late in (stale, stored(made)):
        with pytest.raises(IllegalMove):
            DECIDE[second](late, street_user)
    assert (stored(item).hours, stored(made).status) == (hours, status)


def test_refusing_needs_a_reason_and_the_officer_is_told(make, propose, street_user, liaison_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    with pytest.raises(ValidationError):
        revisions.refuse(made, by=street_user, now=LATER, reason=" ")
    revisions.refuse(made, by=street_user, now=LATER, reason="请写清几点到几点")
    assert (stored(item).hours, stored(made).reason) == (item.hours, "请写清几点到几点")
    raise_notices(at=LATER.isoformat())
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == ("edit_refused", liaison_user)


def test_withdrawing_the_item_withdraws_its_edit(make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    items.withdraw(stored(item), by=street_user, now=NOW, reason="停办")
    assert stored(made).status == "withdrawn"
    with pytest.raises(IllegalMove):
        revisions.accept(stored(made), by=street_user, now=LATER)


def test_one_may_be_proposed_again_after_a_decision(make, propose, street_user):
    item = make()
    revisions.refuse(propose(item, hours="周二"), by=street_user, now=LATER, reason="不清楚")
    assert propose(item, hours="周二 9:00–11:00").status == "waiting"


# --- staff who review it -------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["published", "lapsed"])
def test_staff_change_it_at_once_and_on_record(make, street_user, status):
    item = make(status=status)
    items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周二 9:00–11:00")
    kept = stored(item)
    assert (kept.hours, kept.status, kept.last_confirmed) == (
        "周二 9:00–11:00", status, date(2026, 11, 10),
    )  # fmt: skip
    entry = LogEntry.objects.get_for_object(item).order_by("-pk")[0]
    assert (entry.actor, entry.changes) == (
        street_user,
        {"hours": ["周一至周五 8:30–11:00", "周二 9:00–11:00"]},
    )


def test_the_tree_is_held_before_the_item(make, propose, street_user, street):
    """As a move of an area does: whoever came the other way round would wait for it for ever."""
    item, other = make(), make(title="二")
    made, on_screen = propose(other, area=street), seen(item, area="")
    for act in (
        lambda: items.correct(item, by=street_user, seen=on_screen, area=street),
        lambda: revisions.accept(made, by=street_user, now=LATER),
    ):
        with CaptureQueriesContext(connection) as done:
            act()
        said = [query["sql"] for query in done if "SELECT" in query["sql"]]
        tree = next(n for n, sql in enumerate(said) if "grids_area" in sql and "tree_id" in sql)
        row = next(n for n, sql in enumerate(said) if 'FROM "projects_service"' in sql)
        assert tree < row


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
def test_staff_correct_nothing_else(make, street_user, status):
    item = make(status=status)
    with pytest.raises(items.NotEditable):
        items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周二")


# --- the marks -----------------------------------------------------------------------------------


def test_what_goes_is_struck_out_and_what_comes_underlined():
    assert mark("周一 8:30", "周二 8:30") == ("周<del>一</del> 8:30", "周<ins>二</ins> 8:30")
    assert mark("", "新的") == ("", "<ins>新的</ins>")
    assert mark("<b>", "<i>") == ("&lt;<del>b</del>&gt;", "&lt;<ins>i</ins>&gt;")
    assert mark("87600202", "87600303") == ("<del>87600202</del>", "<ins>87600303</ins>")


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def phone(client, liaison_user):
    client.force_login(liaison_user)
    return client


def form_of(client, path: str) -> dict:
    page = client.get(path)
    return typed(page.context["form"]) | {"seen": page.context["seen"]}


def test_an_officer_edits_a_published_item(phone, make, client):
    item = make()
    path = f"/l/items/service/{item.uuid}/edit/"
    answer = phone.post(path, form_of(phone, path) | {"hours": "周二 9:00–11:00"})
    made = Revision.objects.get()
    assert answer.url == f"/l/edits/{made.uuid}/"
    assert (made.facts, stored(item).hours) == ({"hours": "周二 9:00–11:00"}, item.hours)
    text = phone.get(answer.url).content.decode()
    assert "街道社区正在审核" in text
    assert "周<ins>二</ins> <ins>9</ins>:<ins>00</ins>–11:00" in text
    assert "有修改在等审核" in phone.get(f"/l/items/service/{item.uuid}/").content.decode()
    assert phone.get(path).url == answer.url


def test_a_withdrawn_edit_comes_back_filled_in(phone, make, propose):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    page = phone.post(f"/l/edits/{made.uuid}/withdraw/", follow=True)
    assert stored(made).status == "withdrawn"
    again = page.context["again_url"]
    assert again == f"/l/items/service/{item.uuid}/edit/?again={made.uuid}"
    assert phone.get(again).context["form"]["hours"].value() == "周二 9:00–11:00"
    late = phone.post(f"/l/edits/{made.uuid}/withdraw/", follow=True)
    assert "现在不能改为" in late.content.decode()


def test_an_error_keeps_what_was_typed(phone, make):
    item = make()
    path = f"/l/items/service/{item.uuid}/edit/"
    page = phone.post(path, form_of(phone, path))
    assert "没有改动任何内容" in page.content.decode()
    page = phone.post(path, form_of(phone, path) | {"title": "", "hours": "周二 9:00–11:00"})
    assert list(page.context["form"].errors) == ["title"]
    assert page.context["form"]["hours"].value() == "周二 9:00–11:00"


def test_a_stale_form_is_shown_again_and_then_goes_through(phone, make, street_user):
    item = make()
    path = f"/l/items/service/{item.uuid}/edit/"
    data = form_of(phone, path) | {"hours": "周二 9:00–11:00"}
    items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周四")
    page = phone.post(path, data)
    assert "有人改过这一项" in page.content.decode()
    assert page.context["form"]["hours"].value() == "周二 9:00–11:00"
    phone.post(path, data | {"seen": page.context["seen"]})
    assert Revision.objects.get().before == {"hours": "周四"}


@pytest.fixture
def desk(client, street_user):
    client.force_login(street_user)
    return client


def test_the_reviewer_sees_what_was_and_what_shall_be_and_accepts(desk, make, propose):
    item = make()
    made = propose(item, hours="周二 9:00–11:00", area=item.area)
    listed = desk.get("/w/edits/?status=waiting").context["list"].lines
    assert [line.obj for line in listed] == [made]
    page = desk.get(f"/w/edits/{made.uuid}/")
    assert [row.label for row in page.context["rows"]] == ["服务时间"]
    assert "采用这次修改" in page.content.decode()
    answer = desk.post(f"/w/edits/{made.uuid}/accept/", {"seen": page.context["seal"]})
    assert answer.url == f"/w/lists/service/{item.uuid}/"
    assert stored(item).hours == "周二 9:00–11:00"


def test_a_stale_tab_accepts_nothing_and_is_told_why(desk, make, propose, street_user):
    item = make()
    made = propose(item, hours="周二 9:00–11:00")
    old = desk.get(f"/w/edits/{made.uuid}/").context["seal"]
    items.correct(item, by=street_user, seen=seen(item, hours=""), hours="周四")
    page = desk.post(f"/w/edits/{made.uuid}/accept/", {"seen": old}, follow=True)
    text = page.content.decode()
    assert (stored(item).hours, stored(made).status) == ("周四", "waiting")
    assert "又变了：服务时间" in text
    assert page.context["moved"] == ["服务时间"]
    desk.post(f"/w/edits/{made.uuid}/accept/", {"seen": page.context["seal"]})
    assert stored(item).hours == "周二 9:00–11:00"


def test_refusing_keeps_the_words(desk, make, propose):
    made = propose(make(), hours="周二 9:00–11:00")
    page = desk.post(f"/w/edits/{made.uuid}/refuse/", {"reason": ""})
    assert list(page.context["form"].errors) == ["reason"]
    assert desk.post(f"/w/edits/{made.uuid}/refuse/", {"reason": "不清楚"}).url == (
        f"/w/edits/{made.uuid}/"
    )
    assert stored(made).status == "refused"


def test_staff_edit_on_the_page(desk, make):
    item = make()
    path = f"/w/lists/service/{item.uuid}/edit/"
    data = form_of(desk, path) | {"hours": "周二 9:00–11:00"}
    assert desk.post(path, data).url == f"/w/lists/service/{item.uuid}/"
    assert stored(item).hours == "周二 9:00–11:00"
    stale = desk.post(path, data | {"hours": "周三 9:00–11:00"})
    assert "有人改过这一项" in stale.content.decode()
    assert stored(item).hours == "周二 9:00–11:00"


PATHS = ["/w/edits/{}/", "/w/edits/{}/accept/", "/w/edits/{}/refuse/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_finds_no_edit(client, make, propose, other_street_user, path):
    made = propose(make(), hours="周二 9:00–11:00")
    client.force_login(other_street_user)
    ask = client.get if path == PATHS[0] else client.post
    assert ask(path.format(made.uuid), {"reason": "x"}).status_code == 404
    assert client.get("/w/edits/").context["list"].count == 0


@pytest.mark.parametrize("path", PATHS[1:])
def test_whom_the_item_only_reaches_does_not_judge(
    client, make, propose, other_street, other_street_user, path
):
    made = propose(make(area=other_street), hours="周二 9:00–11:00")
    client.force_login(other_street_user)
    assert client.get(PATHS[0].format(made.uuid)).status_code == 200
    assert client.post(path.format(made.uuid), {"reason": "x"}).status_code == 403
    assert stored(made).status == "waiting"


def test_an_auditor_reads(client, make, propose, auditor):
    made = propose(make(), hours="周二 9:00–11:00")
    client.force_login(auditor)
    assert "采用这次修改" not in client.get(f"/w/edits/{made.uuid}/").content.decode()
    assert client.post(f"/w/edits/{made.uuid}/accept/").status_code == 403


def test_another_units_officer_finds_no_edit(client, make, propose, liaison2_user):
    made = propose(make(), hours="周二 9:00–11:00")
    client.force_login(liaison2_user)
    assert client.get(f"/l/edits/{made.uuid}/").status_code == 404
    assert client.post(f"/l/edits/{made.uuid}/withdraw/").status_code == 404
    assert stored(made).status == "waiting"


def test_signing_in_comes_first(client, make, propose):
    made = propose(make(), hours="周二 9:00–11:00")
    for path in (f"/w/edits/{made.uuid}/", f"/l/edits/{made.uuid}/"):
        answer = client.get(path)
        assert (answer.status_code, urlsplit(answer.url).path) == (302, "/in/")


def test_deciding_is_a_post(desk, make, propose):
    made = propose(make(), hours="周二 9:00–11:00")
    assert desk.get(f"/w/edits/{made.uuid}/accept/").status_code == 405


@pytest.mark.parametrize("many", [1, 3])
def test_the_register_costs_the_same(desk, make, propose, many, django_assert_max_num_queries):
    for number in range(many):
        propose(
            make([Service, Resource, Demand][number % 3], f"第 {number} 项"), title=f"新 {number}"
        )
    with django_assert_max_num_queries(8):
        assert desk.get("/w/edits/").context["list"].count == many


def test_today_counts_what_waits_for_the_reader(desk, make, propose, other_street_user, client):
    propose(make(), hours="周二 9:00–11:00")
    lines = [line.what for line in desk.get("/w/").context["todo"]]
    assert "审核条目的修改 1 条" in lines
    client.force_login(other_street_user)
    assert "审核条目的修改" not in client.get("/w/").content.decode()


def test_an_edit_keeps_to_the_states_of_an_item(make):
    assert set(Item.STANDING) == {"published", "lapsed"}
    assert NOW < LATER
