"""/ask/: four questions, one a page, without an account; nothing typed is lost."""

import logging
import re
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from common.fields import decrypt
from common.logs import JsonFormatter
from grids.models import Area
from projects.actions.requests import ask as take_in
from projects.forms.requests import clean_contact
from projects.models import Request, RequestPhoto, Service
from projects.views import asking, handing_in
from tests.conftest import START
from tests.projects.conftest import category_of
from tests.projects.pictures import jpeg, other

PHONE = "13812345678"
WORDS = "三幢楼道灯坏了三天，老人不敢下楼"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


def text(response) -> str:
    return response.content.decode()


class Resident:
    """A browser at the form."""

    def __init__(self, client: Client) -> None:
        self.client, self.token = client, ""
        client.get("/ask/")

    def url(self, name: str) -> str:
        return f"/ask/{self.token}/{name}/"

    def begin(self, words: str = WORDS, **more: str):
        response = self.client.post("/ask/", {"text": words, **more})
        if response.status_code == 302:
            self.token = response["Location"].split("/")[2]
        return response

    def get(self, name: str):
        return self.client.get(self.url(name))

    def post(self, name: str, /, **data):
        return self.client.post(self.url(name), data)

    def leads(self, response) -> str:
        """The page that an answer leads to."""
        assert response.status_code == 302, text(response)
        return response["Location"].removeprefix(f"/ask/{self.token}/").strip("/")

    def answer_all(self, area: Area, phone: str = PHONE) -> None:
        self.begin()
        self.post("where", at=str(area.uuid), community=str(area.uuid), place="3 幢")
        self.post("contact", phone=phone, name="王阿姨")


@pytest.fixture
def resident(client, community, grid) -> Resident:
    return Resident(client)


def photo(data: bytes | None = None, name: str = "IMG_1.jpg"):
    return SimpleUploadedFile(name, jpeg() if data is None else data, "image/jpeg")


# --- from the first page to the number ----------------------------------------


def test_four_questions_lead_to_a_number(resident, community, grid):
    assert resident.leads(resident.begin()) == "where"
    page = resident.post("where", q="幸福里 3 幢")
    assert "找到 1 处" in text(page)
    assert 'value="幸福里 3 幢"' in text(page)
    found = {"at": str(grid.uuid), "q": "幸福里 3 幢", "found_for": "幸福里 3 幢"}
    assert resident.leads(resident.post("where", place="幸福里 3 幢", **found)) == "similar"
    assert resident.leads(resident.get("similar")) == "contact"
    contact = resident.post("contact", phone="138 1234 5678", name="王阿姨")
    assert resident.leads(contact) == "photos"
    assert resident.leads(resident.post("photos")) == "check"
    page = text(resident.get("check"))
    for words in (WORDS, "公共设施", "海青社区 第1网格，幸福里 3 幢", PHONE, "王阿姨"):
        assert words in page
    assert resident.leads(resident.post("check")) == "done"

    made = Request.objects.get()
    assert (made.text, made.category.code, made.area, made.place, made.phone, made.name) == (
        WORDS,
        "facilities",
        grid,
        "幸福里 3 幢",
        PHONE,
        "王阿姨",
    )
    page = text(resident.get("done"))
    assert made.spoken_number in page
    assert "5678" not in page  # the slip alone opens nothing


def test_a_draft_is_forgotten_when_it_is_handed_in(resident, grid, community):
    resident.answer_all(community)
    resident.post("check")
    for name in ("what", "where", "similar", "contact", "photos", "check"):
        assert resident.leads(resident.get(name)) == "done"
    assert resident.leads(resident.post("check")) == "done"
    assert Request.objects.count() == 1


def test_no_cookie_but_the_one_against_forgery(resident, community):
    resident.answer_all(community)
    resident.post("check")
    resident.get("done")
    assert set(resident.client.cookies) == {"csrftoken"}


def test_pages_with_personal_data_are_kept_by_no_browser(resident, community):
    resident.answer_all(community)
    for name in ("what", "where", "contact", "photos", "check"):
        assert "no-store" in resident.get(name)["Cache-Control"]


# --- the draft ----------------------------------------


def test_another_browser_opens_nothing_with_the_address(resident, community):
    resident.answer_all(community)
    stranger = Client()
    stranger.get("/ask/")
    for name in ("what", "where", "similar", "contact", "photos", "check", "done"):
        answer = stranger.get(resident.url(name))
        assert (answer.status_code, answer["Location"]) == (302, "/ask/?gone=1")
    assert "只保留两小时" in text(stranger.get("/ask/?gone=1"))
    assert PHONE in text(resident.get("check"))


