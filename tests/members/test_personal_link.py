"""/in/<token>/: the personal link of a liaison officer."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from common.fields import blind_index
from members.actions import links
from members.actions.accounts import add_posting
from members.actions.errors import NoLinkAllowed
from members.actions.liaisons import appoint
from members.actions.units import leave
from members.models import Posting, SignInLink


@pytest.fixture(autouse=True)
def no_tries_left_over():
    cache.clear()


@pytest.fixture
def person(liaison_user):
    return liaison_user.person


@pytest.fixture
def token(person, street_user):
    return links.make_link(person, by=street_user, now=timezone.now())


def test_a_preview_does_not_use_it_up(client, token):
    for _ in range(3):
        page = client.get(f"/in/{token}/")
        assert page.status_code == 200
    assert "李建国" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "_auth_user_id" not in client.session
    assert SignInLink.objects.get().last_used_at is None


def test_the_button_signs_in_again_and_again(client, token, liaison_user):
    for _ in range(2):
        response = client.post(f"/in/{token}/")
        assert (response.status_code, response.url) == (302, "/in/home/")
        assert client.session["_auth_user_id"] == str(liaison_user.pk)
        assert client.get("/in/home/").url == "/l/"
        client.post("/out/")
    assert SignInLink.objects.get().last_used_at is not None


def test_only_a_hash_is_stored(token):
    link = SignInLink.objects.get()
    assert link.token_hash == links.hash_of(token)
    assert token not in str(vars(link))


def test_the_token_is_nowhere_in_the_database(client, token):
    client.get(f"/in/{token}/")
    client.post(f"/in/{token}/")
    client.get("/in/another-token-of-somebody/")
    for model in apps.get_models():
        held = str(list(model._base_manager.values()))
        assert token not in held, model
        assert "another-token" not in held, model


def test_a_posting_ends_link_and_session(client, token, liaison_user, street, street_user):
    client.post(f"/in/{token}/")
    add_posting(liaison_user, role="street", area=street, by=street_user, now=timezone.now())
    assert client.get("/w/units/").url.startswith("/in/?next=")
    _gone(client, token)


def _gone(client, token) -> bytes:
    answers = [client.get(f"/in/{token}/"), client.post(f"/in/{token}/")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "_auth_user_id" not in client.session
    assert "这个登录链接不能使用" in answers[0].content.decode()
    return answers[0].content.replace(token.encode(), b"TOKEN")


def test_unknown_expired_revoked_and_handed_over_look_the_same(
    client, token, person, street_user, unit
):
    unknown = _gone(client, "x" * 32)
    SignInLink.objects.update(
        expires_at=timezone.now() - timedelta(seconds=1), made_at="2026-01-01T00:00Z"
    )
    assert _gone(client, token) == unknown
    revoked = links.make_link(person, by=street_user, now=timezone.now())
    links.revoke_link(person, by=street_user, now=timezone.now())
    assert _gone(client, revoked) == unknown
    handed = links.make_link(person, by=street_user, now=timezone.now())
    today = timezone.localdate()
    appoint(unit, name="王芳", phone="13900001111", since=today, by=street_user, now=timezone.now())
    assert _gone(client, handed) == unknown


def test_a_new_link_ends_the_one_before(client, token, person, street_user):
    links.make_link(person, by=street_user, now=timezone.now())
    _gone(client, token)


def test_it_lasts_thirty_days(person, street_user):
    now = timezone.now()
    token = links.make_link(person, by=street_user, now=now)
    assert links.find_link(token, now=now + timedelta(days=30, seconds=-1)) is not None
    assert links.find_link(token, now=now + timedelta(days=30)) is None


def test_a_closed_account_or_one_with_a_post_is_not_opened(client, token, liaison_user, street):
    liaison_user.is_active = False
    liaison_user.save()
    _gone(client, token)
    liaison_user.is_active = True
    liaison_user.save()
    Posting.objects.create(user=liaison_user, role="street", area=street, since="2026-01-01")
    _gone(client, token)


def test_too_many_unknown_links_from_one_address_are_stopped(client, token):
    for number in range(20):
        assert client.get(f"/in/unknown-{number}/").status_code == 404
    stopped = client.get("/in/unknown/")
    assert stopped.status_code == 429
    assert "操作太频繁" in stopped.content.decode()
    assert client.post(f"/in/{token}/").status_code == 429
    assert client.post(f"/in/{token}/", REMOTE_ADDR="10.1.2.3").status_code == 302


def test_right_links_are_not_counted(client, token):
    for _ in range(25):
        assert client.get(f"/in/{token}/").status_code == 200


def test_another_verb_is_refused(client, token):
    assert client.put(f"/in/{token}/").status_code == 405


def test_revoking_ends_the_session_at_once(client, token, person, street_user):
    client.post(f"/in/{token}/")
    links.revoke_link(person, by=street_user, now=timezone.now())
    assert client.get("/l/password/").url.startswith("/in/?next=")


def test_handing_over_ends_the_session_at_once(client, token, unit, street_user):
    client.post(f"/in/{token}/")
    assert client.get("/l/password/").status_code == 200
    today = timezone.localdate()
    appoint(unit, name="王芳", phone="13900001111", since=today, by=street_user, now=timezone.now())
    assert client.get("/l/password/").url.startswith("/in/?next=")


def test_the_unit_leaving_ends_the_session_at_once(client, token, unit, street_user):
    client.post(f"/in/{token}/")
    leave(unit, on=timezone.localdate(), by=street_user, now=timezone.now())
    assert client.get("/l/password/").url.startswith("/in/?next=")
    _gone(client, token)


def test_no_link_for_who_is_no_officer(person, street_user):
    person.liaisons.update(until=timezone.localdate())
    with pytest.raises(NoLinkAllowed, match="已不是联络员"):
        links.make_link(person, by=street_user, now=timezone.now())


def test_no_link_that_would_open_the_staff_door(person, liaison_user, street_user, other_street):
    Posting.objects.create(user=liaison_user, role="street", area=other_street, since="2026-01-01")
    with pytest.raises(NoLinkAllowed, match="另有工作账号"):
        links.make_link(person, by=street_user, now=timezone.now())
    assert SignInLink.objects.count() == 0


def test_no_link_by_who_has_no_say_over_all_units_of_the_person(
    person, street_user, district_user, other_unit
):
    person.liaisons.create(unit=other_unit, since="2026-01-01")
    with pytest.raises(NoLinkAllowed, match="其他区域"):
        links.make_link(person, by=street_user, now=timezone.now())
    assert links.make_link(person, by=district_user, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_links_made_at_once_one_opens(person, street_user):
    barrier, tokens = Barrier(4), []

    def run() -> None:
        barrier.wait()
        try:
            tokens.append(links.make_link(person, by=street_user, now=timezone.now()))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 4
    opening = [token for token in tokens if links.find_link(token, now=timezone.now())]
    assert len(opening) == 1
    assert SignInLink.objects.filter(revoked_at=None).count() == 1


def test_an_officer_appointed_elsewhere_loses_the_link_others_made(
    client, person, street_user, other_street_user, other_unit
):
    person.name, person.phone = "李建国", "13800001111"
    person.phone_index = blind_index("13800001111")
    person.save()
    token = links.make_link(person, by=street_user, now=timezone.now())
    appoint(
        other_unit,
        name="李建国",
        phone="13800001111",
        since=timezone.localdate(),
        by=other_street_user,
        now=timezone.now(),
    )
    _gone(client, token)
