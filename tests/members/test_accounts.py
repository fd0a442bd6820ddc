"""/w/accounts/: for the administrators of a district; auditors read."""

from datetime import date

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.utils import timezone

from members.actions import accounts
from members.actions.errors import OutOfScope
from members.models import Posting, User

DAY = date(2026, 1, 1)


@pytest.fixture
def form(street) -> dict:
    return {"username": "Zhoumin", "name": "周敏", "role": "street", "code": "210211013"}


@pytest.fixture
def far_user(db) -> User:
    from grids.models import Area

    far = Area.objects.create(kind="district", code="210212", name="旅顺口区", valid_from=DAY)
    user = User.objects.create_user("far", password="a-long-pass-1", name="远")
    Posting.objects.create(user=user, role="district", area=far, since=DAY)
    return user


def names(response) -> list[str]:
    return sorted(line.cells[0].text for line in response.context["list"].lines)


def page_of(user, verb: str = "") -> str:
    return f"/w/accounts/{user.uuid}/{verb}"


def test_the_list_shows_the_accounts_of_the_own_district(
    client, district_user, street_user, grid_user, liaison_user, far_user
):
    client.force_login(district_user)
    assert names(client.get("/w/accounts/")) == ["district", "grid", "street"]
    page = client.get("/w/accounts/?q=周敏").content.decode()
    assert "大连湾街道 街道工作人员" in page
    assert names(client.get("/w/accounts/?role=grid")) == ["grid"]
    assert names(client.get("/w/accounts/?role=auditor")) == []
    client.force_login(far_user)
    assert names(client.get("/w/accounts/")) == ["far"]


def test_who_may_come_in(
    client, form, street_user, community_user, liaison_user, far_user, auditor, district_user
):
    posting = street_user.postings.get()
    verbs = ("", "password/", "postings/add/", f"postings/{posting.pk}/end/")
    addresses = ["/w/accounts/", "/w/accounts/add/", *(page_of(street_user, v) for v in verbs)]
    for address in addresses:
        assert client.get(address).url.startswith("/in/?next=")
    for user in (street_user, community_user, liaison_user):
        client.force_login(user)
        for address in addresses:
            assert client.get(address).status_code == 404
            assert client.post(address, form).status_code in (404, 405)
    client.force_login(far_user)
    for address in addresses[2:]:
        assert client.get(address).status_code == 404
        assert client.post(address, form).status_code in (404, 405)
    client.force_login(auditor)
    assert client.get(addresses[0]).status_code == 200
    assert client.get(addresses[2]).status_code == 200
    for address in [addresses[1], *addresses[3:]]:
        assert client.get(address).status_code == 403
        assert client.post(address, form).status_code == 403
    client.force_login(district_user)
    for address in (addresses[0], addresses[2]):
        assert client.post(address).status_code == 405
    for address in [addresses[1], *addresses[3:]]:
        assert client.put(address).status_code == 405
    assert User.objects.count() == 6
    assert Posting.objects.filter(until=None).count() == 5
    assert User.objects.get(pk=street_user.pk).check_password("a-long-pass-1")


def test_an_account_is_opened_and_its_password_shown_once(client, district_user, form):
    cache.clear()
    client.force_login(district_user)
    assert client.get("/w/accounts/add/").status_code == 200
    LogEntry.objects.all().delete()
    response = client.post("/w/accounts/add/", form)
    password = response.context["password"]
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    user = User.objects.get(username="zhoumin")
    assert (user.name, str(user.postings.get())) == ("周敏", "大连湾街道 街道工作人员")
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.additional_data["verb"]) == (district_user, "create")
    assert password not in str(entry.changes)
    assert user.password not in str(entry.changes)
    assert password not in client.get(page_of(user)).content.decode()
    client.logout()
    signed = client.post("/in/", {"login": "zhoumin", "password": password})
    assert signed.status_code == 302
    assert client.get("/w/units/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": ""}, "请填写用户名。"),
        ({"username": "周敏"}, "用户名只能用英文字母"),
        ({"username": "DISTRICT"}, "这个用户名已有人用"),
        ({"name": ""}, "请填写姓名。"),
        ({"role": "king"}, "errors"),
        ({"code": ""}, "请填写区划代码。"),
        ({"code": "999999999"}, "本区没有这个区划代码"),
        ({"code": "210212"}, "本区没有这个区划代码"),
        ({"code": "210211"}, "这个角色要填街道（乡镇）的区划代码。"),
        ({"role": "tutor", "code": "1"}, "本区没有这个区划代码"),
    ],
)
def test_a_wrong_form_says_why_and_opens_nothing(
    client, district_user, far_user, form, changes, words
):
    client.force_login(district_user)
    response = client.post("/w/accounts/add/", form | changes)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert User.objects.count() == 2


