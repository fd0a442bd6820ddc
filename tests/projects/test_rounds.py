"""Rounds 征集: called, merged, published, claimed, agreed; and what units hand in for them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from members.models import Alliance, AllianceMembership, MemberUnit
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice
from projects.actions import items, rounds
from projects.models import Demand, Engagement, Resource, Round, Service
from tests.conftest import START, at
from tests.projects.conftest import NOW, category_of

pytestmark = pytest.mark.django_db
DATES = {"submit_by": date(2026, 12, 10), "claim_by": date(2027, 1, 10)}
MOVES = {
    "merge": lambda r, u: rounds.to_merge(r, by=u),
    "publish": lambda r, u: rounds.to_publish(r, by=u, now=NOW),
    "claim": lambda r, u: rounds.to_claim(r, by=u),
    "agreed": lambda r, u: rounds.agree(r, outcome="议定三项", by=u, now=NOW),
}
ORDER = ["call", *MOVES]


def stored(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.fixture
def call(alliance, street_user):
    return rounds.open_round(alliance, title="下半年征集", by=street_user, now=NOW, **DATES)


def lead(round_, to: str, by) -> Round:
    for stage in ORDER[1 : ORDER.index(to) + 1]:
        MOVES[stage](round_, by)
    return round_


@pytest.fixture
def desk(client, street_user):
    client.force_login(street_user)
    return client


@pytest.fixture
def phone(client, liaison_user):
    client.force_login(liaison_user)
    return client


# --- opened --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2026, 6, 30), "2026 年上半年征集"), (date(2026, 7, 1), "2026 年下半年征集")],
)
def test_it_is_named_after_the_half_year(day, name):
    assert rounds.half_year(day) == name


def test_one_is_open_at_a_time(call, alliance, street_user):
    for _ in range(2):
        with pytest.raises((TakenMeanwhile, ValidationError)):
            rounds.open_round(alliance, title="又一轮", by=street_user, now=NOW, **DATES)
    lead(call, "agreed", street_user)
    assert rounds.open_round(alliance, title="又一轮", by=street_user, now=NOW, **DATES).pk


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"submit_by": date(2026, 11, 9)}, "submit_by"),
        ({"claim_by": date(2026, 12, 10)}, "__all__"),
        ({"title": ""}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"call_text": "长" * 501}, "call_text"),
    ],
)
def test_what_cannot_be_is_refused(alliance, street_user, facts, field):
    given = {"title": "下半年征集", **DATES, **facts}
    with pytest.raises(ValidationError) as error:
        rounds.open_round(alliance, by=street_user, now=NOW, **given)
    assert list(error.value.message_dict) == [field]


def test_an_ended_alliance_calls_nobody(alliance, street_user):
    alliance.ended_on = date(2026, 11, 1)
    with pytest.raises(rounds.AllianceEnded):
        rounds.open_round(alliance, title="征集", by=street_user, now=NOW, **DATES)


# --- moves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ORDER)
@pytest.mark.parametrize("to", MOVES)
def test_only_the_next_stage_may_follow(call, street_user, state, to):
    lead(call, state, street_user)
    if ORDER.index(to) == ORDER.index(state) + 1:
        MOVES[to](call, street_user)
        assert stored(call).status == to
        return
    with pytest.raises(IllegalMove):
        MOVES[to](call, street_user)
    assert stored(call).status == state


@pytest.mark.parametrize("to", MOVES)
def test_a_stale_second_tab_moves_nothing(call, street_user, to):
    lead(call, ORDER[ORDER.index(to) - 1], street_user)
    stale = stored(call)
    MOVES[to](call, street_user)
    with pytest.raises(IllegalMove):
        MOVES[to](stale, street_user)


def test_nothing_is_published_before_all_was_looked_at(call, make, street_user):
    item = make(status="submitted")
    assert stored(item).round == call
    rounds.to_merge(call, by=street_user)
    with pytest.raises(rounds.StillToReview, match="还有 1 项待审核"):
        rounds.to_publish(call, by=street_user, now=NOW)
    items.publish(item, by=street_user, now=NOW)
    rounds.to_publish(call, by=street_user, now=NOW)
    assert stored(call).published_at == NOW


def test_agreeing_needs_words(call, street_user):
    lead(call, "claim", street_user)
    for outcome in (" ", "长" * 1001):
        with pytest.raises(ValidationError):
            rounds.agree(call, outcome=outcome, by=street_user, now=NOW)
    assert stored(call).status == "claim"


def test_dates_move_until_it_is_agreed(call, street_user):
    days = {"submit_by": date(2026, 12, 20), "claim_by": date(2027, 1, 20)}
    rounds.set_dates(call, by=street_user, **days)
    assert (stored(call).submit_by, stored(call).claim_by) == tuple(days.values())
    with pytest.raises(ValidationError):
        rounds.set_dates(
            call, by=street_user, submit_by=days["claim_by"], claim_by=date(2027, 1, 1)
        )
    lead(call, "agreed", street_user)
    with pytest.raises(ValidationError, match="已议定"):
        rounds.set_dates(call, by=street_user, **DATES)


# --- what units hand in ---------------------------------------------------------------------------


def test_what_is_handed_in_while_it_calls_carries_it(call, make, street_user, other_unit):
    draft, handed, far = (
        make(status="draft"),
        make(title="二", status="submitted"),
        make(title="三", unit=other_unit, status="submitted"),
    )
    assert [stored(item).round for item in (draft, handed, far)] == [None, call, None]
    rounds.to_merge(call, by=street_user)
    items.submit(draft, by=street_user, now=NOW)
    assert stored(draft).round is None


def test_what_was_handed_in_before_stays_out_and_what_is_mended_stays_in(
    call, make, street_user, alliance
):
    item = make(title="二", status="returned")
    rounds.to_merge(call, by=street_user)
    items.submit(item, by=street_user, now=NOW)
    assert stored(item).round == call


def test_what_staff_enter_for_a_unit_counts_as_well(call, unit, community, street_user):
    item = Demand(unit=unit, area=community, category=category_of("sports"), title="缺器材")
    item.contact, item.phone = "办公室", "0411-87600202"
    items.enter(item, by=street_user, now=NOW)
    assert stored(item).round == call


def test_of_two_calls_the_chosen_one_or_the_first_to_end(call, make, unit, district, street_user):
    second = Alliance.objects.create(
        name="医疗行业联合体", area=district, kind="functional", industry="医疗", founded_on=START
    )
    AllianceMembership.objects.create(alliance=second, unit=unit, since=START)
    days = {"submit_by": date(2026, 12, 1), "claim_by": date(2027, 1, 1)}
    sooner = rounds.open_round(second, title="行业征集", by=street_user, now=NOW, **days)
    plain, chosen = make(status="submitted"), make(title="二", status="draft", round=call)
    items.submit(chosen, by=street_user, now=NOW)
    assert [stored(plain).round, stored(chosen).round] == [sooner, call]


def test_a_unit_that_left_is_not_called(call, make, unit):
    AllianceMembership.objects.filter(unit=unit).update(until=date(2026, 11, 1))
    assert stored(make(status="submitted")).round is None


# --- the desk -------------------------------------------------------------------------------------


def test_staff_open_one(desk, alliance):
    form = desk.get("/w/rounds/open/").context["form"]
    today = timezone.localdate()
    assert form["title"].value() == rounds.half_year(today)
    data = {
        "alliance": alliance.uuid, "title": "征集",
        "submit_by": today + timedelta(days=9), "claim_by": today + timedelta(days=5),
    }  # fmt: skip
    page = desk.post("/w/rounds/open/", data)
    assert list(page.context["form"].errors) == ["claim_by"]
    answer = desk.post("/w/rounds/open/", data | {"claim_by": today + timedelta(days=30)})
    made = Round.objects.get()
    assert (answer.url, made.alliance, made.status) == (f"/w/rounds/{made.uuid}/", alliance, "call")
    assert "都有一轮征集正在进行" in desk.get("/w/rounds/open/").content.decode()


def test_the_call_names_who_handed_in_and_who_did_not(desk, call, make, alliance, military_unit):
    AllianceMembership.objects.create(alliance=alliance, unit=military_unit, since=START)
    make(status="submitted")
    make(title="二", status="draft")
    page = desk.get(f"/w/rounds/{call.uuid}/")
    shown = page.context["call"]
    assert [(unit.label, count) for unit, count in shown.done] == [("区第二医院", 1)]
    assert {unit.label for unit in shown.missing} == {"大连湾供电所", "驻街单位甲"}
    assert "还没有登记的有 1 家：大连湾供电所。" in shown.text
    assert "驻街单位甲" not in shown.text
    assert "某部警卫连" not in page.content.decode()


def test_nobody_missing_needs_no_text(desk, call, make, unit2):
    make(status="submitted")
    make(unit=unit2, status="submitted")
    page = desk.get(f"/w/rounds/{call.uuid}/")
    assert page.context["call"].text == ""
    assert "各单位都登记了" in page.content.decode()


def test_from_call_to_agreement_through_the_pages(desk, call, make, unit2):
    first = make(Demand, "缺健身器材", "submitted")
    twin = make(Demand, "缺少健身器材", "submitted", unit=unit2)
    path = f"/w/rounds/{call.uuid}/"
    assert "结束征集，开始合并核实？" in desk.get(f"{path}to/merge/").content.decode()
    assert desk.post(f"{path}to/merge/").url == path
    page = desk.get(path)
    (near,) = [n for one in page.context["lists"] for item, n in one.rows if item == first]
    assert [one.item for one in near] == [twin]
    refused = desk.post(f"{path}to/publish/", follow=True)
    assert "还有 2 项待审核" in refused.content.decode()
    desk.post(
        f"/w/lists/demand/merge/?pick={first.uuid}&pick={twin.uuid}",
        {"confirm": "1", "keep": first.uuid, "reason": "同一件事"},
    )
    sure = desk.post("/w/lists/demand/publish/", {"pick": first.uuid, "round": call.uuid})
    hidden = dict(sure.context["hidden"])
    assert hidden["round"] == str(call.uuid)
    assert desk.post("/w/lists/demand/publish/", hidden).url == path
    desk.post(f"{path}to/publish/")
    page = desk.get(path)
    assert [item for one in page.context["lists"] for item, _ in one.rows] == [first]
    desk.post(f"{path}to/claim/")
    page = desk.get(path)
    assert (page.context["claimed"], page.context["unclaimed"]) == (0, 1)
    assert list(desk.post(f"{path}agree/", {}).context["form"].errors) == ["outcome"]
    desk.post(f"{path}agree/", {"outcome": "由供电所办"})
    assert "由供电所办" in desk.get(path).content.decode()
    assert stored(call).status == "agreed"


def test_a_claim_is_counted_and_one_given_up_is_not(desk, call, make, street_user):
    one, two = make(Demand, "一", "submitted"), make(Demand, "二", "submitted")
    for item in (one, two):
        items.publish(item, by=street_user, now=NOW)
    lead(call, "claim", street_user)
    facts = {"awaits": "asker", "proposed_at": NOW, "proposed_by": street_user, "touched_at": NOW}
    Engagement.objects.create(demand=one, **facts)
    Engagement.objects.create(demand=two, status="declined", reason="不合适", **facts)
    page = desk.get(f"/w/rounds/{call.uuid}/")
    assert (page.context["claimed"], page.context["unclaimed"]) == (1, 1)


def test_a_stale_tab_is_told(desk, call, street_user):
    lead(call, "publish", street_user)
    page = desk.post(f"/w/rounds/{call.uuid}/to/merge/", follow=True)
    assert "现在不能改为" in page.content.decode()
    assert desk.post(f"/w/rounds/{call.uuid}/to/agreed/").status_code == 404
    assert stored(call).status == "publish"


def test_dates_on_the_page(desk, call):
    path = f"/w/rounds/{call.uuid}/dates/"
    assert desk.get(path).context["form"]["submit_by"].value() == date(2026, 12, 10)
    desk.post(path, {"submit_by": "2026-12-20", "claim_by": "2027-01-20"})
    assert stored(call).submit_by == date(2026, 12, 20)


@pytest.mark.parametrize("verb", ["", "to/merge/", "agree/", "dates/"])
def test_scope(client, call, verb, other_street_user, community_user, auditor):
    path = f"/w/rounds/{call.uuid}/{verb}"
    for user, codes in (
        (other_street_user, (404, 404)),
        (community_user, (200, 405) if not verb else (403, 403)),
        (auditor, (200, 403) if not verb else (403, 403)),
    ):
        client.force_login(user)
        assert (client.get(path).status_code, client.post(path).status_code) in (
            codes,
            (codes[0], 405),
        )
    assert stored(call).status == "call"


def test_a_community_sees_its_own_units_alone(client, call, community_user, make, street, alliance):
    near = type(street).objects.create(
        kind="community", code="210211013002", name="邻社区", parent=street, valid_from=START
    )
    far = MemberUnit.objects.create(name="邻社区单位", area=near, type="public", joined_on=START)
    AllianceMembership.objects.create(alliance=alliance, unit=far, since=START)
    client.force_login(community_user)
    names = {u.label for u in client.get(f"/w/rounds/{call.uuid}/").context["call"].missing}
    assert names == {"区第二医院", "大连湾供电所"}


@pytest.mark.parametrize("many", [1, 3])
def test_every_stage_costs_the_same(desk, call, make, street_user, many, query_counts):
    made = [
        make(kind, f"{kind.KIND} {number}", "submitted")
        for number in range(many)
        for kind in (Service, Resource, Demand)
    ]
    for stage in ORDER:
        if stage != "call":
            MOVES[stage](call, street_user)
        query_counts(stage, lambda: desk.get(f"/w/rounds/{call.uuid}/"))
        if stage == "merge":
            for item in made:
                items.publish(item, by=street_user, now=NOW)


@pytest.fixture
def query_counts(django_assert_max_num_queries):
    """At most so many queries for the page of each stage, however many rows there are."""
    most = {"call": 11, "merge": 13, "publish": 13, "claim": 8, "agreed": 8}

    def check(stage, ask):
        with django_assert_max_num_queries(most[stage]):
            assert ask().status_code == 200

    return check


# --- the phone ------------------------------------------------------------------------------------


def test_an_open_call_stands_on_the_home_until_something_is_handed_in(phone, call, make):
    Round.objects.update(submit_by=timezone.localdate() + timedelta(days=9), claim_by="2099-01-01")
    (card,) = phone.get("/l/").context["errands"]
    assert (card.what, card.tag, card.url) == ("下半年征集", "还有 9 天", f"/l/rounds/{call.uuid}/")
    page = phone.get(card.url).content.decode()
    assert f"/l/items/new/demand/?round={call.uuid}" in page
    form = phone.get(f"/l/items/new/demand/?round={call.uuid}")
    assert form.context["call"] == call
    assert "会算进“下半年征集”" in form.content.decode()
    item = make(status="submitted")
    assert phone.get("/l/").context["errands"] == []
    assert [one.pk for one in phone.get(card.url).context["items"]] == [item.pk]


def test_a_registration_on_the_phone_is_for_the_round(phone, call, community):
    data = {
        "title": "缺健身器材", "category": category_of("sports").pk, "area": community.pk,
        "urgency": "normal", "contact": "办公室", "phone": "0411-87600202",
    }  # fmt: skip
    phone.post(f"/l/items/new/demand/?round={call.uuid}", data)
    assert Demand.objects.get().round == call


@pytest.mark.parametrize("state", ORDER)
def test_the_phone_page_says_where_it_stands(phone, call, street_user, state):
    lead(call, state, street_user)
    assert phone.get(f"/l/rounds/{call.uuid}/").status_code == 200
    assert ("登记需求" in phone.get(f"/l/rounds/{call.uuid}/").content.decode()) is (
        state == "call"
    )


def test_another_alliance_s_round_does_not_exist(client, call, other_liaison_user):
    client.force_login(other_liaison_user)
    assert client.get(f"/l/rounds/{call.uuid}/").status_code == 404
    assert client.get("/l/").context["errands"] == []


def test_staff_are_told_when_the_day_is_over(desk, call):
    assert not [line for line in desk.get("/w/").context["todo"] if "截止已过" in line.what]
    Round.objects.update(submit_by="2026-11-20")
    lines = [line.what for line in desk.get("/w/").context["todo"]]
    assert "下半年征集：提交截止已过" in lines


# --- reminders ------------------------------------------------------------------------------------


def raised(day: str) -> list[tuple[str, str]]:
    before = set(Notice.objects.values_list("pk", flat=True))
    raise_notices(at=at(day).isoformat())
    new = Notice.objects.exclude(pk__in=before).order_by("recipient__username", "kind")
    return [(notice.recipient.username, notice.kind) for notice in new if "round" in notice.kind]


def test_who_is_told_of_a_round_and_when(
    call, make, liaison_user, liaison2_user, other_liaison_user, street_user
):
    assert raised("2026-11-11") == [("liaison", "round_called"), ("liaison2", "round_called")]
    make(status="submitted", now=at("2026-11-12"))
    assert raised("2026-12-06") == []
    assert raised("2026-12-07") == [("liaison2", "round_closing")]
    assert raised("2026-12-08") == []
    lead(call, "merge", street_user)
    items.publish(Service.objects.get(), by=street_user, now=NOW)
    for stage in ("publish", "claim"):
        MOVES[stage](call, street_user)
    assert raised("2026-12-12") == [("liaison", "round_claiming"), ("liaison2", "round_claiming")]
    assert raised("2026-12-13") == []


def test_letters_of_a_round(call, liaison_user, mailoutbox, settings):
    settings.SITE = settings.SITE | {"url": "https://portal.example"}
    type(liaison_user).objects.filter(pk=liaison_user.pk).update(email="l@example.com")
    raised("2026-12-08")
    deliver_notices(at=at("2026-12-08").isoformat())
    assert sorted(letter.subject for letter in mailoutbox) == [
        "下半年征集开始了，12 月 10 日（周四）截止",
        "下半年征集还有 2 天截止",
    ]
    assert f"/l/rounds/{call.uuid}/" in mailoutbox[0].body


def test_who_handed_in_meanwhile_is_not_pressed(call, make, liaison_user):
    raised("2026-12-08")
    make(status="submitted")
    type(liaison_user).objects.update(email="l@example.com")
    deliver_notices(at=at("2026-12-09").isoformat())
    states = dict(Notice.objects.values_list("kind", "status"))
    assert states["round_closing"] == Notice.Status.DROPPED


def test_reminders_of_a_call_end_with_it(call, liaison_user, street_user):
    raised("2026-11-11")
    lead(call, "merge", street_user)
    deliver_notices(at=at("2026-12-12").isoformat())
    assert Notice.objects.get(kind="round_called").status == Notice.Status.DROPPED
