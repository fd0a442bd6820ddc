"""The liaison officer's pages: own items, registered in one screen, confirmed by one tap."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from members.models import Liaison, MemberUnit
from projects.models import Demand, Resource, Service
from tests.conftest import START
from tests.projects.conftest import category_of, typed

pytestmark = pytest.mark.django_db
LIST = "/l/items/"
KINDS = [Service, Resource, Demand]


def url(item, verb: str = "") -> str:
    return f"/l/items/{item.KIND}/{item.uuid}/{verb}"


@pytest.fixture
def phone(client, liaison_user):
    client.force_login(liaison_user)
    return client


@pytest.fixture
def filled(category, community):
    """What an officer types for a service."""
    return {
        "title": "量血压", "category": category_of("checkup").pk, "area": community.pk,
        "audience": "全体居民", "place": "卫生站", "hours": "周一 9:00–11:00", "contact": "办公室",
        "phone": "0411-87600202", "is_public": "on",
    }  # fmt: skip


# --- doors -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIST, "/l/items/new/service/"])
def test_anonymous_visitors_sign_in_first(client, path):
    answer = client.get(path)
    assert (answer.status_code, urlsplit(answer.url).path) == (302, "/in/")


@pytest.mark.parametrize("role", ["street_user", "auditor", "grid_user"])
@pytest.mark.parametrize("path", [LIST, "/l/items/new/service/"])
def test_a_door_that_is_not_yours_does_not_exist(client, request, role, path):
    client.force_login(request.getfixturevalue(role))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("verb", ["", "edit/", "withdraw/"])
def test_another_units_item_does_not_exist(client, make, other_liaison_user, verb):
    item = make(Service, status="draft")
    client.force_login(other_liaison_user)
    assert client.get(url(item, verb)).status_code == 404


@pytest.mark.parametrize("verb", ["edit/", "confirm/", "withdraw/"])
def test_a_stranger_changes_nothing(client, make, other_liaison_user, verb, filled):
    item = make(Service, status="draft" if verb == "edit/" else "published")
    before = Service.objects.values().get(pk=item.pk)
    client.force_login(other_liaison_user)
    assert client.post(url(item, verb), filled).status_code == 404
    assert Service.objects.values().get(pk=item.pk) == before


def test_a_former_officer_has_no_access(client, make, liaison_user):
    item = make(Service)
    Liaison.objects.filter(person__user=liaison_user).update(until=timezone.localdate())
    client.force_login(liaison_user)
    assert client.get(url(item)).status_code == 404
    assert client.post(url(item, "confirm/")).status_code == 404


def test_looking_at_the_button_confirms_nothing(phone, make):
    item = make(Service)
    page = phone.get(url(item, "confirm/"))
    assert "“免费量血压”仍然有效吗？" in page.content.decode()
    before = item.last_confirmed
    item.refresh_from_db()
    assert item.last_confirmed == before


def test_a_list_that_is_none_does_not_exist(phone):
    assert phone.get("/l/items/new/wish/").status_code == 404


# --- the list ----------------------------------------------------------------------------------


def test_what_asks_for_work_stands_first(phone, make, other_unit):
    make(Service, "已发布的", now=timezone.now())
    make(Service, "待审核的", "submitted")
    make(Resource, "草稿的", "draft")
    make(Demand, "待确认的", "lapsed")
    make(Service, "别家的", unit=other_unit)
    page = phone.get(LIST)
    assert [item.title for item in page.context["asking"]] == ["待确认的", "草稿的"]
    assert [item.title for item in page.context["others"]] == ["已发布的", "待审核的"]
    assert "有 2 项等您处理" in page.content.decode()


@pytest.mark.parametrize(("days", "asked"), [(45, False), (46, True)])
def test_a_confirmation_is_asked_for_two_weeks_ahead(phone, make, days, asked):
    make(Service, now=timezone.now() - timedelta(days=days))
    page = phone.get(LIST)
    assert bool(page.context["asking"]) == asked
    assert ("仍然有效" in page.content.decode()) == asked


def test_a_returned_item_says_what_to_mend(phone, make):
    make(Service, status="returned")
    assert "退回说明：请写清时间" in phone.get(LIST).content.decode()


def test_an_empty_list_says_so(phone):
    assert "还没有登记" in phone.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_eight_queries_whatever_its_length(phone, make, rows, django_assert_max_num_queries):
    for number in range(rows):
        make(Service, f"第 {number} 项")
    with django_assert_max_num_queries(8):
        phone.get(LIST)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "status", ["draft", "submitted", "returned", "published", "lapsed", "withdrawn"]
)
def test_every_item_has_a_page(phone, make, kind, status):
    item = make(kind, status=status)
    page = phone.get(url(item))
    assert page.status_code == 200
    assert item.title in page.content.decode()


# --- register ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_is_filled_with_what_was_said_last_time(phone, make, kind, street):
    make(Service, contact="值班室", phone="0411-87600999", area=street)
    form = phone.get(f"/l/items/new/{kind.KIND}/").context["form"]
    assert form["contact"].value() == "值班室"
    assert form["phone"].value() == "0411-87600999"
    assert form["area"].value() == street.pk


def test_what_was_said_about_the_same_kind_comes_before_the_rest(phone, make):
    make(Resource, contact="场馆部")
    make(Service, contact="值班室")
    form = phone.get("/l/items/new/resource/").context["form"]
    assert form["contact"].value() == "场馆部"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Service, {"audience": "全体居民", "place": "卫生站", "hours": "周一 9:00–11:00"}),
        (Resource, {"form": "venue"}),
        (Demand, {"urgency": "soon"}),
    ],
)
def test_registering_and_submitting_is_one_button(phone, unit, liaison_user, kind, facts):
    page = phone.get(f"/l/items/new/{kind.KIND}/")
    data = typed(page.context["form"]) | facts
    data |= {"title": "新的一项", "category": category_of("checkup").pk}
    data |= {"contact": "办公室", "phone": "0411-87600202"}
    answer = phone.post(f"/l/items/new/{kind.KIND}/", data)
    item = kind.objects.get()
    assert answer.url == url(item)
    assert (item.status, item.unit, item.created_by) == ("submitted", unit, liaison_user)
    assert str(item.uuid) == str(data["key"])


def test_a_draft_waits(phone, filled):
    phone.post("/l/items/new/service/", filled | {"draft": "1"})
    assert Service.objects.get().status == "draft"


def test_a_second_tap_makes_no_second_item(phone, filled):
    filled["key"] = str(uuid.uuid4())
    first = phone.post("/l/items/new/service/", filled)
    second = phone.post("/l/items/new/service/", filled)
    assert first.url == second.url
    assert Service.objects.count() == 1
    assert LogEntry.objects.get_for_model(Service).count() == 2


def test_the_key_of_somebody_elses_item_is_refused(phone, make, filled):
    filled["key"] = str(make(Service).uuid)
    page = phone.post("/l/items/new/service/", filled)
    assert page.status_code == 200
    assert Service.objects.count() == 1


def test_a_key_that_is_none_is_an_error_of_the_form(phone, filled):
    page = phone.post("/l/items/new/service/", filled | {"key": "x"})
    assert page.status_code == 200
    assert Service.objects.count() == 0


def test_what_was_typed_survives_an_error(phone, filled):
    page = phone.post("/l/items/new/service/", filled | {"phone": "12", "bring": "身份证"})
    text = page.content.decode()
    assert "<title>错误：登记服务项目" in text
    assert 'value="身份证"' in text
    assert "电话应为手机号" in text
    assert Service.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "长" * 61), ("category", ""), ("category", "99999"),
        ("area", "99999"), ("audience", ""), ("phone", "abc"), ("contact", ""),
    ],
)  # fmt: skip
def test_impossible_facts_are_refused_beside_their_field(phone, filled, field, value):
    page = phone.post("/l/items/new/service/", filled | {field: value})
    assert list(page.context["form"].errors) == [field]
    assert Service.objects.count() == 0


def test_an_area_far_away_is_refused(phone, filled, other_community):
    page = phone.post("/l/items/new/service/", filled | {"area": other_community.pk})
    assert list(page.context["form"].errors) == ["area"]


def test_a_military_unit_cannot_tick_public(client, military_unit, liaison_user, filled):
    Liaison.objects.filter(person__user=liaison_user).update(unit=military_unit)
    client.force_login(liaison_user)
    form = client.get("/l/items/new/service/").context["form"]
    assert form["is_public"].value() is False
    page = client.post("/l/items/new/service/", filled)
    assert "不能向居民公开" in page.content.decode()
    assert Service.objects.count() == 0
    del filled["is_public"]
    client.post("/l/items/new/service/", filled)
    assert Service.objects.get().unit == military_unit


def test_an_officer_of_two_units_chooses(phone, liaison_user, unit2, filled):
    Liaison.objects.create(unit=unit2, person=liaison_user.person, since=START)
    assert "换一家单位" in phone.get("/l/items/new/service/").content.decode()
    phone.post(f"/l/items/new/service/?unit={unit2.uuid}", filled)
    assert Service.objects.get().unit == unit2


def test_an_officer_whose_unit_left_registers_nothing(phone, unit, filled):
    MemberUnit.objects.filter(pk=unit.pk).update(left_on=timezone.localdate())
    assert phone.post("/l/items/new/service/", filled).status_code == 404
    assert Service.objects.count() == 0


def test_what_was_typed_survives_an_expired_session(client, filled, liaison_user):
    page = "http://testserver/l/items/new/service/"
    answer = client.post(
        "/l/items/new/service/", filled, headers={"referer": page, "origin": "http://testserver"}
    )
    assert urlsplit(answer.url).path == "/in/"
    client.force_login(liaison_user)
    form = client.get("/l/items/new/service/").context["form"]
    assert form["title"].value() == "量血压"


# --- edit, confirm, withdraw -------------------------------------------------------------------


def test_a_returned_item_is_mended_and_submitted(phone, make, filled):
    item = make(Service, status="returned")
    assert "请写清时间" in phone.get(url(item, "edit/")).content.decode()
    answer = phone.post(url(item, "edit/"), filled)
    item.refresh_from_db()
    assert answer.url == url(item)
    assert (item.status, item.title, item.hours) == ("submitted", "量血压", "周一 9:00–11:00")


def test_a_draft_is_saved_without_submitting(phone, make, filled):
    item = make(Service, status="draft")
    phone.post(url(item, "edit/"), filled | {"draft": "1"})
    item.refresh_from_db()
    assert (item.status, item.title) == ("draft", "量血压")


def test_an_error_keeps_the_item_as_it_was(phone, make, filled):
    item = make(Service, status="draft")
    page = phone.post(url(item, "edit/"), filled | {"title": ""})
    assert list(page.context["form"].errors) == ["title"]
    item.refresh_from_db()
    assert item.title == "免费量血压"


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_what_is_judged_or_gone_has_no_form(phone, make, status):
    item = make(Service, status=status)
    assert phone.get(url(item, "edit/")).url == url(item)


def test_a_stale_form_of_a_submitted_item_says_so_and_keeps_what_was_typed(phone, make, filled):
    item = make(Service, status="submitted")
    page = phone.post(url(item, "edit/"), filled)
    assert "不能再修改" in page.content.decode()
    assert page.context["form"]["title"].value() == "量血压"
    item.refresh_from_db()
    assert (item.status, item.title) == ("submitted", "免费量血压")


def test_a_lapsed_item_is_confirmed_by_one_tap(phone, make, liaison_user):
    item = make(Service, status="lapsed")
    assert phone.post(url(item, "confirm/")).url == LIST
    item.refresh_from_db()
    assert (item.status, item.last_confirmed) == ("published", timezone.localdate())


def test_a_draft_cannot_be_confirmed(phone, make):
    item = make(Service, status="draft")
    page = phone.post(url(item, "confirm/"), follow=True)
    assert "可以确认有效" in page.content.decode()
    item.refresh_from_db()
    assert item.status == "draft"


def test_withdrawing_asks_once_more(phone, make):
    item = make(Service)
    assert "撤下“免费量血压”？" in phone.get(url(item, "withdraw/")).content.decode()
    assert phone.post(url(item, "withdraw/"), {"reason": "停办"}).url == LIST
    item.refresh_from_db()
    assert item.status == "withdrawn"
    last = LogEntry.objects.get_for_object(item).order_by("-pk")[0]
    assert last.additional_data == {"verb": "move", "reason": "停办"}


def test_withdrawing_twice_says_so(phone, make):
    item = make(Service, status="withdrawn")
    page = phone.post(url(item, "withdraw/"), follow=True)
    assert "现在不能改为" in page.content.decode()


def test_an_overlong_reason_is_refused(phone, make):
    item = make(Service)
    page = phone.post(url(item, "withdraw/"), {"reason": "长" * 201})
    assert list(page.context["form"].errors) == ["reason"]
    item.refresh_from_db()
    assert item.status == "published"


def test_what_may_be_left_out_is_folded_away_until_it_says_something(phone, make):
    assert "<details>" in phone.get("/l/items/new/service/").content.decode()
    item = make(Service, status="draft", bring="身份证")
    assert "<details open>" in phone.get(url(item, "edit/")).content.decode()


def test_the_address_of_a_new_resource_is_that_of_the_unit(phone, unit):
    type(unit).objects.filter(pk=unit.pk).update(address="海湾路 1 号")
    form = phone.get("/l/items/new/resource/").context["form"]
    assert form["address"].value() == "海湾路 1 号"


@pytest.mark.parametrize(("path", "above"), [("/l/", True), ("/l/items/", False)])
def test_the_sizes_of_large_print_stand_above_on_the_first_page_alone(phone, path, above):
    phone.cookies["display"] = "22"
    page = phone.get(path).content.decode()
    assert page.count('class="sizes"') == 1
    assert (page.index('class="sizes"') < page.index("<main")) is above
