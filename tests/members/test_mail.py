"""Where reminders go: the owner of the account says so."""

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from members.models import User


@pytest.mark.parametrize(
    ("user", "url", "back"),
    [
        ("street_user", "/w/mail/", "/w/account/"),
        ("auditor", "/w/mail/", "/w/account/"),
        ("liaison_user", "/l/mail/", "/l/"),
    ],
)
def test_everybody_sets_their_own(client, request, user, url, back):
    account = request.getfixturevalue(user)
    client.force_login(account)

    response = client.post(url, {"email": "me@example.com"})

    assert response.url == back
    assert User.objects.get(pk=account.pk).email == "me@example.com"
    entry = LogEntry.objects.get_for_object(account).get(additional_data__verb="change_mail")
    assert (entry.actor, entry.changes) == (account, {})


def test_a_wrong_address_is_refused_and_stays_typed(client, liaison_user):
    client.force_login(liaison_user)

    page = client.post("/l/mail/", {"email": "me@"}).content.decode()

    assert "错误：提醒邮箱" in page
    assert 'value="me@"' in page
    assert User.objects.get(pk=liaison_user.pk).email == ""


@pytest.mark.parametrize("url", ["/w/mail/", "/l/mail/"])
def test_strangers_sign_in_first(client, db, url):
    assert client.get(url).url.startswith("/in/?next=")


@pytest.mark.parametrize(
    ("user", "url"), [("street_user", "/l/mail/"), ("liaison_user", "/w/mail/")]
)
def test_the_other_door_does_not_exist(client, request, user, url):
    client.force_login(request.getfixturevalue(user))

    assert client.get(url).status_code == 404


def test_the_first_account_is_opened_on_the_command_line(district, capsys):
    call_command("open_account", "first", "district", "210211", "--name", "高岩")

    password = capsys.readouterr().out.rsplit("：", 1)[1].strip()
    assert User.objects.get(username="first").check_password(password)
    assert User.objects.get(username="first").current_postings[0].area == district


@pytest.mark.parametrize(("code", "words"), [("999999", "没有代码为"), ("210211", "已存在")])
def test_the_command_says_what_is_wrong(district, street_user, code, words):
    with pytest.raises(CommandError, match=words):
        call_command("open_account", "street", "district", code)