def test_what_is_typed_lies_encrypted(resident, community, monkeypatch):
    held = {}
    keep = cache.set
    monkeypatch.setattr(
        cache, "set", lambda key, value, *more: (held.update({key: value}), keep(key, value, *more))
    )
    resident.answer_all(community)
    resident.post("photos", photos=[photo()])
    drafts = {key: value for key, value in held.items() if key.startswith("ask:")}
    assert len(drafts) == 2
    assert resident.token not in "".join(drafts)
    for value in drafts.values():
        assert PHONE not in value
        assert decrypt(value.encode())


def test_going_back_keeps_what_was_typed(resident, community):
    resident.begin()
    left = resident.post("where", place="写了一半", back="1")
    assert resident.leads(left) == "what"
    assert WORDS in text(resident.get("what"))
    assert 'value="写了一半"' in text(resident.get("where"))
    left = resident.post("contact", phone="138123", name="王", back="1")
    assert resident.leads(left) == "where"
    assert 'value="138123"' in text(resident.get("contact"))


def test_who_comes_back_goes_on_where_it_was_left(resident, community):
    assert "上次填的还在" not in text(resident.client.get("/ask/"))
    resident.begin()
    assert resident.url("where") in text(resident.client.get("/ask/"))
    resident.post("where", community=str(community.uuid))
    page = resident.client.get("/ask/")
    assert resident.url("contact") in text(page)
    assert WORDS not in text(page)
    assert "no-store" in page["Cache-Control"]
    assert "上次填的还在" not in text(Client().get("/ask/"))  # another browser
    resident.post("contact", phone=PHONE)
    assert resident.url("check") in text(resident.client.get("/ask/"))
    resident.post("check")
    assert "上次填的还在" not in text(resident.client.get("/ask/"))


def test_what_somebody_else_left_in_the_browser_is_cleared(resident, community):
    resident.begin()
    assert resident.client.post("/ask/", {"forget": "1"})["Location"] == "/ask/"
    assert "上次填的还在" not in text(resident.client.get("/ask/"))
    assert resident.get("where")["Location"] == "/ask/?gone=1"
    assert resident.client.post("/ask/", {"forget": "1"}).status_code == 302  # twice is once


def test_the_number_is_carried_along_and_the_digits_stay_asked(resident, community):
    resident.begin()
    resident.post("where", community=str(community.uuid))
    resident.post("contact", phone=PHONE)
    resident.post("check")
    number = Request.objects.get().number
    done = text(resident.get("done"))
    assert f'name="number" value="{number}"' in done
    assert "想问进度、要补充或改内容，请打电话给" in done
    page = resident.client.post("/track/", {"number": number, "carry": "1"})
    assert f'value="{number[:3]} {number[3:6]} {number[6:]}"' in text(page)
    assert (page.status_code, "错误：" in text(page)) == (200, False)
    assert "track" not in resident.client.cookies


def test_a_half_answered_page_is_asked_before_the_end(resident, community):
    resident.begin()
    assert resident.leads(resident.get("similar")) == "where"
    assert resident.leads(resident.get("check")) == "where"
    resident.post("where", community=str(community.uuid))
    resident.post("contact", phone="138123", back="1")
    assert resident.leads(resident.get("check")) == "contact"
    assert resident.leads(resident.post("check")) == "contact"


def test_two_taps_hand_in_once(resident, community):
    resident.answer_all(community)
    taken = asking.drafts.find(resident.token, resident.client.cookies["csrftoken"].value)
    assert taken is not None
    assert taken.take()  # the first tap is at work
    assert resident.leads(resident.post("check")) == "done"
    assert "正在登记" in text(resident.get("done"))
    assert not Request.objects.exists()


def test_a_place_that_ended_meanwhile_is_asked_again(resident, community, grid):
    resident.begin()
    resident.post("where", at=str(grid.uuid), q="幸福里", found_for="幸福里")
    resident.post("contact", phone=PHONE)
    Area.objects.filter(pk=grid.pk).update(valid_to=START + timedelta(days=9))
    assert resident.leads(resident.post("check")) == "where"


# --- ① what ----------------------------------------


def test_what_without_words_is_refused_in_words(resident):
    page = resident.begin("")
    assert page.status_code == 200
    assert "请写是什么事，一句话也行。" in text(page)


