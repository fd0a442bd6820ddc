"""Asking for a correction of one's own data (/l/me/, /w/me/), and answering (/w/corrections/)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.lifecycle import IllegalMove
from common.races import TakenMeanwhile
from members.actions.personal_data import answer_correction, ask_correction
from members.models import CorrectionRequest, Person
from notices.jobs import deliver_notices, raise_notices
from notices.models import Notice

TEXT = {"text": "名字应为李建国"}


@pytest.fixture
def asked(liaison_user) -> CorrectionRequest:
    return ask_correction(liaison_user, text="名字应为李建国", now=timezone.now())


def test_everybody_with_an_account_has_a_page_of_their_own(
    client, liaison_user, grid_user, tutor_user, street_user, auditor
):
    for user, door in (
        (liaison_user, "l"), (grid_user, "l"), (tutor_user, "l"),
        (street_user, "w"), (auditor, "w"),
    ):  # fmt: skip
        client.force_login(user)
        page = client.get(f"/{door}/me/")
        assert page.status_code == 200
        assert "我的资料" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert client.get(f"/{'l' if door == 'w' else 'w'}/me/").status_code == 404
        assert client.post(f"/{door}/me/", TEXT).status_code == 302
        assert CorrectionRequest.objects.get(person__user=user).text == TEXT["text"]
    assert Person.objects.get(user=grid_user).name == "网格员甲"
    assert client.put("/w/me/").status_code == 405


def test_one_request_at_a_time(client, liaison_user, asked):
    client.force_login(liaison_user)
    assert "正在处理" in client.get("/l/me/").content.decode()
    page = client.post("/l/me/", TEXT)
    assert page.status_code == 200
    assert CorrectionRequest.objects.count() == 1
    answer_correction(asked, answer="已更正", by=liaison_user, now=timezone.now())
    assert client.post("/l/me/", TEXT).status_code == 302


@pytest.mark.parametrize("text", ["", "  ", "字" * 501])
def test_a_wrong_request_is_not_taken(client, liaison_user, text):
    client.force_login(liaison_user)
    assert client.post("/l/me/", {"text": text}).status_code == 200
    assert not CorrectionRequest.objects.exists()


def test_staff_see_it_answer_it_and_the_person_is_told(client, street_user, liaison_user, asked):
    client.force_login(street_user)
    assert "更正申请" in client.get("/w/").content.decode()
    assert "李建国" in client.get("/w/corrections/?status=open").content.decode()
    page = asked.get_absolute_url()
    assert TEXT["text"] in client.get(page).content.decode()
    assert "请写明答复。" in client.post(page, {"answer": " "}).content.decode()
    assert client.post(page, {"answer": "已改好"}).url == "/w/corrections/"
    asked.refresh_from_db()
    assert (asked.status, asked.answer, asked.answered_by) == ("answered", "已改好", street_user)
    assert "/w/corrections/?status=open" not in client.get("/w/").content.decode()
    for _ in range(2):
        raise_notices.run()
    assert Notice.objects.get(kind="correction_answered").recipient == liaison_user
    client.force_login(liaison_user)
    inbox = client.get("/l/notices/").content.decode()
    assert "您的更正申请已答复" in inbox
    assert "已改好" in inbox
    assert "/l/me/" in inbox
    assert "已改好" in client.get("/l/me/").content.decode()


def test_the_answer_to_staff_leads_to_their_own_door(client, street_user, district_user):
    asked = ask_correction(street_user, text="改名", now=timezone.now())
    answer_correction(asked, answer="已改", by=district_user, now=timezone.now())
    raise_notices.run()
    client.force_login(street_user)
    assert 'href="/w/me/"' in client.get("/w/notices/").content.decode()


def test_an_old_answer_leaves_the_inbox(street_user, liaison_user, asked):
    answer_correction(asked, answer="已改", by=street_user, now=timezone.now())
    raise_notices.run()
    later = timezone.now() + timedelta(days=31)
    deliver_notices.run(later.isoformat())
    assert Notice.objects.get(kind="correction_answered").status == "dropped"


def test_who_comes_second_is_told(client, street_user, asked):
    stale = CorrectionRequest.objects.get(pk=asked.pk)
    answer_correction(asked, answer="已改", by=street_user, now=timezone.now())
    with pytest.raises(IllegalMove):
        answer_correction(stale, answer="又改", by=street_user, now=timezone.now())
    client.force_login(street_user)
    page = client.post(asked.get_absolute_url(), {"answer": "再改"}).content.decode()
    assert "可能已被他人处理" in page
    stale.refresh_from_db()
    assert stale.answer == "已改"


def test_a_lost_race_of_two_requests_is_told(liaison_user, asked, monkeypatch):
    monkeypatch.setattr(CorrectionRequest, "full_clean", lambda request: None)
    with pytest.raises(TakenMeanwhile):
        ask_correction(liaison_user, text="再来", now=timezone.now())


def test_strangers_and_readers(client, asked, other_street_user, grid_user, auditor):
    page = asked.get_absolute_url()
    assert client.get(page).url.startswith("/in/?next=")
    for stranger in (other_street_user, grid_user):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert client.post(page, {"answer": "x"}).status_code == 404
    client.force_login(other_street_user)
    assert "李建国" not in client.get("/w/corrections/").content.decode()
    client.force_login(auditor)
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "x"}).status_code == 403
    asked.refresh_from_db()
    assert asked.status == "open"
