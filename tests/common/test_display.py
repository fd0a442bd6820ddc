"""Large print and contrast: switches, cookie, page; and the pages that say what is wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from common import views
from common.display import Display, unpack

pytestmark = pytest.mark.urls("tests.common.urls")


@pytest.mark.parametrize(
    ("cookie", "css"),
    [
        ("", ""),
        ("22", "elder"),
        ("26", "elder x2"),
        ("30c", "elder x3 contrast"),
        ("c", "contrast"),
        ("99", ""),
        ('"><script>', ""),
    ],
)
def test_cookie_becomes_classes(cookie, css):
    assert unpack(cookie).css == css


@pytest.mark.parametrize(
    "shown", [Display(), Display("22"), Display("30", True), Display("", True)]
)
def test_cookie_says_what_was_packed(shown):
    assert unpack(shown.pack()) == shown


@pytest.mark.parametrize(
    ("url", "before", "after"),
    [
        ("/elder/on/", "", "22"),
        ("/elder/on/?size=30", "c", "30c"),
        ("/elder/on/?size=99", "", "22"),
        ("/elder/off/", "30c", "c"),
        ("/contrast/on/", "26", "26c"),
        ("/contrast/off/", "26c", "26"),
    ],
)
def test_switch(client, url, before, after):
    client.cookies["display"] = before
    response = client.post(url, {"next": "/report/?a=1"})
    assert (response.status_code, response.url) == (302, "/report/?a=1")
    assert response.cookies["display"].value == after
    assert response.cookies["display"]["httponly"] is True


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example/", "", "javascript:x"])
def test_switch_never_leads_away(client, page):
    assert client.post("/elder/on/", {"next": page}).url == "/"


@pytest.mark.parametrize("url", ["/elder/on/", "/elder/off/", "/contrast/on/", "/contrast/off/"])
def test_switch_is_no_link(client, url):
    assert client.get(url).status_code == 405


def test_switch_needs_no_csrf_cookie():
    assert Client(enforce_csrf_checks=True).post("/elder/on/").status_code == 302


def test_page_is_shown_as_asked(client):
    client.cookies["display"] = "30c"
    response = client.get("/report/")
    assert '<html lang="zh-CN" class="elder x3 contrast">' in response.text
    assert "退出长辈版" in response.text
    assert "Cookie" in response["Vary"]


def test_public_page_sets_no_cookie(client):
    assert dict(client.get("/report/").cookies) == {}


def test_footer_leaves_out_what_is_unset(client, settings):
    settings.SITE = {**settings.SITE, "operator": "街道办事处", "icp": "", "phone": "0411-87600000"}
    text = client.get("/report/").text
    assert "主办：街道办事处" in text
    assert 'href="tel:0411-87600000"' in text
    assert "网站标识码" not in text


@pytest.mark.parametrize(
    ("view", "status"),
    [(views.bad_request, 400), (views.denied, 403), (views.missing, 404), (views.too_many, 429)],
)
def test_error_page(view, status):
    request = RequestFactory().get("/gone/")
    response = view(request)
    assert response.status_code == status
    assert "<h1>" in response.content.decode()


def test_too_many_says_when_to_come_back():
    response = views.too_many(RequestFactory().get("/in/"), seconds=90)
    assert response["Retry-After"] == "90"
    assert "请等 2 分钟再试" in response.content.decode()


def test_missing_page_has_the_look(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_failure_needs_no_context():
    assert "系统出了问题" in render_to_string("500.html")
    response = views.failed(RequestFactory().get("/"))
    assert response.status_code == 500
    assert 'href="/"' in response.content.decode()


@pytest.mark.parametrize(("path", "above"), [("/", True), ("/s/", False), ("/grid/", False)])
def test_the_sizes_stand_above_where_a_visit_begins_and_below_elsewhere(client, db, path, above):
    client.cookies["display"] = "22"
    page = client.get(path).content.decode()
    assert page.count('class="sizes"') == 1
    assert (page.index('class="sizes"') < page.index("<main")) is above


def test_the_name_of_the_site_leads_home_where_the_large_head_leaves_that_out(client, db):
    page = client.get("/s/").content.decode()
    assert '<a href="/" class="to-home">首页</a>' in page
    assert page.count('class="to-home"') == 1