def test_the_category_follows_from_the_words_and_may_be_changed(resident, community):
    resident.answer_all(community)
    assert "公共设施" in text(resident.get("check"))
    resident.post("what", text=WORDS, category="repair")
    assert "<dt>类别</dt><dd>生活维修" in text(resident.get("check"))


def test_words_that_say_no_category_are_asked_for_one(resident):
    page = resident.begin("有点事想请人看看")
    assert "没看出是哪一类" in text(page)
    assert "<details" in text(page)
    assert re.search(r"<details[^>]* open", text(page))
    assert resident.leads(resident.begin("有点事想请人看看", category="other")) == "where"


def test_nonsense_in_place_of_a_category_is_nothing(resident):
    assert resident.leads(resident.begin(category="no-such")) == "where"
    assert 'value="no-such"' not in text(resident.get("what"))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("楼上着火了", ["119"]),
        ("闻到煤气味", ["119"]),
        ("老人晕倒在楼道", ["120"]),
        ("有人打架，受伤了", ["110", "120"]),
        ("小孩溺水", ["110", "119", "120"]),
        (WORDS, []),
    ],
)
def test_an_emergency_is_told_whom_to_call_and_not_held_up(resident, words, numbers):
    assert resident.leads(resident.begin(words, category="other")) == "where"
    page = text(resident.get("where"))
    assert re.findall(r'href="tel:(11[09]|120)"', page) == numbers
    assert ("请先打电话" in page) == bool(numbers)


def test_danger_comes_before_the_question_of_a_category(resident):
    assert resident.leads(resident.begin("屋里有煤气味，不知道怎么办")) == "where"
    assert "请先打电话" in text(resident.get("where"))


def test_the_first_page_names_all_three_numbers(resident, client):
    page = text(client.get("/ask/"))
    assert re.findall(r'href="tel:(11[09]|120)"', page) == ["110", "119", "120"]


def test_a_robot_is_told_and_nothing_is_begun(resident):
    page = resident.begin(website="https://spam.example")
    assert page.status_code == 200
    assert "没有收下" in text(page)


# --- ② where ----------------------------------------


def test_my_grid_is_offered_first(resident, client, grid):
    client.cookies["my_grid"] = str(grid.uuid)
    resident.begin()
    page = text(resident.get("where"))
    assert re.search(rf'value="{grid.uuid}"[^>]* checked', page)
    assert resident.leads(resident.post("where", at=str(grid.uuid))) == "similar"


def test_what_is_not_found_says_what_to_do(resident):
    resident.begin()
    page = text(resident.post("where", q="没有的地方"))
    assert "没有找到。可以只写小区或道路的名字" in page


def test_a_name_that_was_not_found_does_not_stay_as_the_place(resident):
    resident.begin()
    lost = resident.post("where", q="没有的地方").context["form"]["place"].value()
    found = {"q": "幸福里", "found_for": "没有的地方", "place": lost}
    assert (lost, resident.post("where", **found).context["form"]["place"].value()) == (
        "没有的地方", "幸福里"
    )  # fmt: skip
    own = resident.post("where", q="幸福里", found_for="没有的地方", place="5 幢")
    assert own.context["form"]["place"].value() == "5 幢"


def test_a_street_is_not_enough(resident, street, community):
    resident.begin()
    page = text(resident.post("where", community=str(street.uuid)))
    assert "请在同一个框里再选社区" in page
    assert resident.leads(resident.post("where", community=str(community.uuid))) == "similar"


@pytest.mark.parametrize("data", [{}, {"at": "x"}, {"at": "0" * 36}, {"community": "y"}])
def test_where_without_an_answer_is_asked_again(resident, data):
    resident.begin()
    page = resident.post("where", **data)
    assert page.status_code == 200
    assert "请选在哪里" in text(page)


# --- similar ones, services ----------------------------------------


def other_request(area, **facts) -> Request:
    given = {"text": "别人的原话", "place": "5 幢", "name": "李大爷"} | facts
    request = Request(area=area, category=category_of("facilities"), **given)
    return take_in(request, phone="13900009999", by=None, now=timezone.now())


def test_the_same_in_hand_is_shown_without_a_word_of_anybody(resident, community, grid):
    other_request(grid, public_title="三幢楼道照明")
    other_request(community)
    resident.begin()
    assert resident.leads(resident.post("where", community=str(community.uuid))) == "similar"
    page = text(resident.get("similar"))
    for words in ("已有人反映", "三幢楼道照明", "<b>公共设施</b>", "已收到"):
        assert words in page
    assert f"<small>公共设施 · {grid} · " in page  # what a title does not say: kind, where, when
    assert f"<b>公共设施</b><small>{community} · " in page
    for secret in ("别人的原话", "李大爷", "5 幢", "9999", *Request.objects.values_list("number")):
        assert str(secret) not in page


