"""Pages of the hall and of engagements: phone and desk, who sees and does what, what they cost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from members.models import AllianceMembership, Liaison
from projects.actions import engagements as actions
from projects.actions import items
from projects.engagements.scope import fits
from projects.models import Demand, Engagement, Service
from tests.conftest import START, at
from tests.projects.conftest import NOW, REACHED, TYPED

pytestmark = pytest.mark.django_db
VERBS = [*TYPED, "add_helper", "leave"]


@pytest.fixture
def officers(liaison_user, liaison2_user):
    """Of `unit`, which asks, and of `unit2`, which helps."""
    return liaison_user, liaison2_user


def phone(one, verb="") -> str:
    return f"/l/engagements/{one.uuid}/{verb}{'/' if verb else ''}"


def desk(one, verb="") -> str:
    return f"/w/engagements/{one.uuid}/{verb}{'/' if verb else ''}"


def stored() -> Engagement:
    return Engagement.objects.get()


def read(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# --- the hall on the phone ---------------------------------------------------------------------


def test_the_hall_offers_what_the_unit_may_claim(client, officers, need):
    client.force_login(officers[1])
    page = read(client, "/l/hall/")
    assert "大连湾供电所可以认领的需求 1 项" in page
    assert f'href="/l/hall/{need.uuid}/"' in page
    client.force_login(officers[0])
    assert "现在没有等您单位认领的需求" in read(client, "/l/hall/")


def test_the_hall_is_filtered(client, officers, need):
    client.force_login(officers[1])
    for query, shown in (
        ("urgency=normal", True),
        ("urgency=urgent", False),
        ("category=sports", True),
        ("category=meals", False),
        (f"area={need.area.uuid}", True),
        ("area=x", True),
    ):
        assert (need.title in read(client, f"/l/hall/?{query}")) is shown, query


def test_claimed_in_two_taps(client, officers, need, unit2):
    client.force_login(officers[1])
    answer = client.post(f"/l/hall/{need.uuid}/", {}, follow=True)
    one = stored()
    assert answer.redirect_chain[-1][0] == phone(one)
    assert "已认领，等需求方确认" in answer.content.decode()
    assert (one.lead, one.awaits, one.proposed_by) == (unit2, "asker", officers[1])


def test_claimed_with_helpers_a_service_and_a_part(
    client, officers, make, need, alliance, unit2, military_unit
):
    AllianceMembership.objects.create(alliance=alliance, unit=military_unit, since=START)
    Demand.objects.filter(pk=need.pk).update(amount=36)
    service = make(Service, unit=unit2)
    client.force_login(officers[1])
    page = read(client, f"/l/hall/{need.uuid}/")
    assert "驻街单位甲" in page
    assert "某部警卫连" not in page
    facts = {"quantity": "20", "helpers": [military_unit.pk], "thing": f"service-{service.uuid}"}
    client.post(f"/l/hall/{need.uuid}/", facts)
    one = stored()
    assert (one.quantity, one.helpers, one.service) == (20, [military_unit], service)


def test_helpers_stand_by_place_the_near_ones_first(
    client, officers, need, alliance, unit2, other_unit, street, community, military_unit
):
    """unit2 claims: units of its community, of its street, the others; each by name."""
    far = type(unit2).objects.create(name="甲所", type="local", area=street, joined_on=START)
    near = type(unit2).objects.create(name="乙所", type="local", area=unit2.area, joined_on=START)
    for one in (far, near, other_unit):
        AllianceMembership.objects.create(alliance=alliance, unit=one, since=START)
    client.force_login(officers[1])
    page = client.get(f"/l/hall/{need.uuid}/")
    labels = [str(label) for _, label in page.context["form"].fields["helpers"].choices]
    assert labels[0] == f"乙所（{unit2.area}）"
    assert labels[-2:] == [f"甲所（{street}）", f"{other_unit}（{other_unit.area}）"]
    heads = re.findall(r'class="opt-h">(.*?)</p>', page.content.decode())
    assert heads == ["同一个社区", "同一个街道", "别的地方"]


def test_who_comes_too_late_reads_who_was_quicker(client, officers, need, engaged, military_unit):
    client.force_login(officers[1])
    read(client, f"/l/hall/{need.uuid}/")
    engaged(lead=military_unit)
    page = client.post(f"/l/hall/{need.uuid}/", {}).content.decode()
    assert "这项需求刚被驻街单位甲认领。" in page
    assert "不能认领了" in page
    assert Engagement.objects.count() == 1


def test_more_than_is_left_keeps_what_was_typed(client, officers, need):
    Demand.objects.filter(pk=need.pk).update(amount=36)
    client.force_login(officers[1])
    page = client.post(f"/l/hall/{need.uuid}/", {"quantity": "37"}).content.decode()
    assert "只剩 36 还没有人认领" in page
    assert 'value="37"' in page


def test_the_hall_of_somebody_else_does_not_exist(
    client, officers, need, other_liaison_user, grid_user, street_user
):
    for user in (other_liaison_user, grid_user, street_user, officers[0]):
        client.force_login(user)
        assert client.get(f"/l/hall/{need.uuid}/").status_code == 404
        assert client.post(f"/l/hall/{need.uuid}/", {}).status_code == 404
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_hall_costs_the_same(
    client, officers, make, alliance, count, django_assert_max_num_queries
):
    for number in range(count):
        make(Demand, f"需求{number}")
    client.force_login(officers[1])
    client.get("/l/hall/")
    with django_assert_max_num_queries(10):  # two of them the session and its user
        client.get("/l/hall/")


# --- engagements on the phone ------------------------------------------------------------------


def test_from_claim_to_rating_on_the_phone(client, officers, need):
    asker, helper = officers
    client.force_login(helper)
    client.post(f"/l/hall/{need.uuid}/", {})
    one = stored()
    client.force_login(asker)
    assert "接受对接" in read(client, phone(one))
    client.post(phone(one, "accept"), {"seen": one.seen})
    client.force_login(helper)
    client.post(phone(one, "follow_up"), {"text": "看过现场"})
    assert stored().status == "under_way"
    client.post(phone(one, "report"), {"outcome": "换好了", "seen": stored().seen})
    assert phone(one, "confirm") not in read(client, phone(one))  # only the asking side
    client.force_login(asker)
    assert "换好了" in read(client, phone(one, "confirm"))
    facts = {"rating": "good", "words": "很快", "seen": stored().seen}
    page = client.post(phone(one, "confirm"), facts, follow=True).content.decode()
    assert "满意" in page
    assert Demand.objects.get().met_on
    assert "已解决" in read(client, need.owner_url)


def test_lists_of_both_sides(client, officers, engaged):
    one = engaged("accepted")
    for user in officers:
        client.force_login(user)
        assert f'href="{phone(one)}"' in read(client, "/l/engagements/")


def test_cards_on_the_phone_home(client, officers, engaged, street_user):
    asker, helper = officers
    one = engaged()
    card = "去答复"
    client.force_login(asker)
    assert card in read(client, "/l/")
    client.force_login(helper)
    assert card not in read(client, "/l/")
    actions.accept(one, by=asker, now=NOW)
    actions.report(one, outcome="好了", by=helper, now=NOW)
    client.force_login(asker)
    assert "去确认" in read(client, "/l/")
    actions.send_back(one, missing="差两盏", by=asker, now=NOW)
    client.force_login(helper)
    assert "还差：差两盏" in read(client, "/l/")


def test_the_own_officer_asks_a_unit_to_come(client, officers, need, unit2, other_unit):
    client.force_login(officers[0])
    url = reverse("projects:my_engagement_propose", args=[need.uuid])
    page = read(client, url)
    assert f"?unit={unit2.uuid}" in page
    assert str(other_unit.uuid) not in page
    assert client.get(f"{url}?unit={other_unit.uuid}").status_code == 404
    answer = client.post(f"{url}?unit={unit2.uuid}", {})
    one = stored()
    assert (answer["Location"], one.awaits, one.lead) == (phone(one), "helper", unit2)
    client.force_login(officers[1])
    assert client.get(url).status_code == 404
    client.post(phone(one, "accept"), {"seen": one.seen})
    assert stored().status == "accepted"


# --- who may do what ---------------------------------------------------------------------------

SIDES = {  # who may, of the asking officer, the leading officer and staff
    ("proposed", "accept"): "asker",
    ("proposed", "decline"): "asker",
    ("proposed", "release"): "lead",
    ("accepted", "report"): "lead",
    ("accepted", "release"): "lead staff",
    ("accepted", "not_done"): "asker lead staff",
    ("accepted", "follow_up"): "asker lead staff",
    ("accepted", "add_helper"): "lead staff",
    ("reported", "confirm"): "asker",
    ("reported", "send_back"): "asker",
    ("confirmed", "close"): "staff",
    ("not_done", "close"): "staff",
}


@pytest.mark.parametrize(("status", "verb"), SIDES)
def test_who_may_do_what(client, officers, engaged, street_user, status, verb):
    one = engaged(status)
    may = SIDES[status, verb].split()
    for name, user, url in (
        ("asker", officers[0], phone(one, verb)),
        ("lead", officers[1], phone(one, verb)),
        ("staff", street_user, desk(one, verb)),
    ):
        client.force_login(user)
        assert client.get(url).status_code == (200 if name in may else 403), name
        if name not in may:
            before = Engagement.objects.values().get()
            assert client.post(url, _typed(verb)).status_code == 403
            assert Engagement.objects.values().get() == before


def _typed(verb: str) -> dict:
    return {name: value for name, value in TYPED.get(verb, {}).items() if name != "begins"}


def test_strangers_and_readers(client, officers, engaged, other_street_user, auditor, grid_user):
    one = engaged()
    for user in (other_street_user, grid_user):
        client.force_login(user)
        for url in (phone(one), desk(one), phone(one, "accept"), desk(one, "accept")):
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in (404, 405)
    client.force_login(auditor)
    assert client.get(desk(one)).status_code == 200
    assert [client.post(desk(one, verb)).status_code for verb in VERBS] == [403] * len(VERBS)
    assert stored().status == "proposed"
    assert client.get(desk(one, "explode")).status_code in (403, 404)


def test_only_without_an_officer_do_staff_speak_for_a_unit(
    client, officers, engaged, street_user, unit
):
    one = engaged("reported")
    client.force_login(street_user)
    assert "只有需求方能确认办成" in read(client, desk(one))
    facts = {"rating": "good", "seen": one.seen}
    assert client.post(desk(one, "confirm"), facts).status_code == 403
    Liaison.objects.filter(unit=unit).update(until=date(2026, 11, 12))
    assert "区第二医院没有联络员，由工作人员代办" in read(client, desk(one))
    assert client.post(desk(one, "confirm"), facts).status_code == 302
    assert (stored().status, stored().confirmed_by) == ("confirmed", street_user)
    assert "区第二医院没有联络员，由工作人员代办" in read(client, desk(one))  # in the trail


def test_an_officer_who_was_replaced_is_out(client, officers, engaged):
    one = engaged()
    Liaison.objects.filter(person__user=officers[0]).update(until=date(2026, 11, 12))
    client.force_login(officers[0])
    assert client.post(phone(one, "accept"), {}).status_code == 404


# --- a second tab ------------------------------------------------------------------------------

ALL = [
    (status, verb)
    for status in Engagement.Status.values
    for verb in (*TYPED, "add_helper")
    if verb != "follow_up"
]


@pytest.mark.parametrize(("status", "verb"), ALL)
def test_what_the_lifecycle_refuses_is_refused_on_the_page(
    client, officers, engaged, street_user, unit, status, verb
):
    """By somebody who may do everything: staff of two units without an officer."""
    Liaison.objects.update(until=date(2026, 11, 12))
    one = engaged(status)
    before = Engagement.objects.values().get()
    client.force_login(street_user)
    answer = client.post(desk(one, verb), _typed(verb) | {"seen": one.seen})
    after = Engagement.objects.values().get()
    if not fits(one, verb):
        assert (after, answer.status_code) == (before, 302)
    elif verb != "add_helper":
        assert after["status"] != before["status"]


def test_a_stale_tab_undoes_nothing_and_keeps_what_was_typed(client, officers, engaged):
    one = engaged("under_way")
    stale = one.seen
    client.force_login(officers[1])
    client.post(phone(one, "report"), {"outcome": "换好了", "seen": stale})
    answer = client.post(phone(one, "not_done"), {"reason": "算了，不办了", "seen": stale})
    page = answer.content.decode()
    assert stored().status == "reported"
    assert "刚刚有了变化" in page
    fields = {field.name: field.value() for field in answer.context["form"]}
    assert fields == {"reason": "算了，不办了", "seen": stored().seen}  # it may be said again
    client.force_login(officers[0])
    client.post(phone(one, "confirm"), {"rating": "bad", "seen": stored().seen})
    page = client.post(phone(one, "send_back"), {"missing": "差", "seen": stale}, follow=True)
    assert "没有改动" in page.content.decode()
    assert stored().status == "confirmed"


def test_twice_the_same_button(client, officers, engaged):
    one = engaged()
    client.force_login(officers[0])
    for _ in range(2):
        assert client.post(phone(one, "accept"), {"seen": one.seen}).status_code == 302
    assert stored().status == "accepted"


def test_methods(client, officers, need, engaged, street_user):
    one = engaged()
    client.force_login(officers[0])
    for url in ("/l/hall/", "/l/engagements/", phone(one)):
        assert client.post(url).status_code == 405
    client.force_login(street_user)
    for url in ("/w/hall/", f"/w/hall/{need.uuid}/", "/w/engagements/", desk(one)):
        assert client.post(url).status_code == 405


# --- helpers -----------------------------------------------------------------------------------


def test_a_helper_joins_and_leaves_by_itself(
    client, officers, engaged, alliance, other_unit, other_liaison_user
):
    AllianceMembership.objects.create(alliance=alliance, unit=other_unit, since=START)
    one = engaged("accepted")
    client.force_login(officers[1])
    client.post(phone(one, "add_helper"), {"unit": other_unit.pk, "contribution": "出两个人"})
    assert stored().helpers == [other_unit]
    client.force_login(other_liaison_user)
    assert "退出协助" in read(client, phone(one))
    assert client.post(phone(one, "report"), {"outcome": "好了"}).status_code == 403
    page = client.post(
        phone(one, "leave"), {"unit": other_unit.pk, "reason": "任务冲突"}, follow=True
    )
    assert page.status_code == 404  # it is theirs no more
    assert stored().helpers == []


# --- the desk ----------------------------------------------------------------------------------


def test_staff_propose_what_a_suggestion_names(client, need, make, unit2, street_user):
    service = make(Service, unit=unit2)
    client.force_login(street_user)
    url = reverse("projects:engagement_propose", args=[need.uuid])
    assert f"?unit={unit2.uuid}" in read(client, url)
    page = read(client, f"{url}?service={service.uuid}")
    assert f'value="service-{service.uuid}" selected' in page
    answer = client.post(
        f"{url}?unit={unit2.uuid}&service={service.uuid}", {"thing": f"service-{service.uuid}"}
    )
    one = stored()
    assert answer["Location"] == desk(one)
    assert (one.lead, one.service, one.awaits) == (unit2, service, "helper")
    assert "等大连湾供电所答复" in read(client, desk(one))


def test_a_unit_of_elsewhere_is_not_proposed(client, need, other_unit, street_user):
    client.force_login(street_user)
    url = reverse("projects:engagement_propose", args=[need.uuid])
    assert client.get(f"{url}?unit={other_unit.uuid}").status_code == 404


def test_what_is_open_to_all_is_proposed_by_the_other_street(
    client, need, other_unit, other_street_user
):
    client.force_login(other_street_user)
    url = reverse("projects:engagement_propose", args=[need.uuid])
    assert client.get(url).status_code == 404
    Demand.objects.update(opened_on=date(2026, 11, 24))
    assert need.title in read(client, "/w/hall/")
    assert "需求详情" not in read(client, f"/w/hall/{need.uuid}/")
    assert client.post(f"{url}?unit={other_unit.uuid}", {}).status_code == 302
    assert stored().lead == other_unit


def test_the_registers_export_what_they_list(client, need, engaged, make, street_user):
    make(Demand, "另一项")
    engaged("accepted")
    client.force_login(street_user)
    assert "共 1 项需求" in read(client, "/w/hall/")
    assert "大连湾供电所" in read(client, "/w/engagements/")
    for url in ("/w/hall/", "/w/engagements/"):
        answer = client.get(f"{url}?export=xlsx")
        assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    for query, count in (
        ("status=accepted", 1), ("status=closed", 0), ("q=供电", 1), ("q=没有", 0),
        ("waits=staff", 0), ("waits=idle", 0), ("waits=carry", 0),
    ):  # fmt: skip
        assert f"共 {count} 项" in read(client, f"/w/engagements/?{query}"), query


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("url", "most"), [("/w/hall/", 10), ("/w/engagements/", 10), ("/l/engagements/", 10)]
)
def test_lists_cost_the_same(
    client, make, engaged, alliance, officers, street_user, url, most, count,
    django_assert_max_num_queries,
):  # fmt: skip
    for number in range(count):
        make(Demand, f"需求{number}")
        engaged("accepted", demand=make(Demand, f"在办{number}"))
    client.force_login(street_user if url.startswith("/w/") else officers[0])
    client.get(url)
    with django_assert_max_num_queries(most):
        client.get(url)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_long_its_story(
    client, officers, engaged, street_user, count, django_assert_max_num_queries
):
    one = engaged("accepted")
    for number in range(count):
        actions.follow_up(one, f"第{number}次", begins=True, by=street_user, now=NOW)
    client.force_login(street_user)
    client.get(desk(one))
    with django_assert_max_num_queries(14):
        client.get(desk(one))


def test_todays_lines_open_what_they_count(client, engaged, make, alliance, street_user):
    engaged()  # of units without an officer
    engaged("not_done", demand=make(Demand, "没办成的"))
    client.force_login(street_user)
    page = read(client, "/w/")
    for words, waits in (
        ("代没有联络员的单位答复对接 1 项", "staff"),
        ("未办成的对接 1 项", "carry"),
    ):
        assert words in page
        assert f'href="/w/engagements/?waits={waits}"' in page
        assert "共 1 项" in read(client, f"/w/engagements/?waits={waits}")


def test_todays_lines_count_what_the_reader_decides(
    client, engaged, make, need, unit2, other_unit, other_street_user, street_user, auditor
):
    """A unit of the other street leads; what becomes of the demand is for its own street."""
    engaged("not_done", lead=other_unit)
    idle = engaged("accepted", lead=other_unit, demand=make(Demand, "久无进展"))
    Engagement.objects.filter(pk=idle.pk).update(warned_at=NOW)
    engaged(lead=other_unit, demand=make(Demand, "等需求方答复"))
    offer = actions.Offer(other_unit)
    actions.propose(make(Demand, "等认领单位答复"), offer, by=street_user, now=NOW)
    seen = {street_user: ["carry", "idle", "staff"], other_street_user: ["staff"], auditor: []}
    for user, lines in seen.items():
        client.force_login(user)
        page = read(client, "/w/")
        for waits in ("carry", "idle", "staff"):
            count = int(waits in lines)
            assert (f"?waits={waits}" in page) is bool(count), (user, waits)
            assert f"共 {count} 项" in read(client, f"/w/engagements/?waits={waits}")
        assert "共 4 项" in read(client, "/w/engagements/")


# --- what is met -------------------------------------------------------------------------------


def test_what_is_met_leaves_the_hall_and_asks_for_nothing(
    client, officers, engaged, need, street_user
):
    engaged("confirmed")
    need.refresh_from_db()
    Demand.objects.filter(pk=need.pk).update(valid_until=date(2026, 11, 20), last_confirmed=START)
    client.force_login(street_user)
    page = read(client, need.get_absolute_url())
    assert "已解决" in page
    assert "仍然有效" not in page
    assert "需求方确认，已解决" in page
    assert "推荐单位来办" not in page
    assert "已解决" in read(client, "/w/lists/demand/?status=met")
    assert "共 0 件" in read(client, "/w/lists/demand/?status=unclaimed")
    client.force_login(officers[0])
    assert "仍然有效" not in read(client, "/l/")
    page = read(client, "/l/items/")
    assert "仍然有效" not in page
    assert "已解决" in page


def test_a_withdrawn_demand_reads_withdrawn(engaged, need, street_user):
    engaged("confirmed")
    need.refresh_from_db()
    items.withdraw(need, by=street_user, now=at("2026-11-12"), reason="办完了")
    assert need.get_status_display() == "已撤下"


def test_on_the_pages_of_the_demand_and_the_unit(
    client, officers, engaged, need, unit2, street_user
):
    one = engaged("reported")
    client.force_login(street_user)
    for url in (need.get_absolute_url(), unit2.get_absolute_url()):
        assert f'href="{desk(one)}"' in read(client, url)
    assert "帮别人办的对接" in read(client, f"{unit2.get_absolute_url()}year/")
    client.force_login(officers[0])
    assert f'href="{phone(one)}"' in read(client, need.owner_url)


def test_a_military_unit_goes_by_its_alias(client, officers, engaged, military_unit, street_user):
    one = engaged("accepted", lead=military_unit)
    client.force_login(officers[0])
    pages = [read(client, phone(one)), read(client, "/l/engagements/")]
    client.force_login(street_user)
    pages += [read(client, desk(one)), read(client, "/w/engagements/")]
    for page in pages:
        assert "驻街单位甲" in page
        assert "某部警卫连" not in page


def test_it_shows_no_name_of_an_officer_on_the_phone(client, officers, need):
    client.force_login(officers[1])
    client.post(f"/l/hall/{need.uuid}/", {})
    client.force_login(officers[0])
    page = read(client, phone(stored()))
    assert "赵丽华" not in page


def test_reached_states_are_all_states():
    assert set(REACHED) | {"proposed"} == set(Engagement.Status.values)
