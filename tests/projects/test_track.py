"""/track/: number and last four digits open the timeline; what its asker may say there."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from grids.models import Area
from members.models import MemberUnit
from projects.actions.requests import ask, withdraw
from projects.models import Request, RequestStep
from projects.requests.numbers import draw
from projects.requests.timeline import STAGES, state_of, timeline_of
from projects.views import tracking
from tests.conftest import START, at
from tests.projects.conftest import category_of
from tests.projects.test_asking import NOW, PHONE, WORDS, done, make_request

TAIL = PHONE[-4:]


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def asked(grid) -> Request:
    return make_request(grid)


def text(response) -> str:
    return response.content.decode()


def enter(client, number, tail=TAIL):
    return client.post("/track/", {"number": number, "tail": tail})


@pytest.fixture
def inside(client, asked) -> Client:
    """A browser that has opened the request."""
    assert enter(client, asked.spoken_number).status_code == 302
    return client


def step(request, verb, **facts) -> RequestStep:
    return RequestStep.objects.create(
        request=request, verb=verb, **{"at": NOW, "by_label": "海青社区"} | facts
    )


# --- the key ----------------------------------------------


def test_number_and_digits_open_the_timeline(client, asked):
    answer = enter(client, asked.spoken_number)
    assert (answer.status_code, answer["Location"]) == (302, "/track/mine/")
    page = text(client.get("/track/mine/"))
    for words in (asked.spoken_number, "已收到", WORDS, "138****5678", "撤回这件需求"):
        assert words in page
    assert PHONE not in page


def test_the_cookie_is_signed_short_and_sent_to_these_pages_alone(inside, asked):
    cookie = inside.cookies["track"]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        "/track/",
        tracking.KEPT,
        True,
        "Strict",
    )
    inside.cookies["track"] = str(asked.uuid)
    assert inside.get("/track/mine/").status_code == 302


def test_its_time_is_over_after_twenty_minutes(inside, monkeypatch):
    assert inside.get("/track/mine/").status_code == 200
    monkeypatch.setattr(tracking, "KEPT", -1)
    assert inside.get("/track/mine/")["Location"] == "/track/"


def body(response) -> str:
    """The page, but for what was typed and the token of the form."""
    return text(response).partition('class="errs"')[2].partition("</div>")[0]


def test_a_wrong_number_and_wrong_digits_are_the_same_answer(client, asked):
    nobody, other = enter(client, draw()), enter(client, asked.number, "0000")
    assert (nobody.status_code, other.status_code) == (200, 200)
    assert tracking.WRONG in body(nobody)
    assert body(nobody) == body(other)
    assert "track" not in client.cookies


@pytest.mark.parametrize(
    ("number", "tail", "words"),
    [
        ("", "", "请填写编号。"),
        ("482915638", TAIL, "写错了一位"),
        ("12", TAIL, "9 位数字"),
        (None, "56", "最后 4 位"),
        (None, PHONE, "最后 4 位"),
    ],
)
def test_what_cannot_be_right_is_said_before_anything_is_looked_up(
    client, asked, number, tail, words
):
    assert words in text(enter(client, asked.number if number is None else number, tail))


def test_one_number_is_not_tried_without_end_not_even_rightly(client, asked):
    for turn in range(tracking.MOST_OF_NUMBER):
        assert enter(client, asked.number, f"{turn:04d}").status_code == 200
    refused = enter(client, asked.number)
    assert refused.status_code == 429
    assert tracking.TOO_MANY in text(refused)
    assert "track" not in client.cookies


def test_one_address_does_not_try_without_end(client, asked, monkeypatch):
    monkeypatch.setattr(tracking, "MOST_HERE", 2)
    assert [enter(client, draw()).status_code for _ in range(3)] == [200, 200, 429]
    assert enter(client, asked.number).status_code == 429


def test_leaving_closes_it(inside):
    assert inside.post("/track/leave/")["Location"] == "/track/"
    assert inside.get("/track/mine/").status_code == 302


@pytest.mark.parametrize("name", ["", "confirm/", "reopen/", "withdraw/"])
def test_without_the_key_every_page_leads_to_the_question(client, asked, name):
    for answer in (client.get(f"/track/mine/{name}"), client.post(f"/track/mine/{name}")):
        assert answer.status_code in ({405} if not name else {302}) | {302}
    assert client.delete(f"/track/mine/{name}").status_code == 405
    assert Request.objects.get().status == "received"


# --- the timeline ----------------------------------------------


def test_every_state_is_one_of_six_words():
    assert {state_of(status) for status in Request.Status.values} == set(STAGES)
    assert len(STAGES) == 6


def test_it_says_to_whom_and_by_when_and_no_internal_note(inside, asked, unit):
    done(asked, unit)
    Request.objects.filter(pk=asked.pk).update(status="taken", closed_at=None)
    facts = {"to_label": "区第二医院", "due_on": date(2026, 11, 19)}
    step(asked, "dispatch", internal_note="此人常年上访", **facts)
    step(asked, "note", internal_note="只是内部说一句")
    step(asked, "note", public_text="周三上门")
    page = text(inside.get("/track/mine/"))
    for words in ("现在交给：<b>区第二医院</b>", "11 月 19 日（周四）前", "周三上门", "办理中"):
        assert words in page
    for secret in ("常年上访", "只是内部", "社区催办"):
        assert secret not in page
    assert page.count("办理进展") == 1


def test_a_military_unit_is_a_unit_of_the_alliance(asked, military_unit):
    done(asked, military_unit, reason="")
    Request.objects.filter(pk=asked.pk).update(outcome="某部警卫连已修好")
    step(asked, "dispatch", to_label="驻街单位甲", public_text="交驻街单位甲办")
    step(asked, "done", by_label="某部警卫连 联络员")
    asked.refresh_from_db()
    line = timeline_of(asked, date(2026, 11, 10))
    said = f"{line.steps} {line.outcome} {line.holder}"
    assert "联合体成员单位" in said
    for secret in ("驻街单位甲", "某部警卫连"):
        assert secret not in said


def test_only_military_units_of_the_district_are_taken_out(asked, military_unit):
    far = Area.objects.create(kind="district", code="210212", name="别的区", valid_from=START)
    MemberUnit.objects.filter(pk=military_unit.pk).update(area=far)
    step(asked, "note", public_text="驻街单位甲来过")
    assert "驻街单位甲来过" in str(timeline_of(asked, date(2026, 11, 10)).steps)


@pytest.mark.parametrize(
    ("status", "day", "words"),
    [
        ("dispatched", date(2026, 11, 11), ""),
        ("dispatched", date(2026, 11, 13), "承办方应在 11 月 11 日（周三）前接单，已超过 2 天。"),
        ("taken", date(2026, 11, 19), ""),
        ("taken", date(2026, 11, 22), "应在 11 月 19 日（周四）前办好，已超过 3 天。"),
        ("accepted", date(2026, 11, 20), "应在 11 月 19 日（周四）前办好，已超过 1 天。"),
        ("done", date(2026, 12, 22), ""),
    ],
)
def test_what_is_overdue_is_said(asked, unit, status, day, words):
    done(asked, unit)
    Request.objects.filter(pk=asked.pk).update(status=status)
    asked.refresh_from_db()
    assert timeline_of(asked, day).late == words


@pytest.mark.parametrize("count", [1, 3])
def test_the_timeline_costs_the_same(inside, asked, count, django_assert_max_num_queries):
    for _ in range(count):
        step(asked, "note", public_text="还在办")
    inside.get("/track/mine/")
    with django_assert_max_num_queries(5):
        assert inside.get("/track/mine/").status_code == 200


def test_it_names_somebody_to_call(inside, post):
    assert f'href="tel:{post.duty_phone}"' in text(inside.get("/track/mine/"))


# --- what the resident says ----------------------------------------------


@pytest.fixture
def finished(inside, asked, unit) -> Client:
    done(asked, unit)
    return inside


SEEN = {"seen": NOW.isoformat()}


def test_rating_closes_it(finished):
    page = text(finished.get("/track/mine/"))
    assert "承办方说：换了灯泡" in page
    assert "撤回这件需求" not in page
    said = {"solved": "yes", "rating": "good", "words": "谢谢"}
    assert finished.post("/track/mine/confirm/", said | SEEN)["Location"] == "/track/mine/"
    found = Request.objects.get()
    assert (found.status, found.solved, found.rating, found.words) == (
        "confirmed",
        True,
        "good",
        "谢谢",
    )
    page = text(finished.get("/track/mine/"))
    assert "您说：已解决，满意。“谢谢”" in page
    assert "要求重办" not in page
    assert finished.get("/track/mine/confirm/").status_code == 302


def test_a_rating_needs_an_answer(finished):
    page = finished.post("/track/mine/confirm/", {"words": "还行"} | SEEN)
    assert page.status_code == 200
    for words in ("请点解决了没有。", "请点满意还是不满意。", "还行</textarea>"):
        assert words in text(page)
    assert Request.objects.get().status == "done"


def test_reopening_asks_what_is_missing(finished):
    assert "请写还差什么" in text(finished.post("/track/mine/reopen/", SEEN))
    answer = finished.post("/track/mine/reopen/", {"missing": "三楼还不亮"} | SEEN)
    assert answer["Location"] == "/track/mine/"
    found = Request.objects.get()
    assert (found.status, found.reopened, found.solved) == ("reopened", 1, False)
    page = text(finished.get("/track/mine/"))
    assert "三楼还不亮" in page
    assert "您要求重办" in page


@pytest.mark.parametrize("name", ["confirm", "reopen"])
def test_a_stale_tab_changes_nothing(finished, asked, unit, name):
    done(asked, unit, now=at("2026-11-20"))
    said = {"solved": "yes", "rating": "good", "missing": "还差"}
    page = finished.post(f"/track/mine/{name}/", said | SEEN)
    assert "可能已被他人处理" in text(page)
    assert Request.objects.get().status == "done"
    assert "页面已过时" in text(finished.post(f"/track/mine/{name}/", said | {"seen": "x"}))


def test_withdrawing_asks_once_more(inside, asked):
    assert "撤回后不再办理" in text(inside.get("/track/mine/withdraw/"))
    assert Request.objects.get().status == "received"
    assert inside.post("/track/mine/withdraw/")["Location"] == "/track/mine/"
    assert Request.objects.get().status == "withdrawn"
    assert "您已撤回" in text(inside.get("/track/mine/"))


def test_what_is_dispatched_is_not_withdrawn(finished):
    assert finished.post("/track/mine/withdraw/").status_code == 302
    assert Request.objects.get().status == "done"


def test_a_declined_one_says_why(inside, asked):
    Request.objects.filter(pk=asked.pk).update(status="declined", reason="属于物业", closed_at=NOW)
    step(asked, "decline", public_text="请找物业 0411-87600404")
    page = text(inside.get("/track/mine/"))
    assert "<b>原因：</b>属于物业" in page
    assert "请找物业 0411-87600404" in page


def test_what_is_cleared_says_so_and_nothing_else(inside, asked):
    withdraw(asked, now=NOW)
    Request.objects.filter(pk=asked.pk).update(
        name="", phone="", tail_index="", place="", text="（已按规定清除）", anonymised_at=NOW
    )
    page = enter(inside, asked.number, "0000")
    assert "已办结，信息已清除" in text(page)
    assert inside.get("/track/mine/").status_code == 302


def test_two_with_the_same_digits_open_their_own(client, asked, other_grid):
    other = Request(area=other_grid, category=category_of("law"), text="另一件事")
    ask(other, phone=PHONE, by=None, now=NOW + timedelta(hours=1))
    enter(client, other.number)
    page = text(client.get("/track/mine/"))
    assert "另一件事" in page
    assert WORDS not in page