def test_a_title_from_before_names_no_military_unit(resident, community, military_unit):
    other_request(community, public_title="驻街单位甲门口的路灯")
    resident.begin()
    resident.post("where", community=str(community.uuid))
    page = text(resident.get("similar"))
    assert "联合体成员单位门口的路灯" in page
    assert "驻街单位甲" not in page


def test_only_open_ones_of_this_community_and_kind_are_similar(
    resident, community, other_community
):
    other_request(other_community, public_title="别的社区")
    Request.objects.filter(pk=other_request(community, public_title="撤回的").pk).update(
        status="withdrawn", closed_at=timezone.now()
    )
    elsewhere = other_request(community, public_title="别的类别")
    Request.objects.filter(pk=elsewhere.pk).update(category=category_of("law"))
    resident.begin()
    resident.post("where", community=str(community.uuid))
    assert resident.leads(resident.get("similar")) == "contact"


def test_services_for_it_are_shown(resident, community, make):
    make(Service, "路灯报修", category="facilities", now=timezone.now())
    resident.begin()
    resident.post("where", community=str(community.uuid))
    page = text(resident.get("similar"))
    assert "也许这些能帮到您" in page
    assert "路灯报修" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_similar_ones_costs_the_same(
    resident, community, make, count, django_assert_max_num_queries
):
    for number in range(count):
        other_request(community, public_title=f"第{number}件")
        make(Service, f"路灯报修{number}", category="facilities", now=timezone.now())
    resident.begin()
    resident.post("where", community=str(community.uuid))
    resident.get("similar")
    with django_assert_max_num_queries(4):
        assert resident.get("similar").status_code == 200


# --- ③ phone ----------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138-1234-5678", PHONE),
        ("+86 13812345678", PHONE),
        ("１３８１２３４５６７８", PHONE),
        ("0411-87600123", "0411-87600123"),
        ("(0411) 87600123", "041187600123"),
        ("87600123", "87600123"),
    ],
)
def test_a_phone_is_read_however_it_is_written(typed, kept):
    assert clean_contact(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "12345", "没有电话", "1380411", "0411-876", "1381234567", "138123456789"]
)
def test_what_is_no_phone_is_refused(resident, community, typed):
    resident.begin()
    resident.post("where", community=str(community.uuid))
    page = resident.post("contact", phone=typed, name="王阿姨")
    assert page.status_code == 200
    assert 'value="王阿姨"' in text(page)


def test_the_page_says_who_reads_it_and_when_it_goes(resident):
    resident.begin()
    assert "办结 180 天后" in text(resident.get("contact"))


# --- ④ photos ----------------------------------------


def test_photos_come_along_and_carry_nothing(resident, community):
    resident.answer_all(community)
    sent = [photo(), photo(other("PNG"), "b.png")]
    assert resident.leads(resident.post("photos", photos=sent)) == "check"
    assert text(resident.get("check")).count("data:image/jpeg;base64,") == 2
    resident.post("check")
    kept = RequestPhoto.objects.order_by("pk")
    assert [(p.width, p.height) for p in kept] == [(1600, 800), (40, 30)]
    assert b"Secret" not in bytes(kept[0].data)


def test_a_bad_file_is_named_and_the_good_one_stays(resident, community):
    resident.answer_all(community)
    page = resident.post("photos", photos=[photo(), photo(b"%PDF", "病历.pdf")])
    assert page.status_code == 200
    assert "第 2 张（病历.pdf）：这不是照片" in text(page)
    assert "不要第 1 张" in text(page)
    assert PHONE in text(resident.get("check"))
    resident.post("check")
    assert RequestPhoto.objects.count() == 1


def test_of_a_huge_file_no_more_is_read_than_is_refused(resident, community, monkeypatch):
    monkeypatch.setattr(asking, "MOST_BYTES", 1000)
    monkeypatch.setattr("projects.requests.photos.MOST_BYTES", 1000)
    resident.answer_all(community)
    page = text(resident.post("photos", photos=[photo(b"\xff\xd8" + b"0" * 5000, "全景.jpg")]))
    assert "第 1 张（全景.jpg）：照片超过 10 MB" in page