def test_a_posting_is_added_and_ended(client, district_user, street_user, other_street):
    client.force_login(district_user)
    assert "增加职务" in client.get(page_of(street_user, "postings/add/")).content.decode()
    form = {"role": "street", "code": "210211009"}
    assert client.post(page_of(street_user, "postings/add/"), form).url == page_of(street_user)
    again = client.post(page_of(street_user, "postings/add/"), form)
    assert "该账号在此区域已有同一角色。" in again.content.decode()
    posting = street_user.postings.get(area=other_street)
    address = page_of(street_user, f"postings/{posting.pk}/end/")
    assert "红旗街道 街道工作人员" in client.get(address).content.decode()
    LogEntry.objects.all().delete()
    assert client.post(address).url == page_of(street_user)
    posting.refresh_from_db()
    assert posting.until == timezone.localdate()
    assert LogEntry.objects.get().additional_data["verb"] == "end"
    assert client.post(address).status_code == 404
    accounts.end_posting(posting, by=district_user, now=timezone.now())
    assert LogEntry.objects.count() == 1
    assert "结束这个职务" in client.get(page_of(street_user)).content.decode()


def test_an_ended_posting_closes_the_door_with_the_next_request(
    client, district_user, street_user, unit
):
    client.force_login(street_user)
    assert client.get("/w/units/").status_code == 200
    accounts.end_posting(street_user.postings.get(), by=district_user, now=timezone.now())
    assert client.get("/w/units/").status_code == 404


def test_a_reset_password_replaces_the_old_and_ends_sessions(client, district_user, street_user):
    cache.clear()
    client.force_login(street_user)
    held = client.cookies["sessionid"].value
    client.logout()
    client.force_login(district_user)
    assert (
        "旧密码和已登录的设备立即失效"
        in client.get(page_of(street_user, "password/")).content.decode()
    )
    password = client.post(page_of(street_user, "password/")).context["password"]
    street_user.refresh_from_db()
    assert street_user.check_password(password)
    entry = LogEntry.objects.get(additional_data__verb="reset_password")
    assert (entry.actor, entry.changes) == (district_user, {})
    client.cookies["sessionid"] = held
    assert client.get("/w/units/").url.startswith("/in/")


def test_an_open_session_ends_with_the_reset(client, django_user_model, district_user, street_user):
    client.force_login(street_user)
    accounts.reset_password(street_user, by=district_user, now=timezone.now())
    assert client.get("/w/units/").url.startswith("/in/")


def test_who_works_elsewhere_too_is_not_taken_over(client, district_user, street_user, far_user):
    Posting.objects.create(
        user=street_user, role="auditor", area=far_user.postings.get().area, since=DAY
    )
    with pytest.raises(OutOfScope):
        accounts.reset_password(street_user, by=district_user, now=timezone.now())
    client.force_login(district_user)
    page = client.get(page_of(street_user)).content.decode()
    assert "由上级管理" in page
    assert "重置密码" not in page
    assert "旅顺口区" not in page
    for verb in ("password/", "postings/add/"):
        assert client.post(page_of(street_user, verb)).status_code == 403
    assert User.objects.get(pk=street_user.pk).check_password("a-long-pass-1")


def test_an_officer_of_a_unit_elsewhere_is_not_taken_over(
    district_user, far_user, liaison_user, unit, district
):
    Posting.objects.create(user=liaison_user, role="tutor", area=district, since=DAY)
    assert accounts.reset_password(liaison_user, by=district_user, now=timezone.now())
    far = far_user.postings.get().area
    unit_far = type(unit).objects.create(name="远", area=far, type="private", joined_on=DAY)
    liaison_user.person.liaisons.create(unit=unit_far, since=DAY)
    with pytest.raises(OutOfScope):
        accounts.reset_password(liaison_user, by=district_user, now=timezone.now())


def test_a_role_fits_its_kind_of_area(street, community, district_user):
    from django.core.exceptions import ValidationError

    now = timezone.now()
    with pytest.raises(ValidationError, match="只能绑定到街道"):
        accounts.add_posting(district_user, role="street", area=community, by=None, now=now)
    accounts.add_posting(district_user, role="tutor", area=community, by=None, now=now)


def test_initial_passwords_pass_our_own_rules():
    from django.contrib.auth.password_validation import validate_password

    passwords = {accounts.new_password() for _ in range(50)}
    assert len(passwords) == 50
    for password in passwords:
        validate_password(password)
        assert len(password) == 19


def test_the_number_of_queries_does_not_grow(
    client, district_user, street, django_assert_max_num_queries
):
    client.force_login(district_user)
    counts = []
    for more in (0, 2, 97):
        for number in range(more):
            user = User.objects.create(username=f"u{more}-{number}")
            Posting.objects.create(user=user, role="street", area=street, since=DAY)
        with django_assert_max_num_queries(9) as captured:
            client.get("/w/accounts/?size=100")
        counts.append(len(captured))
    assert len(set(counts)) == 1
