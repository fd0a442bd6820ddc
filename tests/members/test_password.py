"""/w/account/, /w/password/, /l/password/."""

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from members.actions import links
from members.models import User

OLD, NEW = "a-long-pass-1", "海青路的红旗飘 2026"


def typed(**changes) -> dict:
    return {"old_password": OLD, "new_password": NEW, "again_password": NEW} | changes


def test_the_account_says_what_one_may_do_where(client, street_user):
    client.force_login(street_user)
    page = client.get("/w/account/").content.decode()
    assert "周敏" in page
    assert "大连湾街道 街道工作人员" in page
    assert client.post("/w/account/").status_code == 405


@pytest.mark.parametrize(
    ("who", "path", "back"),
    [
        ("street_user", "/w/password/", "/w/account/"),
        ("grid_user", "/l/password/", "/l/"),
        ("liaison_user", "/l/password/", "/l/"),
    ],
)
def test_the_owner_changes_the_password_and_other_sessions_end(request, client, who, path, back):
    cache.clear()
    user = request.getfixturevalue(who)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.force_login(user)
    assert client.get(path).status_code == 200
    LogEntry.objects.all().delete()
    assert client.post(path, typed()).url == back
    assert client.get(path).status_code == 200
    assert elsewhere.get(path).url.startswith("/in/?next=")
    assert User.objects.get(pk=user.pk).check_password(NEW)
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.changes) == (user, {})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old_password": "wrong"}, "现在的密码不对"),
        ({"old_password": ""}, "请填写现在的密码。"),
        ({"new_password": "short", "again_password": "short"}, "12"),
        ({"new_password": "123456789012345", "again_password": "123456789012345"}, "数字"),
        ({"new_password": ""}, "请填写新密码。"),
        ({"again_password": NEW + "x"}, "两次填写的新密码不一样。"),
        ({"again_password": ""}, "请再填一次新密码。"),
    ],
)
def test_a_wrong_form_says_why_and_changes_nothing(client, street_user, changes, words):
    client.force_login(street_user)
    response = client.post("/w/password/", typed(**changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert NEW not in response.content.decode()
    assert User.objects.get(pk=street_user.pk).check_password(OLD)


def test_who_comes_by_link_gets_no_password_that_would_outlive_it(
    client, liaison_user, street_user
):
    User.objects.filter(pk=liaison_user.pk).update(password="!none")
    token = links.make_link(liaison_user.person, by=street_user, now=timezone.now())
    client.post(f"/in/{token}/")
    assert "您用个人链接登录，没有密码" in client.get("/l/password/").content.decode()
    assert client.post("/l/password/", typed(old_password="")).status_code == 200
    assert User.objects.get(pk=liaison_user.pk).password == "!none"


def test_each_door_has_its_own_page(client, street_user, liaison_user):
    for path in ("/w/account/", "/w/password/", "/l/password/"):
        assert client.get(path).url.startswith("/in/?next=")
    client.force_login(liaison_user)
    assert client.get("/w/password/").status_code == 404
    assert client.get("/w/account/").status_code == 404
    client.force_login(street_user)
    assert client.get("/l/password/").status_code == 404
    assert client.put("/w/password/").status_code == 405


def test_the_way_to_the_password_is_shown_to_who_has_one(client, liaison_user):
    way = 'href="/l/password/"'
    client.force_login(liaison_user)
    assert way in client.get("/l/").content.decode()
    liaison_user.set_unusable_password()
    liaison_user.save()
    client.force_login(liaison_user)
    assert way not in client.get("/l/").content.decode()