def test_at_most_three(resident, community):
    resident.answer_all(community)
    page = resident.post("photos", photos=[photo(other("PNG")) for _ in range(4)])
    assert "第 4 张" in text(page)
    assert "最多 3 张" in text(page)
    resident.post("check")
    assert RequestPhoto.objects.count() == 3


def test_a_photo_is_taken_away(resident, community):
    resident.answer_all(community)
    resident.post("photos", photos=[photo(), photo(other("PNG"))])
    key = re.search(r'name="drop" value="(\w+)"', text(resident.get("photos")))
    assert key
    assert resident.leads(resident.post("photos", drop=key[1])) == "photos"
    resident.post("check")
    assert [p.width for p in RequestPhoto.objects.all()] == [40]


def test_photos_that_the_cache_lost_are_said_so(resident, community):
    resident.answer_all(community)
    resident.post("photos", photos=[photo()])
    secret = resident.client.cookies["csrftoken"].value
    draft = asking.drafts.find(resident.token, secret)
    assert draft is not None
    cache.delete(f"{draft._key}:{draft.photos[0][0]}")
    assert handing_in.PHOTOS_LOST in text(resident.post("check"))
    assert resident.leads(resident.post("check")) == "done"


def test_too_many_photos_from_one_address(resident, community, monkeypatch):
    monkeypatch.setattr(asking, "MOST_FILES", 1)
    resident.answer_all(community)
    page = text(resident.post("photos", photos=[photo(), photo()]))
    assert asking.TOO_MANY_FILES in page


# --- limits ----------------------------------------


def test_too_many_from_one_address_keep_what_they_typed_and_are_told_whom_to_call(
    resident, community, grid, post, monkeypatch
):
    monkeypatch.setattr(handing_in, "MOST_HERE", 1)
    resident.answer_all(community)
    assert resident.leads(resident.post("check")) == "done"
    again = Resident(resident.client)
    again.answer_all(grid, phone="13900001111")
    refused = again.post("check")
    assert refused.status_code == 429
    assert handing_in.TOO_MANY in text(refused)
    assert 'href="tel:12345"' in text(refused)
    assert WORDS in text(refused)
    monkeypatch.setattr(handing_in, "MOST_HERE", 9)
    assert again.leads(again.post("check")) == "done"


def test_one_phone_is_not_used_without_end(resident, community):
    answers = []
    for _ in range(handing_in.MOST_OF_PHONE + 1):
        one = Resident(resident.client)
        one.answer_all(community)
        answers.append(one.post("check").status_code)
    assert answers == [302] * handing_in.MOST_OF_PHONE + [429]


def test_too_many_begun(resident, monkeypatch):
    monkeypatch.setattr(asking, "MOST_DRAFTS", 1)
    assert resident.begin().status_code == 302
    assert resident.begin().status_code == 429


@pytest.mark.parametrize("name", ["what", "where", "similar", "contact", "photos", "check", "done"])
def test_other_methods_are_refused(resident, name):
    resident.begin()
    assert resident.client.delete(resident.url(name)).status_code == 405


# --- nobody else reads it ----------------------------------------


def test_neither_log_nor_trail_nor_address_holds_what_was_typed(resident, community, caplog):
    caplog.set_level("DEBUG")
    resident.answer_all(community)
    names = ("what", "where", "contact", "photos", "check")
    addresses = [resident.get(name).request["PATH_INFO"] for name in names]
    resident.post("photos", photos=[photo(b"%PDF", "王阿姨的病历.pdf")])
    resident.post("check")
    made = Request.objects.get()
    track = {"number": made.number, "tail": PHONE[-4:]}
    addresses.append(resident.client.post("/track/", track)["Location"])
    resident.client.get("/track/mine/")
    lines = "\n".join(JsonFormatter().format(record) for record in caplog.records if ours(record))
    trail = "\n".join(
        f"{e.object_repr} {e.changes} {e.additional_data}" for e in LogEntry.objects.all()
    )
    assert "projects:ask_contact" in lines
    assert made.spoken_number in trail
    for secret in (PHONE, "5678", WORDS, "王阿姨", "病历", resident.token):
        assert secret not in lines
        assert secret not in trail
    for secret in (PHONE, "5678", made.number):
        assert secret not in "".join(addresses)


def ours(record: logging.LogRecord) -> bool:
    """What a portal logs that is live: Django quotes statements at DEBUG alone."""
    return record.levelno >= logging.INFO
