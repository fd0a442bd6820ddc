"""What was typed survives a session that ended, and a form that outlived its cookie."""

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from common import kept

pytestmark = [pytest.mark.urls("tests.common.urls"), pytest.mark.django_db]

PAGE = "http://testserver/note/?from=list"
OURS = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": PAGE}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def test_post_after_the_session_ended_comes_back_filled_in(client):
    response = client.post("/note/", {"title": "午餐", "text": "周一"}, **OURS)
    assert response.url == "/in/?next=%2Fnote%2F%3Ffrom%3Dlist"
    assert response.cookies["kept"]["httponly"] is True
    client.cookies["in"] = "1"
    page = client.get("/note/?from=list").text
    assert 'value="午餐"' in page
    assert 'value="周一"' in page


def test_it_is_shown_once(client):
    client.post("/note/", {"title": "午餐"}, **OURS)
    client.cookies["in"] = "1"
    client.get("/note/")
    assert 'value="午餐"' not in client.get("/note/").text


def test_a_form_that_posts_elsewhere_returns_to_its_page(client):
    response = client.post("/note/send/", {"title": "午餐"}, **OURS)
    assert response.url == "/in/?next=%2Fnote%2F%3Ffrom%3Dlist"
    client.cookies["in"] = "1"
    assert 'value="午餐"' in client.get("/note/").text


def test_another_page_does_not_see_it(client):
    client.post("/note/", {"title": "午餐"}, **OURS)
    client.cookies["in"] = "1"
    assert 'value="午餐"' not in client.get("/note/send/").text
    assert 'value="午餐"' in client.get("/note/").text


def test_another_browser_does_not_see_it(client):
    client.post("/note/", {"title": "午餐"}, **OURS)
    other = Client()
    other.cookies["in"] = "1"
    assert 'value="午餐"' not in other.get("/note/").text


def test_a_post_from_another_site_is_not_kept(client):
    response = client.post("/note/", {"title": "午餐"}, HTTP_ORIGIN="https://evil.example")
    assert response.url == "/in/?next=%2Fnote%2F"
    assert "kept" not in response.cookies


def test_a_page_asked_for_keeps_nothing(client):
    response = client.get("/note/?x=1", **OURS)
    assert response.url == "/in/?next=%2Fnote%2F%3Fx%3D1"
    assert "kept" not in response.cookies


@pytest.mark.parametrize("fields", [{"title": "长" * 100_000}, {"password": "x"}, {}])
def test_not_kept(client, fields):
    assert "kept" not in client.post("/note/", fields, **OURS).cookies


def test_passwords_are_left_out_and_the_cache_is_encrypted(client, monkeypatch):
    stored = []
    monkeypatch.setattr(cache, "set", lambda key, value, seconds: stored.append((value, seconds)))
    client.post("/note/", {"title": "meals", "old_password": "secret"}, **OURS)
    ((value, seconds),) = stored
    assert "meals" not in value
    assert kept.decrypt(value.encode()) == b"title=meals"
    assert seconds == 30 * 60


def test_the_way_back_never_leads_away():
    request = RequestFactory().post("/note/", HTTP_REFERER="http://testserver//evil.example/x")
    assert kept.page_of(request) == "/evil.example/x"


def test_a_form_that_outlived_its_cookie_is_shown_again():
    client = Client(enforce_csrf_checks=True)
    client.cookies["in"] = "1"
    response = client.post("/note/", {"title": "午餐"}, **OURS)
    assert (response.status_code, response.url) == (302, "/note/?from=list")
    page = client.get("/note/?from=list")
    assert 'value="午餐"' in page.text


@pytest.mark.parametrize("header", ["HTTP_ORIGIN", "HTTP_REFERER"])
def test_an_address_that_makes_no_sense_is_nobodys(header):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/note/", **{header: "http://["}).url == "/in/?next=%2Fnote%2F"
    client.cookies["in"] = "1"
    assert client.post("/note/", {"title": "午餐"}, **{header: "http://["}).status_code == 403


def test_a_forged_post_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.cookies["in"] = "1"
    response = client.post("/note/", {"title": "午餐"}, HTTP_ORIGIN="https://evil.example")
    assert response.status_code == 403
    assert "刚才没有提交成功" in response.text
    assert "kept" not in response.cookies
