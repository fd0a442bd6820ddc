"""/in/ by password, /in/home/, /out/."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from members.adapter import AccountAdapter
from members.models import Posting

PASSWORD = "a-long-pass-1"


@pytest.fixture(autouse=True)
def no_tries_left_over():
    cache.clear()


def sign_in(client, username="street", password=PASSWORD, **more):
    return client.post("/in/", {"login": username, "password": password} | more)


def test_the_right_password_opens_the_way_to_the_own_home(client, street_user):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/in/home/")
    assert client.get("/in/home/").url == "/w/"


def test_user_names_are_kept_in_lower_case(client, street_user):
    assert sign_in(client, " Street ").status_code == 302


def test_it_leads_back_to_the_page_asked_for_but_never_off_the_site(client, street_user):
    assert sign_in(client, next="/w/units/?type=school").url == "/w/units/?type=school"
    client.post("/out/")
    assert sign_in(client, next="https://evil.example/").url == "/in/home/"
    client.post("/out/")
    assert sign_in(client, next="//evil.example/").url == "/in/home/"


def test_the_page_keeps_where_to_go(client, street_user):
    page = client.get("/in/?next=/w/alliances/").content.decode()
    assert '<input type="hidden" name="next" value="/w/alliances/">' in page
    assert "autofocus" not in page


def test_signed_in_already_goes_on(client, street_user):
    client.force_login(street_user)
    assert client.get("/in/?next=/w/units/").url == "/w/units/"


@pytest.mark.parametrize(
    ("login", "password", "words"),
    [
        ("street", "wrong", "用户名或密码不对，请重新填写。"),
        ("nobody", PASSWORD, "用户名或密码不对，请重新填写。"),
        ("", PASSWORD, "请填写用户名。"),
        ("street", "", "请填写密码。"),
        ("x" * 500, PASSWORD, "登录"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client, street_user, login, password, words
):
    response = sign_in(client, login, password)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert "<title>错误：登录 - " in page
    assert f'value="{login}"' in page or not login
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_closed_stays_out(client, street_user):
    street_user.is_active = False
    street_user.save()
    assert sign_in(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_fifth_failure_locks_the_account_at_this_address(client, street_user, community_user):
    for _ in range(4):
        assert sign_in(client, password="wrong").status_code == 200
    locked = sign_in(client, password="wrong")
    assert locked.status_code == 429
    assert "密码错了太多次" in locked.content.decode()
    assert sign_in(client).status_code == 429
    assert sign_in(client, "STREET").status_code == 429
    assert sign_in(client, "community").status_code == 302


def test_other_addresses_are_not_locked_with_it(client, street_user):
    for _ in range(6):
        sign_in(client, password="wrong")
    login = {"login": "street", "password": PASSWORD}
    assert client.post("/in/", login, REMOTE_ADDR="10.1.2.3").status_code == 302


def test_nobody_signs_up(client, db, rf):
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False
    for path in ("/signup/", "/accounts/signup/", "/accounts/login/", "/in/signup/", "/reset/"):
        assert client.get(path).status_code == 404


def test_the_page_is_not_stored_and_not_for_other_verbs(client, db):
    assert "no-store" in client.get("/in/")["Cache-Control"]
    assert client.put("/in/").status_code == 405
    assert client.post("/in/home/").status_code == 405
    assert client.put("/out/").status_code == 405


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ("district_user", "/w/"),
        ("community_user", "/w/"),
        ("auditor", "/w/"),
        ("grid_user", "/l/"),
        ("tutor_user", "/l/"),
        ("liaison_user", "/l/"),
    ],
)
def test_everybody_has_a_home(client, request, who, home):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/in/home/").url == home


def test_an_account_without_function_is_told_so(client, street_user):
    Posting.objects.update(until=timezone.localdate())
    client.force_login(street_user)
    response = client.get("/in/home/")
    assert response.status_code == 200
    assert "您的账号现在没有要办的事" in response.content.decode()


def test_anonymous_has_to_sign_in_first(client, db):
    assert client.get("/in/home/").url == "/in/"


def test_signing_out_takes_a_post(client, street_user):
    client.force_login(street_user)
    assert "现在登录的是周敏" in client.get("/out/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/out/").url == "/"
    assert "_auth_user_id" not in client.session
    assert "您没有登录" in client.get("/out/").content.decode()


def test_what_was_typed_survives_an_expired_session(client, street_user, community):
    client.force_login(street_user)
    typed = {"name": "供电所", "type": "state", "area": community.pk, "joined_on": "2026-02-30"}
    client.session.flush()
    client.cookies.pop("sessionid")
    back = client.post(
        "/w/units/add/",
        typed,
        HTTP_ORIGIN="http://testserver",
        HTTP_REFERER="http://testserver/w/units/add/",
    )
    assert back.url == "/in/?next=%2Fw%2Funits%2Fadd%2F"
    assert sign_in(client, next="/w/units/add/").url == "/w/units/add/"
    assert 'value="供电所"' in client.get("/w/units/add/").content.decode()
